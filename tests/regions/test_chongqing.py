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
    "risks", "gates", "activities", "chains", "statements", "gender_actions", "budgets", "funnels",
)  # fmt: skip
EXTRA_TABLES = {
    "roles": ("role", "name", "name_zh", "sector", "ring", "focus", "source", "locator", "note"),
    "measures": ("measure", "name", "name_zh", "unit"),
    "strategic_industries": ("industry", "name", "name_zh", "gbt4754", "mapping", "source", "locator"),
    "open_points": ("point", "what_en", "what_zh", "locator_a", "locator_b"),
    "programmes": (
        "programme", "name", "name_zh", "kind", "place", "organisation", "source", "locator", "also",
    ),
    "clusters": ("cluster", "name", "name_zh", "place", "industry", "source", "locator", "also"),
    "consumption_classes": ("place", "class", "year", "source", "locator"),
    "programme_attributes": ("programme", "attribute", "value", "value_zh", "terms", "source", "locator"),
}  # fmt: skip
# Tables whose rows one column alone does not tell apart.
KEYS = {
    "consumption_classes": ("place", "year"),
    "programme_attributes": ("programme", "attribute"),
}
SHORT_DOCUMENTS = ("000", "001", "002", "003")  # of which every figure is a row; of 004, those on the region
PERIOD_BASES = {"stated", "year-from-context", "latest-year-of-document"}
BOUND = re.compile(
    r'^((?:lower|upper) bound: "[a-z -]+"|approximate: (?:"[a-z -]+"|estimated|order of magnitude))(;|$)'
)
BOUND_WORDS = (
    "more than|greater than|no less than|less than|no more than|not higher than|at least|up to|about|around"
    "|over(?! the (?:last|past|next))|approximately|nearly|almost|roughly|approaching"
    "|(?<!the )above|below|surpassed|exceed(?:s|ed|ing)?"
)
BOUND_SIGNS = {"more than": "+>", "approximately": "~"}  # how a table prints the word
GROUP = 50  # rows that one test of many rows takes
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


def groups(name: str) -> list[int]:
    """The first rows of the groups in which a table is gone through."""
    return list(range(0, read(name).height, GROUP))


def rows_of(name: str, start: int) -> list[dict[str, str]]:
    return read(name).slice(start, GROUP).rows(named=True)


@cache
def text_at(locator: str) -> str:
    """The lines of a locator, exactly those, as one text without the blank ones."""
    document, numbers = span(locator)
    return " ".join(line for line in (lines_of(document)[number - 1] for number in numbers) if line)


NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "dozen": 12, "dozens": 24, "thirteen": 13, "hundreds": 100, "first": 1, "second": 2, "third": 3, "fourth": 4,
    "fifth": 5, "sixth": 6, "seventh": 7, "largest": 1, "half": 50, "double": 10, "doubled": 2, "twice": 2,
    "quadrupled": 4, "trillion": 10**12, "trillions": 10**12,
}  # fmt: skip
SHARES = {"one third": Decimal("33.3"), "one fifth": Decimal(20)}
SCALES = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "decade": 10,
    "100 million": 10**8, "10,000": 10**4,
}  # fmt: skip


def figure(printed: str, rule: str = "") -> Decimal:
    """The number that a printed form stands for: ``1.454 billion``, ``67.1%``, ``three-day``.

    The counting rule tells what a single cell cannot: the scale of a table's row, a footnote's mark
    behind the figure, a fall that is printed without its sign.

    >>> figure("USD200 million")
    Decimal('200000000')
    >>> figure("2,500 and 1,770 billion")
    Decimal('2500000000000')
    >>> figure("25,003", "printed in 100 million yuan (row label)")
    Decimal('2500300000000')
    >>> figure("6.5%", "a fall, printed without sign")
    Decimal('-6.5')
    """
    text = printed.lower()
    if "footnote" in rule:
        text = re.sub(r"(?<=,\d{3})\.\d+$", "", text)
    if text in SHARES:
        return SHARES[text]
    if added := re.search(r"(\d+)\+(\d+)", text):
        return Decimal(added[1]) + Decimal(added[2])
    # A number right behind a small letter is a footnote's mark ("six2"), behind a capital a currency.
    found = re.search(r"(?<![a-z0-9.])\d[\d,]*(?:\.\d+)?", printed[: len(text)])
    if found is None:
        found = next((match for match in re.finditer(r"[a-z]+", text) if match[0] in NUMBERS), None)
    if found is None:
        found = re.search(r"\d+", text)
    assert found is not None, printed
    rest = text[found.end() :]
    number = Decimal(NUMBERS.get(found[0].lower(), 0)) or Decimal(found[0].replace(",", ""))
    scale = re.match(
        r"[\s-]*(?:(?:and|or|to|-) ?\D{0,3}[\d,.]+ )?(thousand|million|billion|trillion|decade)", rest
    )
    scale = scale or re.search(r"printed in (100 million|10,000|thousand|million|billion)", rule)
    if scale:
        number *= SCALES[scale[1]]
    return -number if rule.startswith("a fall") else number


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
    assert table[columns[0]].null_count() == 0
    assert table.select(KEYS.get(name, columns[:1])).is_unique().all()


@pytest.mark.parametrize("name", [*SCHEMA_TABLES, *EXTRA_TABLES])
def test_no_cell_has_blanks_around_it(name: str) -> None:
    for column in read(name).iter_columns():
        assert (column.str.strip_chars() == column).all(), column.name


@pytest.mark.parametrize(
    "name",
    [
        *(name for name in SCHEMA_TABLES if name not in ("sources", "places")),
        *("roles", "programmes", "clusters", "consumption_classes", "programme_attributes"),
    ],
)
def test_every_fact_has_a_source_and_a_locator(name: str) -> None:
    table = read(name)
    documents = dict(read("sources").select("source", "document").iter_rows())
    for source, locator in table.select("source", "locator").iter_rows():
        assert documents[source] == span(locator)[0], locator
    for also in table["also"].drop_nulls() if "also" in table.columns else ():
        assert all(span(locator) for locator in also.split(";"))


@pytest.mark.parametrize("name", ["programmes", "clusters", "chains", "consumption_classes", "organisations"])
def test_places_and_organisations_of_a_table_exist(name: str) -> None:
    assert values(name, "place") <= values("places", "place")
    if "organisation" in read(name).columns:
        assert values(name, "organisation") <= values("organisations", "organisation")


def test_a_place_of_our_own_code_list_says_where_it_is_named() -> None:
    own = read("places").filter(pl.col("code_list") == "own")
    assert own.select("source", "locator").null_count().row(0) == (0, 0)
    assert all(span(locator) for locator in own["locator"])


def test_stages_of_a_chain_are_numbered_from_one() -> None:
    for _, chain in read("chains").group_by("chain"):
        numbers = sorted(int(number) for number in chain["stage_no"].unique())
        assert numbers == list(range(1, len(numbers) + 1)), chain["chain"][0]


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("places", 0), ("organisations", 15), ("programmes", 0), ("clusters", 0), ("roles", 0),
        ("measures", 0), ("subprojects", 0),
        ("indicators", 0), ("risks", 0), ("gates", 0), ("activities", 0), ("strategic_industries", 0),
        ("statements", 0), ("gender_actions", 0), ("funnels", 0),
    ],
)  # fmt: skip
def test_names_are_in_both_languages(name: str, without: int) -> None:
    table = read(name)
    assert table["name"].null_count() == 0
    assert table["name_zh"].null_count() == without  # organisations whose Chinese name is not known
    han = table["name_zh"].drop_nulls().str.contains(r"\p{Han}|^ABB$")
    assert han.all()
    if name == "organisations":
        assert table["name_zh"].is_null().equals(table["name_zh_basis"].is_null(), check_names=False)


def test_sentences_are_in_both_languages() -> None:
    assert read("open_points").select("what_en", "what_zh").null_count().row(0) == (0, 0)
    for name, pair in (
        ("observations", ("counting_rule", "counting_rule_zh")),
        ("ties", ("what", "what_zh")),
        ("subprojects", ("focus", "focus_zh")),
        ("subprojects", ("field", "field_zh")),
        ("chains", ("stage", "stage_zh")),
        ("chains", ("role", "role_zh")),
        ("risks", ("response", "response_zh")),
        ("indicators", ("assumption", "assumption_zh")),
        ("indicators", ("means_of_verification", "means_of_verification_zh")),
        ("statements", ("assumption", "assumption_zh")),
        ("statements", ("basis", "basis_zh")),
        ("gender_actions", ("target", "target_zh")),
        ("budgets", ("what", "what_zh")),
        ("gates", ("basis_note", "basis_note_zh")),
        ("funnels", ("unit", "unit_zh")),
        ("funnels", ("counting_rule", "counting_rule_zh")),
        ("programme_attributes", ("value", "value_zh")),
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
        above = "500000" if place.startswith("50") else place[:4] + "00"
        expected = {"province": "CN", "prefecture": place[:2] + "0000", "county": above}[level]
        assert parent == expected, place
    assert values("places", "parent") <= values("places", "place")


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
    assert within.height == 41
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


ATTRIBUTES = (
    "duration", "scale", "technology_focus", "aim", "participants", "activities", "public_funding",
    "governance", "outcome",
)  # fmt: skip


def test_programmes_are_told_by_the_nine_attributes() -> None:
    table = read("programme_attributes")
    known = values("programmes", "programme") | values("organisations", "organisation")
    assert values("programme_attributes", "programme") <= known
    assert values("programme_attributes", "attribute") == set(ATTRIBUTES)
    complete = table.group_by("programme").len().filter(pl.col("len") == len(ATTRIBUTES))["programme"]
    assert {"made-different", "namic", "lcr-4-0"} <= set(complete)


def test_stages_of_a_funnel_do_not_grow() -> None:
    stages = checked("funnels").frame.sort("funnel", "stage_no")
    for (funnel,), rows in stages.group_by("funnel"):
        assert rows["stage_no"].to_list() == list(range(1, rows.height + 1)), funnel
        last = None
        for count, part in rows.select("count", "part_of_previous").iter_rows():
            assert last is None or not part or count is None or count <= last, funnel
            last = count if count is not None else last


def test_the_loan_is_budgeted_once_and_as_approved() -> None:
    loan = checked("budgets").frame.filter(pl.col("financier") == "asian-development-bank")
    published = dict(checked("observations").frame.select("observation", "value").iter_rows())
    assert loan["amount"].to_list() == [published["loan-approved"]]
    assert "loan-amount" in values("open_points", "point")


def test_what_is_our_own_proposal_says_so() -> None:
    assert set(read("indicators")["means_basis"]) == {"proposal"}
    centre = read("gates").filter(pl.col("track") == "centre")
    assert set(centre["basis"]) == {"proposal"}
    assert centre["required"].null_count() == 0


@needs_seeds
def test_a_count_of_a_funnel_stands_in_its_lines() -> None:
    counted = checked("funnels").frame.drop_nulls("count")
    assert counted.height > 15
    for stage, count, locator in counted.select("name", "count", "locator").iter_rows():
        text = text_at(locator).lower()
        numbers = {Decimal(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
        numbers |= {number * 10**6 for number in numbers} if "million" in text else set()
        numbers |= {number * 10**3 for number in numbers} if "thousand" in text else set()
        numbers |= {Decimal(NUMBERS[word]) for word in re.findall(r"[a-z]+", text) if word in NUMBERS}
        assert Decimal(count) in numbers, (stage, count, locator)


@needs_seeds
def test_a_stated_rule_for_money_has_its_figures_from_its_lines() -> None:
    with (REGION / "money_rules.toml").open("rb") as stream:
        rules = [rule for kind in tomllib.load(stream).values() for rule in kind]
    documents = dict(read("sources").select("source", "document").iter_rows())
    checked_figures = 0
    for rule in rules:
        assert documents[rule["source"]] == span(rule["locator"])[0]
        if rule.get("basis") == "proposal":
            continue
        text = text_at(rule["locator"]).lower()
        found = {Decimal(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
        found |= {number * 10**6 for number in found} if "million" in text else set()
        for key in ("share", "cap", "worth", "per_year"):
            if key in rule:
                number = Decimal(str(rule[key])) * (100 if key == "share" else 1)
                assert number in found, (rule["rule"], key)
                checked_figures += 1
    assert checked_figures == 9


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
    wanted = ("observation", "value", "printed", "counting_rule")
    for observation, value, printed, rule in read("observations").select(wanted).iter_rows():
        assert figure(printed, rule or "") == Decimal(value), observation


def test_the_same_fact_in_two_documents_stays_two_rows_that_can_be_compared() -> None:
    grouped = (
        read("observations")
        .filter(pl.col("comparison").is_not_null())
        .group_by("comparison")
        .agg(pl.col("value").n_unique().alias("values"), pl.len().alias("rows"), pl.col("locator"))
    )
    assert (grouped["rows"] >= 2).all()
    differing = set(grouped.filter(pl.col("values") > 1)["comparison"])
    assert {"adb-loan", "subprojects", "chongqing-population", "chongqing-rd-intensity-2019"} <= differing
    assert not {"chongqing-area", "china-carbon-peak", "fourth-pole"} & differing


def test_parts_do_not_exceed_their_total() -> None:
    observations = checked("observations").frame.select(
        "observation", "measure", "unit", "value", "part_of", "period"
    )
    whole = observations.drop("part_of")
    parts = observations.drop_nulls("part_of")
    assert parts["part_of"].is_in(whole["observation"].implode()).all()
    summed = (
        parts.join(whole, left_on="part_of", right_on="observation", suffix="_whole")
        .filter(pl.col("measure") == pl.col("measure_whole"), pl.col("unit") == pl.col("unit_whole"))
        .group_by("part_of", "value_whole")
        .agg(pl.col("value").sum())
    )
    assert summed.height > 20
    assert summed.filter(pl.col("value") > pl.col("value_whole")).is_empty()


@needs_seeds
@pytest.mark.parametrize("start", groups("observations"))
def test_a_figure_stands_in_the_lines_of_its_locator(start: int) -> None:
    for row in rows_of("observations", start):
        text = text_at(row["locator"])
        found = stands_in(row["printed"], text)
        assert found is not None, f"{row['printed']!r} is not in {row['locator']}: {text[:300]}"
        before = re.search(rf"\b({BOUND_WORDS})( \w+){{0,2}} ?$", text[: found.start()])
        if before and not row["printed"].startswith(before[1]):
            assert before[1] in (row["counting_rule"] or ""), (
                f"{row['observation']}: the text says {before[1]}"
            )


@needs_seeds
def test_the_word_of_a_bound_stands_at_the_figure() -> None:
    for row in read("observations").drop_nulls("counting_rule").rows(named=True):
        word = re.match(r'(?:lower bound|upper bound|approximate): "([^"]+)"', row["counting_rule"])
        document, lines = span(row["locator"])
        if word and document != "000":  # whose columns tear a sentence apart
            near = text_at(f"{document}:{max(1, lines.start - 1)}-{lines.stop - 1}")
            signs = BOUND_SIGNS.get(word[1], "")
            assert word[1] in near.lower() or set(signs) & set(near), (row["observation"], word[1], near)


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
    for document in SHORT_DOCUMENTS:
        for number, line in enumerate(lines_of(document), start=1):
            rest = line
            for printed in sorted(observed.get((document, number), ()), key=len, reverse=True):
                rest = rest.replace(printed, " ", 1)
            rest = no_figure.sub(" ", rest)
            left += [f"{document}:{number} {token}" for token in re.findall(r"\d[\d,.]*", rest)]
    assert left == []


@needs_seeds
@pytest.mark.parametrize("start", groups("organisations"))
def test_an_organisation_is_named_in_the_lines_of_its_locator(start: int) -> None:
    for row in rows_of("organisations", start):
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
def test_a_role_is_a_label_of_the_figure() -> None:
    for row in read("roles").rows(named=True):
        text = text_at(row["locator"])
        label = stands_in(row["name"], text.replace("ﬃ", "ffi").lower())
        assert label or stands_in(row["name"].title(), text), row["role"]


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
    for also in table["also"].drop_nulls() if "also" in table.columns else ():
        assert all(text_at(locator) for locator in also.split(";")), also


RUN = 8  # so many words in a row are a sentence and no longer a name


@cache
def taken_runs() -> frozenset[tuple[str, ...]]:
    taken: set[tuple[str, ...]] = set()
    for document in set(read("sources")["document"]):
        lines = lines_of(document)
        # The brochure's lines are torn by columns: a run is looked for within a line, and across lines.
        for text in (*lines, " ".join(line for line in lines if line)):
            taken |= runs(text)
    return frozenset(taken)


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return set(zip(*(words[shift:] for shift in range(RUN)), strict=False))


@needs_seeds
@pytest.mark.parametrize("name", [*SCHEMA_TABLES, *EXTRA_TABLES])
def test_no_sentence_of_a_document_is_carried_over(name: str) -> None:
    proper_names = {"name", "named_as", "title", "aliases", "printed", "source", "locator", "also"}
    table = read(name)
    for column in (column for column in table.columns if column not in proper_names):
        for cell in table[column].drop_nulls().unique():
            assert not runs(cell) & taken_runs(), (name, column, cell)


def test_dates_of_ties_and_gates_are_in_order() -> None:
    for row in read("ties").filter(pl.col("end").is_not_null()).rows(named=True):
        assert row["start"] <= row["end"]
    approved, due = (
        read("gates").filter(pl.col("gate") == gate)["date"].item()
        for gate in ("loan-approved", "targets-due")
    )
    assert approved < due


def test_the_readme_counts_what_is_there() -> None:
    text = (REGION / "README.md").read_text(encoding="utf-8")
    counted = {name: int(number) for number, name in re.findall(r"(\d+)\s+`([a-z_]+)`", text)}
    assert set(counted) >= {"observations", "measures", "organisations", "ties", "programmes", "open_points"}
    assert counted == {name: read(name).height for name in counted}
