"""The sections of the observatory and the network: what they say, what they leave open, what they cut."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from seedbed.messages import LANGUAGES, Lang, codes
from seedbed.report.document import Block, Facts, Figure, Prose, Section, Table
from seedbed.report.sections.chains import MOST_CELLS, value_chains
from seedbed.report.sections.network import MOST_ROWS, network_of_actors
from seedbed.report.sections.prospects import overlap_and_prospects
from seedbed.report.sections.scorecards import scorecards_of_places
from seedbed.usecases.observed_contents import OBSERVED_FRAMES, ObservedContents
from seedbed.usecases.report_contents import ReportContents

SECTIONS = (scorecards_of_places, value_chains, network_of_actors, overlap_and_prospects)
both = pytest.mark.parametrize("lang", LANGUAGES)


def table(section: Section, key: str) -> Table:
    """A table of a section, alone or below its picture."""
    held: list[Table] = [
        block.table if isinstance(block, Figure) else block
        for block in section.blocks
        if isinstance(block, Figure | Table)
    ]
    return next(one for one in held if one.key == key)


def said(blocks: tuple[Block, ...]) -> str:
    return " ".join(block.text for block in blocks if isinstance(block, Prose))


@both
def test_the_overlap_is_recomputed_and_stands_beside_what_the_source_prints(
    contents: ReportContents, lang: Lang
) -> None:
    rows = table(overlap_and_prospects(contents, lang), "overlaps").rows()
    figures = {row[0]: row[2:6] for row in rows}
    assert set(figures.values()) == {("19", "9", "47.4%", "47.0%"), ("12", "9", "75.0%", "75.0%")}


@both
def test_the_design_share_stands_against_its_benchmark(contents: ReportContents, lang: Lang) -> None:
    section = value_chains(contents, lang)
    (row,) = [row for row in table(section, "figures-of-stages").rows() if "40.00" in row]
    assert row[4:7] == ("5.00", "40.00", "-35.00") and row[8:10] == ("gea-nomura", "004:569")
    (picture,) = [
        block
        for block in section.blocks
        if isinstance(block, Figure) and block.table.key == "figures-of-stages"
    ]
    assert "5.0%" in picture.wide.svg and "40.0%" in picture.wide.svg


def test_stages_of_all_chains_add_up_to_the_facts(contents: ReportContents) -> None:
    section, observed = value_chains(contents, "en"), contents.observed
    (facts,) = [block for block in section.blocks if isinstance(block, Facts)]
    near = observed.chain_coverage.filter(pl.col("finding").is_null())
    assert facts.facts[0].value == str(near.height)
    stages = observed.chain_stages.join(near.select("chain"), on="chain", how="semi")
    assert facts.facts[1].value == str(stages.filter(pl.col("status") == "present").height)
    gaps = table(section, "gaps")
    wanted = stages.filter(pl.col("status").is_in(["missing", "planned"]) | pl.col("weak"))
    assert gaps.frame.height == wanted.height > 20
    assert all(row[-1] not in ("", "\u2014") for row in gaps.rows())  # each says why


def test_what_is_not_on_record_is_not_called_missing(contents: ReportContents) -> None:
    stages = contents.observed.chain_stages.filter(pl.col("status") == "unsaid")
    gaps = table(value_chains(contents, "en"), "gaps").frame
    assert stages.height and gaps.join(stages, on=["chain", "stage_no", "stage_en"], how="semi").is_empty()


@both
def test_elements_without_a_score_are_named(contents: ReportContents, lang: Lang) -> None:
    section = scorecards_of_places(contents, lang)
    lacking = contents.observed.scores.filter(pl.col("leaf"), pl.col("score").is_null())
    first = lacking.row(0, named=True)
    assert first[f"label_{lang}"] in said(section.blocks)
    assert first[f"place_{lang}"] in said(section.blocks)


def test_a_score_that_is_not_known_is_a_dash_and_not_zero(contents: ReportContents) -> None:
    unknown = contents.observed.scores.filter(pl.col("score").is_null(), pl.col("depth") == 0)
    card = unknown.item(0, "card")
    rows = table(scorecards_of_places(contents, "en"), f"scores-{card}").rows()
    assert rows[0][2] == "\u2014"


def test_the_network_names_its_hubs_and_says_what_chance_would_give(contents: ReportContents) -> None:
    section = network_of_actors(contents, "en")
    (facts,) = [block for block in section.blocks if isinstance(block, Facts)]
    assert any("by chance" in fact.note for fact in facts.facts)
    (picture,) = [
        block for block in section.blocks if isinstance(block, Figure) and block.table.key == "actors"
    ]
    assert "around Liangjiang New Area" in picture.wide.svg
    nodes = contents.observed.network_nodes
    alone = nodes.filter(pl.col("degree") == 0).height
    assert f"{alone} organisations without a tie" in picture.note
    assert len(picture.table.rows()) == MOST_ROWS < nodes.height and str(nodes.height) in picture.table.note


@both
def test_every_suggested_tie_has_a_reason_in_words(contents: ReportContents, lang: Lang) -> None:
    suggested = table(network_of_actors(contents, lang), "suggested-ties")
    reasons = [row[-1] for row in suggested.rows()]
    assert len(reasons) == 20 and not [one for one in reasons if one == "\u2014"]
    assert (
        all(("tied to" in one) or ("industry" in one) or ("stand" in one) for one in reasons) or lang == "zh"
    )


def test_a_matrix_is_cut_and_says_so(contents: ReportContents) -> None:
    many = pl.DataFrame(
        {
            **{name: ["chain"] * 40 for name in ("chain", "chain_en", "chain_zh")},
            "stage_no": range(40),
            "stage_en": [f"stage {at}" for at in range(40)],
            "stage_zh": [f"环节{at}" for at in range(40)],
            **{name: [f"p{at % 35}" for at in range(40)] for name in ("place", "place_en", "place_zh")},
            "organisations": [1] * 40,
        }
    )
    section = value_chains(replace(contents, observed=replace(contents.observed, stage_places=many)), "en")
    (picture,) = [
        block for block in section.blocks if isinstance(block, Figure) and block.table.key == "stage-places"
    ]
    assert f"At most {MOST_CELLS}" in picture.note and "40 rows and 35 columns" in picture.note
    assert "stage 29" in picture.wide.svg and "stage 30" not in picture.wide.svg
    assert picture.table.frame.height == 40


@both
@pytest.mark.parametrize("section", SECTIONS)
def test_where_nothing_is_known_sentences_stand(nothing: ReportContents, section, lang: Lang) -> None:
    blocks = section(nothing, lang).blocks
    assert not [block for block in blocks if isinstance(block, Figure)]
    assert [block for block in blocks if isinstance(block, Prose)]


@both
@pytest.mark.parametrize("section", SECTIONS)
def test_no_code_is_shown_raw(contents: ReportContents, section, lang: Lang) -> None:
    known = codes("en")
    for block in section(contents, lang).blocks:
        held = block.table if isinstance(block, Figure) else block
        if isinstance(held, Table):
            cells = {cell for row in held.rows() for cell in row} | {
                column.heading for column in held.columns
            }
            assert not cells & known
            assert not {cell for cell in cells if cell.startswith(("network.", "observatory."))}


@pytest.mark.parametrize("name", OBSERVED_FRAMES)
def test_a_frame_without_a_documented_column_is_refused(contents: ReportContents, name: str) -> None:
    frame: pl.DataFrame = getattr(contents.observed, name)
    assert frame.columns == list(OBSERVED_FRAMES[name])
    with pytest.raises(ValueError, match=f"{name} lacks the columns {frame.columns[-1]}"):
        ObservedContents(**{name: frame.drop(frame.columns[-1])})
