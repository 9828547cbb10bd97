"""A region of a programme made by hand: who was placed where, entered and verified by whom."""

import datetime as dt

import polars as pl

from seedbed.store import create_region

SETTINGS = 'id = "r"\nnames = {en = "R", zh = "区"}\nperiods = {first = 2020, last = 2027, step = 1}\n'
RULES = """
[[rule]]
indicator = "jobs"
counts = "verified"
opportunity_kinds = ["job"]
path = ["started"]
institutions = []
industries = false
subprojects = []
once_per = "seeker"
date_of = "started"
"""
EARLY = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def programme_region(folder, women=(9, 6), men=(8, 7), group="farmer"):
    """Subprojects a and b; in each so many women and men, started and verified in 2023."""
    store = create_region(folder, SETTINGS)
    (folder / "counting_rules.toml").write_text(RULES, "utf-8")
    store.replace("subprojects", pl.DataFrame({"subproject": ["a", "b"], "name": ["A", "B"]}))
    offers = {
        "opportunity": ["oa", "ob"],
        "organisation": ["w", "w"],
        "kind": ["job", "job"],
        "title": ["t", "t"],
    }
    store.replace("opportunities", pl.DataFrame(offers | {"capacity": [99, 99], "subproject": ["a", "b"]}))
    indicator = {
        "indicator": ["jobs"],
        "name": ["Jobs"],
        "level": ["output"],
        "unit": ["persons"],
        "kind": ["count"],
    }
    store.replace(
        "indicators",
        pl.DataFrame(indicator | {"baseline": [0.0], "baseline_year": [2020], "cumulative": [True]}),
    )
    targets = {"target": ["t1", "t2"], "indicator": ["jobs"] * 2, "period": ["2027"] * 2}
    store.replace(
        "targets",
        pl.DataFrame(targets | {"value": [100.0, None], "group": [None, "women"], "share": [None, 0.25]}),
    )
    people = [
        {
            "person": f"person-{sex}-{part}-{n:02}",
            "sex": sex,
            "groups": [group] if n % 2 else [],
            "place": "p1",
            "text": "words",
        }
        for sex, numbers in (("female", women), ("male", men))
        for part, number in zip("ab", numbers, strict=True)
        for n in range(number)
    ]
    store.replace("people", pl.DataFrame(people))
    place(store, [(row["person"], f"o{row['person'].split('-')[2]}") for row in people], recorded_at=EARLY)
    return store


def place(store, pairs, year=2023, by="desk", verifier="office", recorded_at=None):
    """Start and verify placements."""
    rows = [
        {
            "event": f"{kind}-{seeker}", "seeker": seeker, "opportunity": offer, "kind": kind,
            "date": dt.date(year, month, 1), "by": who, "recorded_at": recorded_at, "reason": "words about the person",
        }
        for seeker, offer in pairs
        for kind, month, who in (("started", 3, by), ("verified", 9, verifier))
    ]  # fmt: skip
    store.append(
        "placements",
        pl.DataFrame(rows, schema_overrides={"by": pl.String, "recorded_at": pl.Datetime("us", "UTC")}),
    )


def add_person(store, person, **more):
    rows = pl.concat(
        [store.table("people"), pl.DataFrame([{"person": person, **more}])], how="diagonal_relaxed"
    )
    store.replace("people", rows)


def code_of(caught):
    return caught.value.findings[0].code
