"""What a measure gave, as blocks of a page and as files: all of it, or what is of one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from seedbed.messages import codes, say
from seedbed.report.document import Block
from seedbed.report.measured_page import measured_document
from seedbed.usecases.measure_table import MEASURES, Measured
from seedbed.workbench.look.wording import language, said
from seedbed.workbench.observing.choosing import Choice

_OF_A_PLACE = ("place", "other")
"""Columns that name places."""


def kinds() -> tuple[tuple[str, str], ...]:
    """Every measure with its words."""
    return tuple((one, say(f"report.measured-{one}", language())) for one in MEASURES)


def blocks_of(measured: Measured, source: str) -> tuple[Block, ...]:
    """The measure explained, its findings, pictures with their tables."""
    return measured_document(measured, source, language()).sections[0].blocks


def place_choice(measured: Measured, asked: str) -> Choice | None:
    """One of the places that the measure tells of; none where it tells of none."""
    named = [
        frame[column]
        for frame in measured.frames.values()
        for column in _OF_A_PLACE
        if column in frame.columns and frame.schema[column] == pl.String
    ]
    places = pl.concat(named).drop_nulls().unique().sort().to_list() if named else []
    if not places:
        return None
    options = (("", said("workbench.all-places")), *((one, one) for one in places))
    return Choice("place", said("workbench.field-place"), options, asked if asked in places else "")


def of_place(measured: Measured, place: str) -> Measured:
    """Only what is of one place, or of it and another; ranks and other frames stay whole."""
    if not place:
        return measured
    kept = {name: _rows_of(frame, place) for name, frame in measured.frames.items()}
    return replace(measured, frames=kept)


def _rows_of(frame: pl.DataFrame, place: str) -> pl.DataFrame:
    columns = [name for name in _OF_A_PLACE if name in frame.columns and frame.schema[name] == pl.String]
    return frame.filter(pl.any_horizontal(pl.col(columns) == place)) if columns else frame


def whole_tables(measured: Measured) -> Mapping[str, pl.DataFrame]:
    """Every frame with all its rows, findings in words, lists as text: what a file holds."""
    return {name: _worded(frame) for name, frame in measured.frames.items()}


def _worded(frame: pl.DataFrame) -> pl.DataFrame:
    if "finding" not in frame.columns:
        return frame
    lang = language()
    known = codes(lang)

    def sentence(code: str) -> str:
        return say(code, lang) if code in known else code

    return frame.with_columns(pl.col("finding").map_elements(sentence, return_dtype=pl.String))
