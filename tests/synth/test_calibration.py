from pathlib import Path

import polars as pl
import pytest

from seedbed.catalog import Catalog
from seedbed.messages import LANGUAGES, codes, placeholders, say
from seedbed.synth import RegionFacts, SynthRegion, simulate_outcomes, synthesise
from seedbed.synth.calibration import Published
from seedbed.synth.cohorts import OFFERS_ADDRESSED, PEOPLE_ADDRESSED
from seedbed.synth.comparison import compare_truth
from seedbed.synth.outcomes import REASONS

REGION = Path(__file__).parents[2] / "regions" / "chongqing"


def observations(**values: tuple[float, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(name, value, unit, "src", f"at {name}") for name, (value, unit) in values.items()],
        schema=["measure", "value", "unit", "source", "locator"],
        orient="row",
    )


def test_a_published_figure_keeps_source_and_locator() -> None:
    number = Published("w", ("a",), lambda a: a, 0.5).from_observations(observations(a=(25.0, "percent")))
    assert (number.value, number.basis, number.source, number.locator) == (0.25, "published", "src", "at a")


def test_a_figure_from_several_is_derived_and_names_them_all() -> None:
    ratio = Published("w", ("a", "b"), lambda a, b: a / b, 0.5)
    number = ratio.from_observations(
        observations(a=(3.0, "million persons"), b=(6_000.0, "thousand persons"))
    )
    assert (number.value, number.basis, number.locator) == (0.5, "derived", "at a; at b")
    missing = ratio.from_observations(observations(a=(3.0, "persons")))
    assert (missing.value, missing.basis, missing.source, missing.locator) == (0.5, "assumption", "", "")


def test_of_two_observations_the_first_counts() -> None:
    both = pl.concat([observations(a=(30.0, "percent")), observations(a=(40.0, "percent"))])
    assert Published("w", ("a",), lambda a: a, 0.5).from_observations(both).value == 0.3


def test_published_figures_are_reproduced_to_the_row(drawn: SynthRegion) -> None:
    rows = {row["what"]: row for row in drawn.calibration.to_dicts()}
    returning = drawn.people["groups"].list.contains("returning_migrant")
    n = drawn.people.height
    # By hand from the figures of the fixture: 80/1000, 8 * 12 / (1000 * 0.6), 64%, 6/12, 35%.
    expected = {
        "people-from-outside": (0.08, n),
        "returning-migrants": (0.16, n),
        "returning-migrants-untrained": (0.64, returning.sum()),
        "returning-migrants-founding": (0.5, returning.sum()),
        "graduates-initially-unemployed": (0.35, (drawn.people["education"] >= 5).sum()),
    }
    for what, (value, among) in expected.items():
        assert rows[what]["value"] == pytest.approx(value)
        assert rows[what]["basis"] in ("published", "derived")
        assert rows[what]["source"] == "yearbook"
        assert rows[what]["drawn"] == pytest.approx(value, abs=1.01 / among), what
    assert rows["returning-migrants"]["drawn"] == returning.mean()
    graduates = drawn.people.filter(pl.col("education") >= 5)
    assert rows["graduates-initially-unemployed"]["drawn"] == pytest.approx(
        graduates["occupation"].null_count() / graduates.height
    )
    untrained = drawn.people.filter(trained=False).height
    assert rows["returning-migrants-untrained"]["drawn"] == untrained / returning.sum()


def test_assumptions_are_reproduced_about(drawn: SynthRegion) -> None:
    rows = drawn.calibration.filter(basis="assumption", unit="share").to_dicts()
    # Mentoring and incubation are too few in this small draw to show their share.
    for row in (row for row in rows if not row["what"].startswith(("mentoring", "incubation"))):
        assert row["drawn"] == pytest.approx(row["value"], abs=0.08), row["what"]
        assert row["source"] == row["locator"] == ""
    assert len(rows) > 20


def test_every_number_reason_and_word_is_said_in_both_languages(drawn: SynthRegion) -> None:
    outcomes = simulate_outcomes(
        pl.DataFrame(
            {
                "event": ["e"],
                "seeker": drawn.people["person"][:1],
                "opportunity": drawn.opportunities["opportunity"][:1],
            }
        ),
        drawn.people,
        drawn.opportunities,
    )
    what = [*drawn.calibration["what"], *outcomes.calibration["what"]]
    what += [PEOPLE_ADDRESSED.what, OFFERS_ADDRESSED.what]
    assert len(what) == len(set(what))
    words = [f"reason-{reason}" for reason in REASONS]
    words += [f"mention-{mention}" for mention in drawn.truth_seeker_skills["mention"].unique()]
    words += [f"basis-{basis}" for basis in ("published", "derived", "assumption")]
    for lang in LANGUAGES:
        for name in (*what, *words):
            assert say(f"synth.{name}", lang)
    ours = [code for code in codes("en") if code.startswith("synth.")]
    assert set(ours) == {code for code in codes("zh") if code.startswith("synth.")}
    assert all(placeholders(code, "en") == placeholders(code, "zh") for code in ours)
    said = {f"synth.{name}" for name in (*what, *words)}
    refusals = {"column-missing", "catalogue-incomplete", "no-places", "size-out-of-range", "seed-negative", "proposal-twice", "proposal-unknown"}  # fmt: skip
    # No sentence stands there that nothing says.
    assert set(ours) - said == {f"synth.{name}" for name in refusals}


@pytest.mark.skipif(not (REGION / "observations.csv").is_file(), reason="the first region is not there")
def test_the_first_region_calibrates_on_its_published_figures(catalog: Catalog) -> None:
    def table(name: str) -> pl.DataFrame:
        return pl.read_csv(REGION / f"{name}.csv", infer_schema=False)

    observed = table("observations").with_columns(pl.col("value").cast(pl.Float64))
    facts = RegionFacts(table("places"), table("organisations"), table("subprojects"), observed)
    small = synthesise(facts, catalog, 400, 100)
    sourced = small.calibration.filter(pl.col("basis") != "assumption")
    assert set(sourced["what"]) == {
        "people-drawn", "people-from-outside", "returning-migrants", "returning-migrants-untrained",
        "returning-migrants-founding", "graduates-initially-unemployed",
    }  # fmt: skip
    assert sourced["locator"].str.len_chars().min() > 0
    by_name = dict(sourced.select("what", "value").iter_rows())
    assert by_name["people-drawn"] == 30_000
    assert by_name["returning-migrants-untrained"] == pytest.approx(0.671)
    assert by_name["graduates-initially-unemployed"] == pytest.approx(0.30)
    assert small.people["institution"].n_unique() > 5
    tagged = small.truth_seeker_skills.select("seeker", "skill")
    assert compare_truth(small.truth_seeker_skills, tagged).row(0, named=True)["f1"] == 1.0
