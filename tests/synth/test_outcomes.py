from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from seedbed.messages import Refusal
from seedbed.synth import LABEL, Outcomes, SynthRegion, simulate_outcomes, true_numbers
from seedbed.synth.draws import Stage, stream
from seedbed.synth.outcomes import DECLINE_REASONS, LEAVE_REASONS, NO_SHOW_REASON, OUT_OF_WINDOW
from seedbed.tables import check_cells, schema_of


def proposals_of(drawn: SynthRegion, count: int = 1500) -> pl.DataFrame:
    at = (stream(1, Stage.PROPOSALS).random(count) * drawn.opportunities.height).astype(int)
    return pl.DataFrame(
        {
            "event": [f"run-1-{n:05d}" for n in range(count)],
            "seeker": drawn.people["person"][:count],
            "opportunity": drawn.opportunities["opportunity"].gather(at),
            "run": ["run-1"] * count,
        }
    )


@pytest.fixture(scope="module")
def outcomes(drawn: SynthRegion) -> Outcomes:
    return simulate_outcomes(proposals_of(drawn), drawn.people, drawn.opportunities, seed=3)


def dated(outcomes: Outcomes, drawn: SynthRegion) -> pl.DataFrame:
    """One row per proposal with the day of each kind of event."""
    log = pl.concat([outcomes.proposals, outcomes.events])
    wide = log.pivot("kind", index=["seeker", "opportunity"], values="date")
    return wide.join(drawn.people, left_on="seeker", right_on="person").join(
        drawn.opportunities, on="opportunity", suffix="_offer"
    )


def test_events_fit_the_schema_and_say_that_they_are_synthetic(outcomes: Outcomes) -> None:
    log = pl.concat([outcomes.proposals, outcomes.events])
    checked = check_cells(log, schema_of("placements"), file="placements")
    assert checked.rejects.is_empty(), checked.findings[:3]
    assert log["evidence"].unique().to_list() == [LABEL]
    assert log["run"].unique().to_list() == ["run-1"]
    assert log["event"].is_unique().all()
    assert (log["recorded_at"].dt.date() >= log["date"]).all()


def test_days_come_in_their_order_and_inside_their_windows(outcomes: Outcomes, drawn: SynthRegion) -> None:
    days = dated(outcomes, drawn)

    def never(condition: pl.Expr) -> None:
        assert days.filter(condition.fill_null(False)).is_empty(), condition

    for earlier, later in (
        ("proposed", "accepted"), ("accepted", "started"), ("started", "left"), ("started", "completed"),
        ("completed", "assessed"), ("started", "verified"), ("assessed", "verified"), ("completed", "verified"),
    ):  # fmt: skip
        never(
            pl.col(later).is_not_null()
            & pl.col(earlier).is_null()
            & pl.lit((earlier, later) not in {("completed", "verified"), ("assessed", "verified")})
        )
        never(pl.col(later) < pl.col(earlier))
    never(pl.col("started") < pl.col("opens"))
    never(pl.col("started") > pl.col("closes"))
    never(pl.col("started") < pl.col("available_from"))
    never(pl.col("started") < pl.col("graduated"))
    never(pl.col("left").is_not_null() & pl.col("completed").is_not_null())
    never((pl.col("left") < pl.col("verified")) & (pl.col("kind") == "job"))
    never(pl.col("declined").is_not_null() & pl.col("started").is_not_null())
    answered = pl.col("accepted").is_not_null() | pl.col("declined").is_not_null()
    assert days.filter(answered).height == days.height
    assert days["proposed"].dt.year().n_unique() >= 7
    assert days["started"].drop_nulls().dt.year().n_unique() == 8


def test_kinds_follow_their_own_path(outcomes: Outcomes, drawn: SynthRegion) -> None:
    days = dated(outcomes, drawn)
    assert (
        days.filter(pl.col("kind") == "job")["completed"].null_count()
        == days.filter(pl.col("kind") == "job").height
    )
    assert set(days.drop_nulls("assessed")["kind"]) == {"training"}
    courses = days.filter(pl.col("kind") == "training", pl.col("verified").is_not_null())
    assert courses.height > 0 == courses["assessed"].null_count()
    failed = outcomes.events.filter(reason="not-passed")
    verified = outcomes.events.filter(kind="verified")
    assert failed.height > 0
    assert failed.join(verified, on=["seeker", "opportunity"]).is_empty()


def test_reasons_stand_where_something_went_wrong(outcomes: Outcomes) -> None:
    events = outcomes.events
    assert set(events.filter(kind="declined")["reason"]) <= {*DECLINE_REASONS, OUT_OF_WINDOW, NO_SHOW_REASON}
    assert set(events.filter(kind="left")["reason"]) <= set(LEAVE_REASONS)
    assert events.filter(pl.col("kind").is_in(["declined", "left"]))["reason"].null_count() == 0
    assert (
        events.filter(pl.col("kind").is_in(["accepted", "started", "completed", "verified"]))["reason"]
        .is_null()
        .all()
    )


def test_truth_agrees_with_the_events_and_knows_more(outcomes: Outcomes) -> None:
    truth = outcomes.truth
    for kind in ("accepted", "started", "left", "completed", "verified"):
        happened = set(outcomes.events.filter(kind=kind).select("seeker", "opportunity").iter_rows())
        assert set(truth.filter(pl.col(kind)).select("seeker", "opportunity").iter_rows()) == happened, kind
    assert truth.filter(pl.col("verified") & ~pl.col("started")).is_empty()
    assert truth.filter(pl.col("started") & ~pl.col("left") & ~pl.col("verified")).height > 20
    numbers = true_numbers(truth)
    assert numbers["proposed"].sum() == truth.height
    for row in numbers.head(6).to_dicts():
        mine = truth.filter(
            *(pl.col(name).eq_missing(row[name]) for name in ("opportunity_kind", "subproject", "sex"))
        )
        assert row["started"] == mine["started"].sum()
        assert row["started_never_verified"] == (mine["started"] & ~mine["verified"]).sum()


def test_rates_are_reproduced(outcomes: Outcomes) -> None:
    for row in outcomes.calibration.drop_nulls("drawn").to_dicts():
        assert row["drawn"] == pytest.approx(row["value"], abs=0.17), row["what"]
    satisfied = outcomes.calibration.row(by_predicate=pl.col("what") == "employers-satisfied", named=True)
    assert satisfied["basis"] == "assumption"
    assert satisfied["drawn"] == pytest.approx(0.58, abs=0.01)


def test_satisfaction_is_read_from_the_observations(drawn: SynthRegion) -> None:
    observed = pl.DataFrame(
        {
            "measure": ["share_employers_satisfied"],
            "value": [70.0],
            "unit": ["percent"],
            "source": ["s"],
            "locator": ["l"],
        }
    )
    result = simulate_outcomes(proposals_of(drawn), drawn.people, drawn.opportunities, observations=observed)
    row = result.calibration.row(by_predicate=pl.col("what") == "employers-satisfied", named=True)
    assert (row["value"], row["basis"]) == (0.7, "published")
    truth = result.truth["employer_satisfied"].drop_nulls()
    assert truth.mean() == pytest.approx(0.7, abs=0.01)


def test_the_order_of_the_proposals_changes_nothing(drawn: SynthRegion, outcomes: Outcomes) -> None:
    again = simulate_outcomes(
        proposals_of(drawn).reverse(), drawn.people.reverse(), drawn.opportunities.reverse(), seed=3
    )
    for name in ("proposals", "events", "truth", "calibration"):
        assert_frame_equal(getattr(again, name), getattr(outcomes, name))


def test_another_seed_gives_other_outcomes(drawn: SynthRegion, outcomes: Outcomes) -> None:
    other = simulate_outcomes(proposals_of(drawn), drawn.people, drawn.opportunities, seed=4)
    assert not other.events.equals(outcomes.events)


def test_event_ids_come_from_their_proposal(outcomes: Outcomes) -> None:
    for event, kind in outcomes.events.head(50).select("event", "kind").iter_rows():
        assert event.endswith(f"-{kind}")
        assert event.removesuffix(f"-{kind}") in set(outcomes.proposals["event"])


@given(st.dates(date(2020, 1, 1), date(2028, 12, 31)))
@settings(max_examples=15, deadline=None)
def test_nothing_happens_after_the_last_day(drawn: SynthRegion, until: date) -> None:
    result = simulate_outcomes(proposals_of(drawn, 200), drawn.people, drawn.opportunities, until=until)
    assert result.events.filter(pl.col("date") > until).is_empty()
    assert result.truth["started"].sum() == result.events.filter(kind="started").height
    assert result.truth["verified"].sum() == result.events.filter(kind="verified").height


def test_a_given_date_is_kept_and_may_be_too_late(drawn: SynthRegion) -> None:
    day = date(2025, 5, 5)
    proposed = proposals_of(drawn, 300).with_columns(pl.lit(day).alias("date"))
    result = simulate_outcomes(proposed, drawn.people, drawn.opportunities)
    assert result.proposals["date"].unique().to_list() == [day]
    assert result.events["date"].min() > day
    closed = proposed.join(drawn.opportunities, on="opportunity").filter(pl.col("closes") < day)
    late = result.events.filter(reason=OUT_OF_WINDOW)
    assert set(closed["seeker"]) <= set(late["seeker"])


def test_no_proposal_gives_no_event(drawn: SynthRegion) -> None:
    result = simulate_outcomes(proposals_of(drawn).clear(), drawn.people, drawn.opportunities)
    assert result.events.is_empty()
    assert result.truth.is_empty()
    assert result.calibration["drawn"].is_null().all()


def test_bad_proposals_are_refused(drawn: SynthRegion) -> None:
    good = proposals_of(drawn, 5)
    cases = {
        "synth.proposal-unknown": good.with_columns(pl.lit("nobody").alias("seeker")).head(1),
        "synth.proposal-twice": pl.concat([good, good.head(1)]),
        "synth.column-missing": good.drop("seeker"),
    }
    for code, frame in cases.items():
        with pytest.raises(Refusal) as refused:
            simulate_outcomes(frame, drawn.people, drawn.opportunities)
        assert refused.value.findings[0].code == code
        assert refused.value.findings[0].text("zh")
    same_pair = pl.concat([good, good.head(1).with_columns(pl.lit("other").alias("event"))])
    with pytest.raises(Refusal, match="repeats"):
        simulate_outcomes(same_pair, drawn.people, drawn.opportunities)


def test_drop_outs_are_commoner_where_the_employer_is_not_satisfied(outcomes: Outcomes) -> None:
    worked = outcomes.truth.drop_nulls("employer_satisfied")
    rates = {
        key[0]: float(part["left"].to_numpy().mean()) for key, part in worked.group_by("employer_satisfied")
    }
    assert rates[False] > 2 * rates[True]
