"""Text on public evaluation sets: skills in sentences, job titles, coverage, throughput.

The sets are not part of the project; ``shared`` is the folder that holds them (``reference/`` and
``data/``). Measures are those of WorkRB: RP@k is the share of the first k that is right, of at most as many
as there are to find; MAP is the mean of average precision over all titles.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from seedbed.catalog import Catalog, csco_catalog, read_esco, starter_catalog
from seedbed.catalog.folding import fold
from seedbed.catalog.labels import phrases
from seedbed.messages import Refusal
from seedbed.tagging import Tagger, rank

# Rows of the sentence sets that name no skill of the catalogue.
NO_LABEL = ("LABEL NOT PRESENT", "UNDERSPECIFIED")
SENTENCE_SETS = ("house_validation", "tech_validation", "house_test")
CV_CHARACTERS = 4_000
Relevant = Sequence[frozenset[str]]


def bench_text(shared: Path, *, with_test: bool = False, cvs: int = 2_000) -> pl.DataFrame:
    """Every figure of docs/explanation/text.md.

    Parameters
    ----------
    shared
        The folder with the evaluation sets.
    with_test
        Score the test sentences too; they are no place to tune.
    cvs
        How many texts of two pages to tag for the throughput.

    Returns
    -------
    ``set``, ``measure``, ``size`` (how many texts, titles or concepts), ``value``.

    Raises
    ------
    Refusal
        The folder lacks a set.
    """
    esco = read_esco(_there(shared, "data/esco-v1.1.1/en.zip"), _there(shared, "data/esco-v1.1.1/rel.zip"))
    sets = SENTENCE_SETS if with_test else SENTENCE_SETS[:2]
    rows = [
        *_skills(shared, esco, sets),
        *_titles(shared, esco),
        *_chinese_titles(shared),
        *_coverage(shared),
        *throughput(cvs),
    ]
    return pl.DataFrame(rows, schema=["set", "measure", "size", "value"], orient="row")


def precision_at(ranked: Sequence[Sequence[str]], relevant: Relevant, k: int) -> float:
    """RP@k: hits among the first k over what could be hit, averaged.

    >>> precision_at([["a", "b"]], [frozenset({"b"})], 2)
    1.0
    """
    shares = [
        len(right & set(row[:k])) / min(k, len(right)) for row, right in zip(ranked, relevant, strict=True)
    ]
    return float(np.mean(shares))


def mean_average_precision(ranked: NDArray[np.int64], relevant: Sequence[frozenset[int]]) -> float:
    """MAP over rankings of numbers; what is not ranked counts as not found.

    >>> mean_average_precision(np.array([[1, 0, 2]]), [frozenset({1, 2})])
    0.8333333333333333
    """
    found = []
    for row, right in zip(ranked, relevant, strict=True):
        hit = np.array([one in right for one in row])
        found.append(float((np.cumsum(hit)[hit] / (np.flatnonzero(hit) + 1)).sum()) / len(right))
    return float(np.mean(found))


def throughput(cvs: int) -> Iterator[tuple[str, str, int, float]]:
    """Texts of two pages tagged per second, in one process and in one for every core.

    The texts are made of the catalogue's own names between words that mean nothing, half of them
    Chinese; parsing of files is not part of it.
    """
    texts = _long_texts(cvs)
    tagger = Tagger(starter_catalog())
    tagger.tag(texts[:1])
    begun = time.perf_counter()
    tagger.tag(texts)
    yield "texts of two pages", "tagged per second, one process", cvs, cvs / (time.perf_counter() - begun)
    cores = os.cpu_count() or 1
    parts = [texts[at::cores] for at in range(cores)]
    with ProcessPoolExecutor(cores, get_context("spawn"), initializer=_warm) as pool:
        list(pool.map(_tagged, [texts[:1]] * cores))
        begun = time.perf_counter()
        list(pool.map(_tagged, parts))
        spent = time.perf_counter() - begun
    yield "texts of two pages", f"tagged per second, {cores} processes", cvs, cvs / spent


def _skills(shared: Path, esco: Catalog, sets: Sequence[str]) -> Iterator[tuple[str, str, int, float]]:
    tagger = Tagger(esco)
    for name in sets:
        sentences, relevant = _sentences(shared, name, esco)
        ranked = tagger.rank_skills(sentences, top=10).tolist()
        for k in (5, 10):
            yield name, f"RP@{k}, ESCO skills", len(sentences), precision_at(ranked, relevant, k)


def _sentences(shared: Path, name: str, esco: Catalog) -> tuple[list[str], Relevant]:
    """The sentences that keep a label, and the ids of their skills."""
    rows = pl.read_csv(_there(shared, f"reference/skills-from-text/data__{name}_annotations.csv"))
    names = esco.skills.select("id", label=pl.col("label_en").str.strip_chars().str.to_lowercase())
    kept = (
        rows.filter(~pl.col("label").is_in(NO_LABEL))
        .with_columns(pl.col("label").str.strip_chars().str.to_lowercase())
        .join(names, on="label")
        .group_by("sentence", maintain_order=True)
        .agg("id")
    )
    return kept["sentence"].to_list(), [frozenset(ids) for ids in kept["id"]]


def _titles(shared: Path, esco: Catalog) -> Iterator[tuple[str, str, int, float]]:
    folder = "reference/job-titles/validation__english__"
    options = {"separator": "\t", "infer_schema": False, "quote_char": None}
    queries, corpus = (
        pl.read_csv(_there(shared, folder + part), **options)  # type: ignore[arg-type]
        for part in ("queries", "corpus_elements")
    )
    judged = pl.read_csv(_there(shared, folder + "qrels.tsv"), has_header=False, **options)  # type: ignore[arg-type]
    number = {one: at for at, one in enumerate(corpus["c_id"])}
    right: dict[str, set[int]] = {}
    for query, _, element, _ in judged.iter_rows():
        right.setdefault(query, set()).add(number[element])
    relevant = [frozenset(right[query]) for query in queries["q_id"]]
    for catalog in (starter_catalog(), esco):
        ranked = rank(
            queries["jobtitle"].to_list(), corpus["jobtitle"].to_list(), top=corpus.height, catalog=catalog
        )
        measure = f"MAP, with the catalogue {catalog.name}"
        yield "TalentCLEF en dev", measure, queries.height, mean_average_precision(ranked, relevant)


def _chinese_titles(shared: Path) -> Iterator[tuple[str, str, int, float]]:
    path = _there(shared, "reference/job-titles/zh_titles_to_csco_half.csv")
    titles = pl.read_csv(path, infer_schema=False).drop_nulls()
    asked = titles["job_name"].to_list()
    expected = titles["expected_code"].to_numpy().astype(object)[:, None]
    for indexed, catalog in (
        ("no test title in the index", _without_titles(csco_catalog(), asked)),
        ("everyday titles as shipped", csco_catalog()),
    ):
        hit = Tagger(catalog).rank_occupations(asked, top=5) == expected
        for k in (1, 5):
            found = float(hit[:, :k].any(axis=1).mean())
            yield "Chinese titles to CSCO", f"top-{k}, {indexed}", titles.height, found


def _without_titles(catalog: Catalog, titles: Sequence[str]) -> Catalog:
    """The catalogue without everyday titles that stand among ``titles``; official names stay."""
    known = set(fold(titles).phrases())
    everyday = catalog.occupations["alt_zh"].to_list()
    kept = [
        [title for title, folded in zip(names, fold(names).phrases(), strict=True) if folded not in known]
        if names
        else []
        for names in everyday
    ]
    column = pl.Series("alt_zh", kept, dtype=pl.List(pl.String))
    return replace(catalog, occupations=catalog.occupations.with_columns(column))


def _coverage(shared: Path) -> Iterator[tuple[str, str, int, float]]:
    """Titles whose best occupation shares a name or a whole word; concepts in which a skill is found."""
    starter = starter_catalog()
    tagger = Tagger(starter)
    names = set(phrases(starter.occupations)["folded"])
    everyday = set(phrases(csco_catalog().occupations)["folded"])
    for board in ("liepin", "zhaopin"):
        titles = pl.read_csv(_there(shared, f"data/zh-en-job-titles/{board}_zh_en.csv"), infer_schema=False)
        for lang, known in (("zh", names), ("en", names), ("zh", everyday)):
            folded = fold(titles[lang].to_list()).phrases()
            of = "starter" if known is names else "CSCO"
            share = float(np.mean([one in known for one in folded]))
            yield (
                f"{board} titles",
                f"{lang} titles that are a name of the {of} catalogue",
                len(folded),
                share,
            )
    for name in SENTENCE_SETS[:2]:
        rows = pl.read_csv(_there(shared, f"reference/skills-from-text/data__{name}_annotations.csv"))
        concepts = rows.filter(~pl.col("label").is_in(NO_LABEL))["label"].unique().sort().to_list()
        found = tagger.tag(concepts)["text"].n_unique()
        yield name, "concepts in which a starter skill is found", len(concepts), found / len(concepts)


def _long_texts(count: int) -> list[str]:
    rng = np.random.Generator(np.random.PCG64(3))
    skills = starter_catalog().skills
    texts = []
    for number in range(count):
        column, pause = (
            ("label_zh", "，负责日常工作并按要求完成记录，")
            if number % 2
            else ("label_en", ", as asked by the team and on time, ")
        )
        drawn = skills[column].gather(rng.integers(0, skills.height, CV_CHARACTERS // 20)).to_list()
        texts.append(pause.join(drawn)[:CV_CHARACTERS])
    return texts


def _warm() -> None:
    """Build a worker's tagger before its first texts."""
    _tagged([""])


def _tagged(texts: list[str]) -> int:
    if "tagger" not in _WORKER:
        _WORKER["tagger"] = Tagger(starter_catalog())
    return _WORKER["tagger"].tag(texts).height


_WORKER: dict[str, Tagger] = {}


def _there(shared: Path, name: str) -> Path:
    path = Path(shared) / name
    if not path.is_file():
        raise Refusal.because("catalog.missing-set", file=str(path))
    return path
