"""The Chongqing region: its tables hold together, and every figure stands where it says."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from seedbed.messages import Severity
from seedbed.programme import industry_prefixes, read_rules
from seedbed.tables import SCHEMAS, TableRead, check_references, read_table

ROOT = Path(__file__).parents[2]
REGION = ROOT / "regions" / "chongqing"
SEEDS = ROOT.parent / "shared" / "seeds"
DISTRICTS = ROOT.parent / "shared" / "data" / "circle" / "cq_districts_2005_2020.csv"

SCHEMA_TABLES = (
    "places", "organisations", "ties", "observations", "sources", "subprojects", "indicators", "targets",
    "risks", "gates", "activities",
)  # fmt: skip
EXTRA_TABLES = {
    "roles": ("role", "name", "name_zh", "sector", "ring", "focus", "source", "locator", "note"),
    "measures": ("measure", "name", "name_zh", "unit"),
    "strategic_industries": ("industry", "name", "name_zh", "gbt4754", "mapping", "source", "locator"),
    "open_points": ("point", "what_en", "what_zh", "locator_a", "locator_b"),
}
PERIOD_BASES = {"stated", "year-from-context", "latest-year-of-document"}
BOUND = re.compile(r'^(lower bound: "[a-z -]+"|approximate: ("[a-z]+"|estimated|order of magnitude))(;|$)')
LOCATOR = re.compile(r"^(\d{3}):(\d+)(?:-(\d+))?$")

needs_seeds = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the documents that the region was taken from are not here"
)


@cache
def read(name: str) -> pl.DataFrame:
    """A table as text, empty cells as null."""
    return pl.read_csv(REGION / f"{name}.csv", infer_schema=False)


@cache
def checked(name: str) -> TableRead:
    return read_table(REGION / f"{name}.csv", SCHEMAS[name])


def values(name: str, column: str) -> set[str]:
    return set(read(name)[column].drop_nulls())


@cache
def lines_of(document: str) -> list[str]:
    (path,) = SEEDS.glob(f"{document}_*.txt")
    return [plain(line) for line in path.read_text(encoding="utf-8").split("\n")]


def plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


def span(locator: str) -> tuple[str, range]:
    match = LOCATOR.match(locator)
    assert match is not None, locator
    first = int(match[2])
    last = int(match[3] or first)
    return match[1], range(first, last + 1)


def text_at(locator: str) -> str:
    """The lines of a locator, exactly those, as one text without the blank ones."""
    document, numbers = span(locator)
    return " ".join(line for line in (lines_of(document)[number - 1] for number in numbers) if line)


NUMBERS = {
    "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "nine": 9, "ten": 10,
    "fifth": 5, "double": 10,
}  # fmt: skip
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}


def figure(printed: str) -> Decimal:
    """The number that a printed form stands for: ``1.454 billion``, ``67.1%``, ``three-day``.

    >>> figure("USD200 million")
    Decimal('200000000')
    """
    text = printed.lower()
    # A number right behind a small letter is a footnote's mark ("six2"), behind a capital a currency.
    digits = re.search(r"(?<![a-z])\d[\d,]*(?:\.\d+)?", printed)
    if digits:
        number, rest = Decimal(digits[0].replace(",", "")), text[digits.end() :]
    else:
        word = next(match for match in re.finditer(r"[a-z]+", text) if match[0] in NUMBERS)
        number, rest = Decimal(NUMBERS[word[0]]), text[word.end() :]
    scale = re.match(r"[\s-]*(thousand|million|billion)", rest)
    return number * SCALES[scale[1]] if scale else number


def stands_in(printed: str, text: str) -> re.Match[str] | None:
    """The printed form as a whole: ``70`` does not stand in ``1,700`` or ``70.5``."""
    return re.search(rf"(?<![\w.,]){re.escape(plain(printed))}(?![\w%]|[.,]\d)", text)


@pytest.mark.parametrize("name", SCHEMA_TABLES)
def test_a_table_is_read_without_a_rejected_row(name: str) -> None:
    table = checked(name)
    assert table.frame.height == read(name).height > 0
    assert not table.rejects.height
    assert [found.text() for found in table.findings if found.severity is not Severity.NOTE] == []


def test_every_reference_leads_somewhere() -> None:
    tables = {name: checked(name) for name in SCHEMA_TABLES}
    assert [found.text() for found in check_references(tables)] == []


@pytest.mark.parametrize("name", EXTRA_TABLES)
def test_an_extra_table_has_its_columns_and_a_unique_key(name: str) -> None:
    table, columns = read(name), EXTRA_TABLES[name]
    assert set(columns) <= set(table.columns)
    key = table[columns[0]]
    assert key.null_count() == 0
    assert key.is_unique().all()


@pytest.mark.parametrize("name", [*SCHEMA_TABLES, *EXTRA_TABLES])
def test_no_cell_has_blanks_around_it(name: str) -> None:
    for column in read(name).iter_columns():
        assert (column.str.strip_chars() == column).all(), column.name


@pytest.mark.parametrize(
    "name", [*(name for name in SCHEMA_TABLES if name not in ("sources", "places")), "roles"]
)
def test_every_fact_has_a_source_and_a_locator(name: str) -> None:
    table = read(name)
    documents = dict(read("sources").select("source", "document").iter_rows())
    for source, locator in table.select("source", "locator").iter_rows():
        assert documents[source] == span(locator)[0], locator


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("places", 0), ("organisations", 4), ("roles", 0), ("measures", 0), ("subprojects", 0),
        ("indicators", 0), ("risks", 0), ("gates", 0), ("activities", 0), ("strategic_industries", 0),
    ],
)  # fmt: skip
def test_names_are_in_both_languages(name: str, without: int) -> None:
    table = read(name)
    assert table["name"].null_count() == 0
    assert table["name_zh"].null_count() == without  # organisations whose Chinese name is not known
    han = table["name_zh"].drop_nulls().str.contains(r"\p{Han}|^ABB$")
    assert han.all()


def test_sentences_are_in_both_languages() -> None:
    assert read("open_points").select("what_en", "what_zh").null_count().row(0) == (0, 0)
    for name, pair in (
        ("observations", ("counting_rule", "counting_rule_zh")),
        ("ties", ("what", "what_zh")),
        ("subprojects", ("focus", "focus_zh")),
        ("subprojects", ("field", "field_zh")),
        ("risks", ("response", "response_zh")),
        ("indicators", ("assumption", "assumption_zh")),
        ("strategic_industries", ("mapping_note", "mapping_note_zh")),
    ):
        english, chinese = (read(name)[column].is_null() for column in pair)
        assert english.equals(chinese, check_names=False), pair


def test_chongqing_has_its_38_districts_and_counties() -> None:
    own = read("places").filter(pl.col("parent") == "500000", pl.col("code_list") == "GB/T 2260")
    assert own["kind"].value_counts().sort("kind").rows() == [
        ("autonomous county", 4),
        ("county", 8),
        ("district", 26),
    ]
    district = pl.col("place").str.starts_with("5001")
    assert own.filter((pl.col("kind") == "district") != district).is_empty()
    known = {
        "万州区": "500101",
        "涪陵区": "500102",
        "渝中区": "500103",
        "长寿区": "500115",
        "垫江县": "500231",
    }
    assert known.items() <= dict(own.select("name_zh", "place").iter_rows()).items()


def test_codes_of_the_classification_nest() -> None:
    coded = read("places").filter(pl.col("code_list") == "GB/T 2260")
    for place, parent, level in coded.select("place", "parent", "level").iter_rows():
        assert re.fullmatch(r"[1-6]\d{5}", place)
        expected = {"province": "CN", "prefecture": place[:2] + "0000", "county": "500000"}[level]
        assert parent == expected, place


@pytest.mark.skipif(not DISTRICTS.is_file(), reason="the district data are not here")
def test_district_codes_agree_with_a_second_list() -> None:
    other = pl.read_csv(DISTRICTS, infer_schema=False).select("county_id", "county_name").unique()
    ours = dict(read("places").select("place", "name_zh").iter_rows())
    assert other.height == 37
    assert {code: ours.get(code) for code in other["county_id"]} == dict(other.iter_rows())


def test_places_lie_inside_their_parents_neighbourhood() -> None:
    # Chongqing spans about 105.2-110.2 E and 28.1-32.2 N.
    within = checked("places").frame.filter(
        (pl.col("parent") == "500000") | (pl.col("place") == "500000"), pl.col("longitude").is_not_null()
    )
    assert within.height == 40
    assert within["longitude"].is_between(105.2, 110.2).all()
    assert within["latitude"].is_between(28.1, 32.2).all()
    placed = checked("places").frame
    assert (placed["datum"].is_not_null() == placed["longitude"].is_not_null()).all()
    assert (placed["latitude"].is_not_null() == placed["longitude"].is_not_null()).all()


def test_the_four_sectors_of_the_figure_have_their_roles() -> None:
    roles = read("roles")
    assert set(roles.filter(pl.col("ring") == "inner")["sector"]) == {
        "education", "enterprise", "government", "service",
    }  # fmt: skip
    assert roles.filter(pl.col("ring") == "outer").height == 18
    focus = roles.filter(pl.col("focus") == "true")["role"]
    assert set(focus) == {"entrepreneurs", "engineers", "skilled-workers", "returning-entrepreneurs"}


def test_ties_join_two_different_organisations() -> None:
    ties = read("ties")
    assert (ties["from"] != ties["to"]).all()
    assert values("ties", "from") | values("ties", "to") <= values("organisations", "organisation")
    dated = ties["start"].is_not_null()
    assert (ties["start_basis"].is_not_null() == dated).all()


def test_the_programme_has_seven_subprojects_of_which_six_were_studied() -> None:
    subprojects = read("subprojects")
    assert subprojects["studied"].value_counts().sort("studied").rows() == [("false", 1), ("true", 6)]
    owners = read("ties").filter(pl.col("kind") == "subproject-owner")["from"]
    assert sorted(owners) == sorted(subprojects["owner"])
    assert values("activities", "subproject") == set(
        subprojects.filter(pl.col("studied") == "true")["subproject"]
    )


def test_targets_agree_with_the_published_figures() -> None:
    targets = checked("targets").frame
    published = dict(checked("observations").frame.select("observation", "value").iter_rows())
    for row, observation in (
        ("graduates-2027", "target-graduates-2027"),
        ("technicians-2027", "target-technicians-2027"),
    ):
        assert targets.filter(pl.col("target") == row)["value"].item() == published[observation]
    for row, observation in (
        ("graduates-women-2027", "target-graduates-women-2027"),
        ("technicians-women-2027", "target-technicians-women-2027"),
    ):
        assert targets.filter(pl.col("target") == row)["share"].item() * 100 == published[observation]
    with (REGION / "region.toml").open("rb") as stream:
        floors = tomllib.load(stream)["floors"]
    assert set(targets["share"].drop_nulls()) == {floor["share"] for floor in floors if "source" in floor}


def test_settings_name_files_and_rows_that_exist() -> None:
    with (REGION / "region.toml").open("rb") as stream:
        settings = tomllib.load(stream)
    assert settings["place"] in values("places", "place")
    assert settings["programme"]["organisation"] in values("organisations", "organisation")
    assert all((REGION / name).is_file() for name in settings["files"].values())
    periods = settings["periods"]
    assert str(periods["last"]) in values("targets", "period")
    assert str(periods["first"]) in values("indicators", "baseline_year")


def test_counting_rules_speak_of_rows_that_exist() -> None:
    with (REGION / "counting_rules.toml").open("rb") as stream:
        rules = read_rules(tomllib.load(stream), values("indicators", "indicator"))
    graduates, technicians = rules
    schools = read("subprojects").join(read("organisations"), left_on="owner", right_on="organisation")
    education = schools.filter(pl.col("actor_type") == "education")["owner"]
    assert sorted(graduates.institutions) == sorted(education)
    assert len(education) == 5
    assert set(technicians.subprojects) <= values("subprojects", "subproject")
    parks = read("subprojects").filter(pl.col("subproject").is_in(technicians.subprojects))["owner"]
    assert sorted(parks) == ["changshou-teda", "dianjiang-teda"]


def test_industry_codes_are_well_formed() -> None:
    table = read("strategic_industries")
    assert table.height == 8
    for column in ("gbt4754", "gbt4754_narrow"):
        codes = industry_prefixes(table.select(pl.col(column).alias("gbt4754")))
        assert codes
        assert all(re.fullmatch(r"[A-T]\d{2,4}", code) for code in codes)
    assert set(table["mapping"]) == {"project"}


def test_measures_name_every_observation_and_their_units_agree() -> None:
    observations, measures = read("observations"), read("measures")
    assert values("observations", "measure") == values("measures", "measure")
    units = dict(measures.select("measure", "unit").iter_rows())
    assert all(units[measure] == unit for measure, unit in observations.select("measure", "unit").iter_rows())


def test_observations_say_how_sure_they_are() -> None:
    observations = read("observations")
    assert values("observations", "period_basis") <= PERIOD_BASES
    for rule in observations["counting_rule"].drop_nulls():
        if rule.startswith(("lower bound", "upper bound", "approximate")):
            assert BOUND.match(rule), rule
    assert observations["recorded_at"].n_unique() == 1


def test_values_are_what_the_printed_forms_say() -> None:
    for observation, value, printed in (
        read("observations").select("observation", "value", "printed").iter_rows()
    ):
        assert figure(printed) == Decimal(value), observation


def test_the_same_fact_in_two_documents_stays_two_rows_that_can_be_compared() -> None:
    grouped = (
        read("observations")
        .filter(pl.col("comparison").is_not_null())
        .group_by("comparison")
        .agg(pl.col("value").n_unique().alias("values"), pl.len().alias("rows"), pl.col("locator"))
    )
    assert (grouped["rows"] >= 2).all()
    differing = set(grouped.filter(pl.col("values") > 1)["comparison"])
    assert {"adb-loan", "subprojects", "chongqing-population"} <= differing
    assert "chongqing-area" not in differing


def test_parts_do_not_exceed_their_total() -> None:
    observations = checked("observations").frame
    whole = dict(observations.select("observation", "value").iter_rows())
    parts = observations.filter(pl.col("part_of").is_not_null())
    summed = parts.group_by("part_of").agg(pl.col("value").sum())
    assert summed.height == 4
    assert all(value <= whole[total] for total, value in summed.iter_rows())


@needs_seeds
@pytest.mark.parametrize("row", read("observations").rows(named=True), ids=lambda row: row["observation"])
def test_a_figure_stands_in_the_lines_of_its_locator(row: dict[str, str]) -> None:
    text = text_at(row["locator"])
    found = stands_in(row["printed"], text)
    assert found is not None, f"{row['printed']!r} is not in {row['locator']}: {text[:300]}"
    before = re.search(r"\b(more than|over|at least|about|around)( \w+){0,2} ?$", text[: found.start()])
    if before and not row["printed"].startswith(before[1]):
        assert before[1] in (row["counting_rule"] or ""), f"{row['locator']} says {before[1]}"


@needs_seeds
def test_no_figure_of_the_documents_is_left_out() -> None:
    # What is a number and no figure: dates, numbers of figures, footnotes and plans, a phone number.
    no_figure = re.compile(
        r"\b(January|June|December) \d+\b|\b(19|20)\d\ds?\b|\bFigure \d+|\baged 16~59\b|\b13th Five-Year\b"
        r"|“Top 50\b|^[12]$|\+86-[\d-]+"
    )
    observed: dict[tuple[str, int], list[str]] = {}
    for locator, printed in read("observations").select("locator", "printed").iter_rows():
        document, numbers = span(locator)
        for number in numbers:
            observed.setdefault((document, number), []).append(plain(printed))
    left = []
    for document in read("sources")["document"]:
        for number, line in enumerate(lines_of(document), start=1):
            rest = line
            for printed in sorted(observed.get((document, number), ()), key=len, reverse=True):
                rest = rest.replace(printed, " ", 1)
            rest = no_figure.sub(" ", rest)
            left += [f"{document}:{number} {token}" for token in re.findall(r"\d[\d,.]*", rest)]
    assert left == []


@needs_seeds
@pytest.mark.parametrize("row", read("organisations").rows(named=True), ids=lambda row: row["organisation"])
def test_an_organisation_is_named_in_the_lines_of_its_locator(row: dict[str, str]) -> None:
    text = text_at(row["locator"])
    for fragment in row["named_as"].split(" | "):
        assert stands_in(fragment, text), f"{fragment!r} is not in {row['locator']}"


def _names(organisation: dict[str, str | None]) -> set[str]:
    fragments = (organisation["named_as"] or "").split(" | ")
    aliases = (organisation["aliases"] or "").split(";")
    return {name for name in (*fragments, *aliases, organisation["name"] or "") if name}


@needs_seeds
def test_a_tie_stands_in_lines_that_name_one_of_its_ends() -> None:
    names = {row["organisation"]: _names(row) for row in read("organisations").rows(named=True)}
    for row in read("ties").rows(named=True):
        text = text_at(row["locator"])
        ends = names[row["from"]] | names[row["to"]]
        assert any(stands_in(name, text) for name in ends), (row["from"], row["to"], row["locator"])


@needs_seeds
@pytest.mark.parametrize("row", read("roles").rows(named=True), ids=lambda row: row["role"])
def test_a_role_is_a_label_of_the_figure(row: dict[str, str]) -> None:
    assert stands_in(row["name"], text_at(row["locator"]).replace("ﬃ", "ffi").lower()) or stands_in(
        row["name"].title(), text_at(row["locator"])
    )


@needs_seeds
def test_industries_are_those_that_the_text_names() -> None:
    for name, locator in read("strategic_industries").select("name", "locator").iter_rows():
        assert stands_in(name.lower().replace("defence", "defense"), text_at(locator).lower()), name


@needs_seeds
@pytest.mark.parametrize("name", [*SCHEMA_TABLES, *EXTRA_TABLES])
def test_every_locator_is_inside_its_document(name: str) -> None:
    table = read(name)
    for column in (column for column in table.columns if column.startswith("locator")):
        for locator in table[column].drop_nulls():
            assert text_at(locator), locator


@needs_seeds
def test_no_sentence_of_a_document_is_carried_over() -> None:
    run = 8  # so many words in a row are a sentence and no longer a name
    taken: set[tuple[str, ...]] = set()
    for document in read("sources")["document"]:
        # The brochure's lines are torn by columns: a run is looked for within a line, and across lines.
        for text in (*lines_of(document), " ".join(line for line in lines_of(document) if line)):
            words = re.findall(r"[a-z0-9']+", text.lower())
            taken |= {tuple(words[i : i + run]) for i in range(len(words) - run + 1)}
    proper_names = {"name", "named_as", "title", "aliases", "printed", "source", "locator"}
    for name in [*SCHEMA_TABLES, *EXTRA_TABLES]:
        table = read(name)
        for column in (column for column in table.columns if column not in proper_names):
            for cell in table[column].drop_nulls():
                words = re.findall(r"[a-z0-9']+", cell.lower())
                runs = {tuple(words[i : i + run]) for i in range(len(words) - run + 1)}
                assert not runs & taken, (name, column, cell)


def test_dates_of_ties_and_gates_are_in_order() -> None:
    for row in read("ties").filter(pl.col("end").is_not_null()).rows(named=True):
        assert row["start"] <= row["end"]
    approved, due = (
        read("gates").filter(pl.col("gate") == gate)["date"].item()
        for gate in ("loan-approved", "targets-due")
    )
    assert approved < due
