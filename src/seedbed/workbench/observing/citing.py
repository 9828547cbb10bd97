"""How to cite a page: what, from which record, of which vintage, on whose figures, where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

import polars as pl
from django.http import HttpRequest
from django.utils.http import urlencode

import seedbed
from seedbed.store.fingerprint import fingerprint
from seedbed.workbench.delivery.contents import Vintage, vintage_of
from seedbed.workbench.look.wording import language, said
from seedbed.workbench.people.record import record

SHORT = 12
_NOTHING: Mapping[str, str] = MappingProxyType({})


@lru_cache(maxsize=8)
def _prints(vintage: Vintage) -> tuple[str, str]:
    """Start of the hash of the observations, and when the latest of them was recorded."""
    observations = record().table("observations")
    latest = observations["recorded_at"].max() if observations.height else None
    return fingerprint(observations)[:SHORT], f"{latest:%Y-%m-%d}" if isinstance(latest, datetime) else "—"


def cite(request: HttpRequest, title: str, run: str = "", chosen: Mapping[str, str] = _NOTHING) -> str:
    """One line: region, title, vintage, run, version and the address that shows the same again.

    Parameters
    ----------
    chosen
        What the page shows, by parameter: what was not asked for but taken by itself too.
    """
    settings, (print_, day) = record().settings, _prints(vintage_of(("observations",)))
    return said(
        "workbench.cite-line",
        region=settings.name_zh if language() == "zh" else settings.name,
        title=title,
        day=day,
        print=print_,
        run=f" · {run}" if run else "",
        version=seedbed.__version__,
        address=request.build_absolute_uri(f"{request.path}?{urlencode(chosen)}" if chosen else request.path),
    )


def sources_of(frames: Iterable[pl.DataFrame]) -> list[dict[str, object]]:
    """The sources that the tables of a page name, with titles."""
    named = [frame["source"].drop_nulls() for frame in frames if "source" in frame.columns]
    if not named:
        return []
    known = pl.concat(named).cast(pl.String).unique()
    return (
        record()
        .table("sources")
        .filter(pl.col("source").is_in(known.to_list()))
        .select("source", "title", "publisher", "year")
        .sort("source")
        .rows(named=True)
    )
