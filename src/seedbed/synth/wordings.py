"""The sentences around the phrases, read from ``wording/*.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TypeAlias

import numpy as np
import polars as pl

from seedbed.synth.draws import Ints

# The words that state a level, in the order of LEVELS; the last says nothing.
CUES = ("basic", "familiar", "proficient", "expert", "unstated")
LEVELS = np.array([0.25, 0.5, 0.75, 1.0])
UNSTATED = len(LEVELS)

Wording: TypeAlias = "str | list[str] | Mapping[str, Wording]"


@cache
def wording(lang: str) -> Mapping[str, Wording]:
    """The wording of a language as it stands in its file."""
    return tomllib.loads((resources.files("seedbed.synth") / "wording" / f"{lang}.toml").read_text("utf-8"))


def table(lang: str, *path: str) -> Mapping[str, Wording]:
    """A table of the wording."""
    found: Wording = wording(lang)
    for key in path:
        found = found[key] if isinstance(found, Mapping) else {}
    return found if isinstance(found, Mapping) else {}


def sentences(lang: str, *path: str) -> list[str]:
    """The sentences under a path; a single one as a list."""
    found = table(lang, *path[:-1])[path[-1]]
    if isinstance(found, str):
        return [found]
    return list(found) if isinstance(found, list) else []


@dataclass(frozen=True, slots=True)
class Templates:
    """Sentences by kind, laid out for drawing: those of kind ``c`` at ``indptr[c]:indptr[c + 1]``."""

    indptr: Ints
    lines: pl.Series = field(repr=False)

    def draw(self, rng: np.random.Generator, kinds: Ints) -> pl.Series:
        """A random sentence of each kind."""
        counts = self.indptr[kinds + 1] - self.indptr[kinds]
        return self.lines.gather(
            self.indptr[kinds] + np.floor(rng.random(kinds.size) * counts).astype(np.int64)
        )


def templates(groups: list[list[str]]) -> Templates:
    """Lay out groups of sentences."""
    indptr = np.concatenate([[0], np.cumsum([len(group) for group in groups])]).astype(np.int64)
    return Templates(indptr, pl.Series([line for group in groups for line in group], dtype=pl.String))
