"""Section: value chains: what stands at home on each stage, what is missing or weak, and the benchmark."""

from __future__ import annotations

import polars as pl

from seedbed.charts import Canvas, Chart, Series, State, horizontal_bars, matrix, spoken_number, step_strips
from seedbed.messages import Lang, Severity
from seedbed.report.columns import columns
from seedbed.report.document import Block, Fact, Facts, Figure, Heading, Prose, Section, Table, figure
from seedbed.report.wording import (
    Words,
    named,
    named_column,
    named_unit,
    own_language,
    remark,
    words_of,
)
from seedbed.usecases.report_contents import ReportContents

MOST_CELLS = 30
"""Rows and columns of a matrix on the page."""
SHADES = (0.25, 0.5, 0.75, 1.0)
COUNTS = (1.0, 2.0, 3.0, 5.0)
NOT_HERE = "network.chain-not-here"
GAPS = ("missing", "planned")
LOOKS: dict[str, str] = {
    "present": "full",
    "weak": "half",
    "around": "pale",
    "planned": "outline",
    "missing": "dashed",
    "elsewhere": "dot",
    "unsaid": "dot",
}
"""How the stage of each status is drawn; stages that are only elsewhere or of which nothing is known look alike."""


def value_chains(contents: ReportContents, lang: Lang) -> Section:
    """The chains of the record as seen from the region's place."""
    words, observed = words_of(lang), contents.observed
    home = observed.home_zh if lang == "zh" else observed.home_en
    blocks: list[Block] = [Prose(words("chains-lead", place=home or words("the-region")))]
    if observed.chain_stages.is_empty():
        blocks.append(Prose(words("chains-none"), "note"))
        return Section("chains", words("chains-title"), tuple(blocks), contents.synthetic)
    stages = _stages(contents, lang)
    blocks += [
        _facts(contents, lang, words),
        _strips(contents, stages, lang, words),
        Heading("chain-gaps", words("chain-gaps-heading")),
        _gaps(stages, lang, words),
        Heading("stage-places", words("stage-places-heading")),
        *_where(contents, lang, words),
        Heading("chain-layers", words("chain-layers-heading")),
        Prose(words("chain-layers-lead")),
        _layers(contents, lang, words),
        Heading("chain-figures", words("chain-figures-heading")),
        _figures(contents, lang, words),
        Heading("sole-actors", words("sole-actors-heading")),
        _sole_actors(contents, lang, words),
        *_sourcing(contents, lang, words),
        *(
            Prose(finding.text(lang), "warning")
            for finding in observed.chain_findings
            if finding.severity is not Severity.NOTE
        ),
    ]
    return Section("chains", words("chains-title"), tuple(blocks), contents.synthetic)


def _stages(contents: ReportContents, lang: Lang) -> pl.DataFrame:
    """Stages with words, in the order of the chains' coverage."""
    order = contents.observed.chain_coverage.select("chain", at=pl.int_range(pl.len()), note="finding")
    return (
        contents.observed.chain_stages.join(order, on="chain", how="left", maintain_order="left")
        .sort("at", "stage_no", maintain_order=True)
        .with_columns(
            own_language("chain", lang).alias("chain_label"),
            own_language("stage", lang).alias("stage_label"),
            own_language("actors", lang),
            remark(lang),
            pl.when(pl.col("weak")).then(pl.lit("weak")).otherwise("status").alias("drawn"),
        )
        .with_columns(
            named_column("status", "drawn", lang).alias("status_label"),
            named_column("chain-layer", "layer", lang).alias("layer_label"),
        )
    )


def _facts(contents: ReportContents, lang: Lang, words: Words) -> Facts:
    here = contents.observed.chain_coverage.filter(pl.col("finding").is_null())
    total = here.select(pl.sum("stages", "present", "weak", "planned", "missing")).row(0, named=True)

    def fact(name: str) -> Fact:
        return Fact(spoken_number(total[name], "integer", lang), words(f"fact-stages-{name}"))

    share = total["present"] / total["stages"] if total["stages"] else None
    note = words("fact-stages-of", stages=total["stages"], share=spoken_number(share, "percent", lang))
    return Facts(
        (
            Fact(spoken_number(here.height, "integer", lang), words("fact-chains")),
            Fact(spoken_number(total["present"], "integer", lang), words("fact-stages-present"), note),
            fact("weak"),
            fact("planned"),
            fact("missing"),
        )
    )


def _strips(contents: ReportContents, stages: pl.DataFrame, lang: Lang, words: Words) -> Figure | Table:
    table = Table(
        "chain-stages",
        words("chain-stages-caption"),
        stages,
        columns(
            words, ("chain_label", "chain"), ("stage_no", "stage-no", "integer"), ("stage_label", "stage"),
            ("layer_label", "chain-layer"), ("status_label", "status"), ("actors", "actors", "sentence"),
            ("remark", "remark", "sentence"),
        ),
        words("none"),
        lang,
    )  # fmt: skip
    near = stages.filter(pl.col("note").is_null())
    states = [State(code, named("status", code, lang) or code, look) for code, look in LOOKS.items()]  # type: ignore[arg-type]

    def draw(canvas: Canvas) -> Chart:
        return step_strips(
            near, row="chain_label", step="stage_label", state="drawn", states=states,
            title=words("chains-picture"), canvas=canvas,
        )  # fmt: skip

    if near.is_empty():
        return table
    far = contents.observed.chain_coverage.filter(pl.col("finding") == NOT_HERE).height
    note = words("chains-note", count=far) if far else ""
    return figure(draw, "chains", table, note)


def _gaps(stages: pl.DataFrame, lang: Lang, words: Words) -> Table:
    """Stages at home that are missing, only planned, or weak."""
    gaps = stages.filter(pl.col("note").is_null(), pl.col("drawn").is_in([*GAPS, "weak"]))
    return Table(
        "gaps",
        words("chain-gaps-caption"),
        gaps,
        columns(
            words, ("stage_label", "stage"), ("chain_label", "chain"), ("status_label", "status"),
            ("remark", "remark", "sentence"),
        ),
        words("chain-gaps-empty"),
        lang,
    )  # fmt: skip


def _where(contents: ReportContents, lang: Lang, words: Words) -> list[Block]:
    """Stages down, places across: how many organisations on record."""
    found = contents.observed.stage_places.with_columns(
        own_language("chain", lang).alias("chain_label"),
        own_language("stage", lang).alias("stage_label"),
        own_language("place", lang).alias("place_label"),
    ).with_columns(pl.concat_str("chain_label", pl.lit(" \u00b7 "), "stage_label").alias("row"))
    table = Table(
        "stage-places",
        words("stage-places-caption"),
        found,
        columns(
            words, ("chain_label", "chain"), ("stage_label", "stage"), ("place_label", "place"),
            ("organisations", "organisations", "integer"),
        ),
        words("none"),
        lang,
        words("stage-places-note"),
    )  # fmt: skip
    named_ones = found.filter(pl.col("organisations") > 0)
    if named_ones.is_empty():
        return [table]
    rows = named_ones["row"].unique(maintain_order=True)
    places = (
        named_ones.group_by("place_label").agg(pl.sum("organisations")).sort("organisations", "place_label", descending=[True, False])
    )["place_label"]  # fmt: skip
    shown = (
        pl.DataFrame({"row": rows.head(MOST_CELLS)})
        .join(pl.DataFrame({"place_label": places.head(MOST_CELLS)}), how="cross")
        .join(
            named_ones.group_by("row", "place_label").agg(pl.sum("organisations")),
            on=["row", "place_label"],
            how="left",
            maintain_order="left",
        )
    )

    def draw(canvas: Canvas) -> Chart:
        return matrix(
            shown, row="row", column="place_label", value="organisations", title=words("stage-places-picture"),
            canvas=canvas, style="integer", bounds=COUNTS,
        )  # fmt: skip

    note = (
        words("matrix-cut", shown=MOST_CELLS, rows=rows.len(), columns=places.len())
        if max(rows.len(), places.len()) > MOST_CELLS
        else ""
    )
    return [figure(draw, "stage-places", table, note)]


def _layers(contents: ReportContents, lang: Lang, words: Words) -> Figure | Table:
    near = contents.observed.chain_coverage.filter(pl.col("finding").is_null())["chain"]
    order = near.to_list()
    layers = (
        contents.observed.chain_layers.filter(pl.col("chain").is_in(order))
        .with_columns(
            own_language("chain", lang).alias("chain_label"),
            named_column("chain-layer", "layer", lang).alias("layer_label"),
            remark(lang),
            pl.col("chain")
            .replace_strict({chain: at for at, chain in enumerate(order)}, default=0)
            .alias("at"),
        )
        .sort("at", maintain_order=True)
    )
    table = Table(
        "layers-of-chains",
        words("chain-layers-caption"),
        layers,
        columns(
            words, ("chain_label", "chain"), ("layer_label", "chain-layer"), ("stages", "stages", "integer"),
            ("present", "present", "integer"), ("value", "share-present", "percent"), ("remark", "remark", "sentence"),
        ),
        words("none"),
        lang,
    )  # fmt: skip
    shown = layers.filter(pl.col("at") < MOST_CELLS)

    def draw(canvas: Canvas) -> Chart:
        return matrix(
            shown, row="chain_label", column="layer_label", value="value", title=words("chain-layers-picture"),
            canvas=canvas, style="percent", bounds=SHADES,
        )  # fmt: skip

    return figure(draw, "chain-layers", table)


def _figures(contents: ReportContents, lang: Lang, words: Words) -> Figure | Table:
    figures = contents.observed.chain_figures.with_columns(
        own_language("chain", lang).alias("chain_label"),
        own_language("stage", lang).alias("stage_label"),
        own_language("measure", lang).alias("measure_label"),
        own_language("place", lang).alias("place_label"),
        pl.col("unit")
        .map_elements(lambda unit: named_unit(unit, lang), return_dtype=pl.String)
        .alias("unit_label"),
        remark(lang),
    )
    table = Table(
        "figures-of-stages",
        words("chain-figures-caption"),
        figures,
        columns(
            words, ("measure_label", "measure"), ("chain_label", "chain"), ("place_label", "place"), ("period", "period"),
            ("value", "value", "decimal"), ("benchmark", "benchmark", "decimal"), ("gap", "gap", "decimal"),
            ("unit_label", "unit"), ("source", "source", "code"), ("locator", "locator", "code"),
            ("remark", "remark", "sentence"),
        ),
        words("chain-figures-empty"),
        lang,
    )  # fmt: skip
    compared = figures.filter(
        pl.col("value").is_not_null(), pl.col("benchmark").is_not_null(), pl.col("unit") == "percent"
    ).with_columns(
        pl.concat_str("measure_label", pl.lit(" \u00b7 "), "place_label", pl.lit(" "), "period").alias("row"),
        pl.col("value", "benchmark") / 100,
    )
    if compared.is_empty():
        return table

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            compared, label="row",
            series=[Series("value", words("col-value")), Series("benchmark", words("col-benchmark"), 6)],
            title=words("chain-figures-picture"), canvas=canvas, style="percent",
        )  # fmt: skip

    return figure(draw, "chain-figures", table)


def _sole_actors(contents: ReportContents, lang: Lang, words: Words) -> Table:
    actors = contents.observed.sole_actors.with_columns(
        own_language("name", lang).alias("label"), own_language("chains", lang)
    )
    return Table(
        "sole-actors-of-stages",
        words("sole-actors-caption"),
        actors,
        columns(
            words, ("label", "organisation"), ("stages", "stages-alone", "integer"), ("of", "stages-held", "integer"),
            ("chains", "chains", "sentence"),
        ),
        words("sole-actors-empty"),
        lang,
    )  # fmt: skip


def _sourcing(contents: ReportContents, lang: Lang, words: Words) -> list[Block]:
    if contents.observed.sourcing.is_empty():
        return []
    row = contents.observed.sourcing.row(0, named=True)
    low, high = (spoken_number(row[bound], "percent", lang) for bound in ("at_least", "at_most"))
    return [Prose(words("sourcing", buyers=row["buyers"], low=low, high=high))]
