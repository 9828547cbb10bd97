"""A region that does not contradict itself, and a hand that makes it do so."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
import pytest

COLUMNS = (
    "observation", "measure", "place", "period", "value", "unit", "industry", "sex", "group", "part_of",
    "formula", "counting_rule", "price_basis", "source", "locator", "border_year", "recorded_at",
    "printed", "comparison", "organisation", "subproject",
)  # fmt: skip
SCALES = {"": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "万": 1e4, "亿": 1e8}
NOW, BEFORE = "2026-11-22T00:00:00Z", "2025-11-22T00:00:00Z"


def as_frame(rows):
    """Rows as a CSV gives them: text, and blank where nothing stands."""
    filled = [{name: row.get(name, "") for name in COLUMNS} for row in rows]
    texts = {name: pl.String for name in COLUMNS if name != "value"}
    return pl.DataFrame(filled, schema={name: texts.get(name, pl.Float64) for name in COLUMNS})


def printed(value, scale, decimals):
    """A true value as a source prints it, and the value that the print stands for."""
    figure = f"{value / SCALES[scale]:,.{decimals}f}"
    stated = float(figure.replace(",", "")) * SCALES[scale]
    gap = "" if scale in ("万", "亿", "") else " "
    return {"value": float(f"{stated:.15g}"), "printed": f"{figure}{gap}{scale}"}


@dataclass
class Region:
    """A consistent record: the truth is drawn first, and every row is a rounding or bound of it."""

    rng: np.random.Generator
    rows: list[dict] = field(default_factory=list)

    def add(self, measure, place, period, unit, **more):
        at = len(self.rows)
        row = {
            "observation": f"o{at}",
            "measure": measure,
            "place": place,
            "period": str(period),
            "unit": unit,
        }
        row |= {"source": "yearbook", "locator": f"005:{at + 10}", "recorded_at": NOW} | more
        self.rows.append(row)
        return row

    def frame(self):
        return as_frame(self.rows)

    def of(self, measure, **wanted):
        return [
            r
            for r in self.rows
            if r["measure"] == measure and all(r.get(k, "") == v for k, v in wanted.items())
        ]


PLACES = tuple(f"{number}0000" for number in (11, 31, 42, 50, 51, 52, 53, 61))
YEARS, INDUSTRIES = range(2016, 2021), ("A", "B", "C", "D")


def consistent_region(seed):
    """Levels, parts, ratios, growth, bounds, roundings, two sources, revisions; nothing contradicts."""
    region = Region(np.random.default_rng(seed))
    rng = region.rng
    for place in PLACES:
        people = rng.uniform(8e6, 9e7)
        shares = rng.dirichlet(np.full(4, 6.0))
        per_head = rng.uniform(3e4, 9e4)
        levels, counts = {}, {}
        for year in YEARS:
            people *= 1 + rng.uniform(-0.01, 0.03)
            per_head *= 1 + rng.uniform(0.01, 0.12)
            gdp, women = people * per_head, people * rng.uniform(0.47, 0.52)
            population = region.add(
                "population",
                place,
                year,
                "persons",
                counting_rule="residents",
                border_year=2017,
                **printed(people, "million", 2),
            )
            total = region.add("gdp", place, year, "CNY", price_basis="nominal", **printed(gdp, "亿", 2))
            for sex, number in (("female", women), ("male", people - women)):
                region.add(
                    "population", place, year, "persons", sex=sex, counting_rule="residents", border_year=2017,
                    **printed(number, "million", 2),
                )  # fmt: skip
            parts = [
                region.add(
                    "gdp", place, year, "CNY", industry=industry, part_of=total["observation"],
                    price_basis="nominal", **printed(gdp * share, "亿", int(rng.integers(0, 3))),
                )
                for industry, share in zip(INDUSTRIES, shares, strict=True)
            ]  # fmt: skip
            for part, share in zip(parts, shares, strict=True):
                region.add(
                    "gdp_share", place, year, "percent", industry=part["industry"], part_of=total["observation"],
                    formula=f"= {part['observation']} / {total['observation']}",
                    value=round(100 * share, 1), printed=f"{100 * share:.1f}%",
                )  # fmt: skip
            region.add(
                "gdp_of_named_industries", place, year, "CNY", price_basis="nominal",
                formula=f"= sum({', '.join(part['observation'] for part in parts)})", **printed(gdp, "billion", 1),
            )  # fmt: skip
            region.add(
                "gdp_per_capita", place, year, "CNY per persons", price_basis="nominal",
                formula=f"= {total['observation']} / {population['observation']}", **printed(gdp / people, "", 0),
            )  # fmt: skip
            firms = int(rng.integers(800, 9000))
            kinds = rng.multinomial(firms, [0.2, 0.5, 0.3])
            all_firms = region.add(
                "enterprises", place, year, "enterprises", counting_rule="registered; parts: complete",
                **printed(firms, "", 0),
            )  # fmt: skip
            for size, number in zip(("large", "medium", "small"), kinds, strict=True):
                region.add(
                    "enterprises", place, year, "enterprises", group=size, counting_rule="registered",
                    part_of=all_firms["observation"], **printed(int(number), "", 0),
                )  # fmt: skip
            _other_voices(region, population, total, people, gdp)
            if year - 1 in levels:
                rise = people / levels[year - 1] - 1
                region.add(
                    "population_growth", place, year, "percent", counting_rule="residents",
                    value=round(100 * rise, 1), printed=f"{100 * rise:.1f}%", border_year=2017,
                )  # fmt: skip
                real = gdp / counts[year - 1] - 1 - rng.uniform(0.01, 0.04)
                region.add(
                    "gdp_growth", place, year, "percent", price_basis="constant prices",
                    value=round(100 * real, 1), printed=f"{100 * real:.1f}%",
                )  # fmt: skip
            levels[year], counts[year] = people, gdp
    return region


def _other_voices(region, population, total, people, gdp):
    """What other sources say of the same things: coarser, in other units, bounded; and an older vintage."""
    rng, place, year = region.rng, population["place"], population["period"]
    about = {"counting_rule": "residents", "border_year": 2017}
    region.add("population", place, year, "万人", source="bulletin", **about, **printed(people / 1e4, "", 1))
    region.add(
        "population", place, year, "persons", source="brochure", **about, **printed(people, "million", 1)
    )
    floor = np.floor(people / 1e7) * 10
    region.add(
        "population", place, year, "persons", source="web page", value=floor * 1e6, border_year=2017,
        printed=f"{floor:.0f} million", counting_rule='lower bound: "over"; residents',
    )  # fmt: skip
    region.add(
        "gdp", place, year, "CNY", source="web page", price_basis="not stated", value=np.ceil(gdp / 1e12) * 1e12,
        printed=f"{np.ceil(gdp / 1e12):.0f} trillion", counting_rule='upper bound: "up to"',
    )  # fmt: skip
    region.add(
        "gdp", place, year, "CNY", source="report", price_basis="not stated",
        counting_rule='approximate: "about"', **printed(gdp, "billion", 0),
    )  # fmt: skip
    region.add(
        "gdp", place, year, "CNY", price_basis="2015", source="yearbook", **printed(gdp * 0.8, "亿", 1)
    )
    old = dict(total) | printed(gdp * rng.uniform(0.9, 0.97), "亿", 2)
    region.rows.append(old | {"observation": f"old-{total['observation']}", "recorded_at": BEFORE})
    for unit, value, text in (("km2", 82400.0, "82,400 km2"), ("hectares", 8240300.0, "8,240,300")):
        region.add("area", place, year, unit, value=value, printed=text, comparison=f"area-{place}")


@dataclass(frozen=True)
class Plant:
    """One planted contradiction: its kind, the codes that name it, the two places that clash."""

    kind: str
    codes: frozenset
    locators: tuple

    def found_by(self, findings):
        return any(
            finding.code in self.codes
            and set(self.locators)
            <= set(f"{finding.values['locator_a']}; {finding.values['locator_b']}".split("; "))
            for finding in findings
        )


class Planter:
    """Makes a consistent region contradict itself, each time at another figure."""

    def __init__(self, region, seed):
        self.region, self.rng = region, np.random.default_rng([seed, 7])
        self.used = set()

    def pick(self, measure, **wanted):
        free = [
            r for r in self.region.of(measure, source="yearbook", recorded_at=NOW, **wanted)
            if r["observation"] not in self.used and (r["place"], r["period"], measure) not in self.used
        ]  # fmt: skip
        row = free[int(self.rng.integers(len(free)))]
        self.used |= {row["observation"], (row["place"], row["period"], measure)}
        return row

    def again(self, row, **changes):
        """The same thing once more, by another source."""
        kept = {k: v for k, v in row.items() if k not in ("observation", "locator", "part_of", "formula")}
        kept |= {"source": "planted"} | changes
        return self.region.add(
            kept.pop("measure"), kept.pop("place"), kept.pop("period"), kept.pop("unit"), **kept
        )

    def plant(self, kind):
        codes, a, b = getattr(self, kind.replace("-", "_"))()
        return Plant(kind, frozenset(f"evidence.{code}" for code in codes), (a["locator"], b["locator"]))

    def away(self, low=0.03, high=0.5):
        """A factor that is off by three percent to a half, either way."""
        step = self.rng.uniform(low, high)
        return 1 + step if self.rng.random() < 0.5 else 1 - step

    def another_source_says_otherwise(self):
        row = self.pick("population", sex="")
        return ("two-values",), row, self.again(row, **printed(row["value"] * self.away(), "million", 2))

    def bound_is_broken(self):
        row = self.pick("population", sex="")
        over = np.ceil(row["value"] * self.rng.uniform(1.03, 1.4) / 1e6)
        rule = 'lower bound: "over"; residents'
        return (
            ("two-values",),
            row,
            self.again(row, counting_rule=rule, value=over * 1e6, printed=f"{over:.0f} million"),
        )

    def comparison_over_periods(self):
        row = self.pick("enterprises", group="")
        row["comparison"] = f"firms-{row['observation']}"
        value = float(round(row["value"] * self.away()))
        other = self.again(
            row, period=f"{row['period']}-12", value=value, printed=f"{value:,.0f}", counting_rule=""
        )
        return ("two-values",), row, other

    def slip_of_the_unit(self):
        row = self.pick("population", sex="")
        power = int(self.rng.choice([1, 2, 4]))
        return ("factor-of-ten",), row, self.again(row, **printed(row["value"] * 10**power, "万", 0))

    def slip_in_a_series(self):
        row = self.pick("gdp_of_named_industries")
        row["value"] *= 1e4 if self.rng.random() < 0.5 else 1e-4
        row["formula"], row["printed"] = "", ""
        years = sorted(self.region.of(row["measure"], place=row["place"]), key=lambda r: r["period"])
        at = years.index(row)
        self.used |= {(row["place"], r["period"], row["measure"]) for r in years}
        return ("series-jump",), row, years[at - 1] if at else years[1]

    def part_exceeds_total(self):
        row = self.pick("gdp", industry="B", price_basis="nominal")
        total = next(r for r in self.region.rows if r["observation"] == row["part_of"])
        row |= printed(row["value"] + total["value"] * self.rng.uniform(0.05, 0.6), "亿", 1)
        return ("parts-exceed-total",), total, row

    def complete_parts_fall_short(self):
        row = self.pick("enterprises", group="medium")
        total = next(r for r in self.region.rows if r["observation"] == row["part_of"])
        row |= printed(int(row["value"] * self.rng.uniform(0.5, 0.95)), "", 0)
        return ("parts-do-not-add-up",), total, row

    def women_and_men_exceed_all(self):
        row = self.pick("population", sex="female")
        total = self.region.of(
            "population", place=row["place"], period=row["period"], sex="", source="yearbook"
        )[0]
        row |= printed(row["value"] * self.rng.uniform(1.1, 1.6), "million", 2)
        return ("parts-exceed-total",), total, row

    def shares_over_hundred(self):
        row = self.pick("gdp_share", industry="A")
        total = next(r for r in self.region.rows if r["observation"] == row["part_of"])
        more = round(float(self.rng.uniform(3, 40)), 1)
        extra = self.again(row, industry="E", part_of=total["observation"], value=more, printed=f"{more}%")
        return ("shares-over-hundred",), total, extra

    def ratio_off(self):
        row = self.pick("gdp_per_capita")
        term = row["formula"].split()[1]
        row |= printed(row["value"] * self.away(0.02), "", 0)
        return ("formula-off",), row, next(r for r in self.region.rows if r["observation"] == term)

    def sum_off(self):
        row = self.pick("gdp_of_named_industries")
        term = row["formula"].removeprefix("= sum(").split(",")[0]
        row |= printed(row["value"] * self.away(0.02), "billion", 1)
        return ("formula-off",), row, next(r for r in self.region.rows if r["observation"] == term)

    def share_off(self):
        row = self.pick("gdp_share", industry="D")
        value = round(row["value"] + float(self.rng.uniform(1, 9)), 1)
        row |= {"value": value, "printed": f"{value}%", "part_of": ""}
        term = row["formula"].split()[1]
        return ("formula-off",), row, next(r for r in self.region.rows if r["observation"] == term)

    def other_dimension(self):
        row = self.pick("population", sex="")
        unit = str(self.rng.choice(["CNY", "km2", "percent", "tonnes"]))
        return ("units-differ",), row, self.again(row, unit=unit, printed="", value=12.5)

    def same_number_other_currency(self):
        row = self.pick("gdp", industry="", price_basis="nominal")
        return ("units-differ",), row, self.again(row, unit="USD")

    def prices_of_two_years(self):
        row = self.pick("gdp", industry="", price_basis="nominal")
        row["comparison"] = f"gdp-{row['observation']}"
        return (
            ("price-bases-mixed",),
            row,
            self.again(row, price_basis="2010", **printed(row["value"] * 0.7, "亿", 1)),
        )

    def prices_mixed_in_a_formula(self):
        row = self.pick("gdp", industry="", price_basis="nominal")
        spent = self.region.add(
            "research", row["place"], row["period"], "CNY", price_basis="2015", locator=f"009:{len(self.region.rows)}",
            **printed(row["value"] * 0.02, "亿", 2),
        )  # fmt: skip
        self.region.add(
            "research_intensity", row["place"], row["period"], "percent", value=2.0, printed="2.0%",
            formula=f"= {spent['observation']} / {row['observation']}",
        )  # fmt: skip
        return ("price-bases-mixed",), row, spent

    def borders_of_two_years(self):
        row = self.pick("population", sex="")
        row["comparison"] = f"people-{row['observation']}"
        return ("border-years-mixed",), row, self.again(row, border_year=1997)

    def not_as_printed(self):
        row = self.pick("population", sex="male")
        factor = float(self.rng.choice([1e-4, 1e-1, 1e1, 1e4, 0.987]))
        row["value"] = float(f"{row['value'] * factor:.15g}")
        self.used.add((row["place"], row["period"], "population"))
        return ("not-as-printed",), row, row

    def part_of_another_period(self):
        row = self.pick("gdp", industry="C", price_basis="nominal")
        total = next(r for r in self.region.rows if r["observation"] == row["part_of"])
        row["period"] = str(int(row["period"]) - 1 if self.rng.random() < 0.5 else int(row["period"]) + 1)
        row["locator"] = f"008:{row['observation']}"
        row["measure"] = "gdp_restated"
        return ("part-of-another-period",), total, row

    def ratio_over_two_periods(self):
        row = self.pick("gdp", industry="", price_basis="nominal")
        year = str(int(row["period"]) + (1 if row["period"] != "2020" else -1))
        people = self.region.of("population", place=row["place"], period=year, sex="", source="yearbook")[0]
        self.region.add(
            "gdp_per_head", row["place"], row["period"], "CNY per persons", price_basis="nominal",
            formula=f"= {row['observation']} / {people['observation']}",
            **printed(row["value"] / people["value"], "", 0),
        )  # fmt: skip
        return ("formula-mixes-periods",), row, people

    def growth_off(self):
        row = self.pick("population_growth")
        value = round(row["value"] + float(self.rng.choice([-1, 1]) * self.rng.uniform(0.6, 6)), 1)
        row |= {"value": value, "printed": f"{value}%"}
        level = self.region.of(
            "population", place=row["place"], period=row["period"], sex="", source="yearbook"
        )[0]
        return ("growth-off",), row, level


KINDS = {
    "another-source-says-otherwise": 7, "bound-is-broken": 4, "comparison-over-periods": 6, "slip-of-the-unit": 4,
    "slip-in-a-series": 3, "part-exceeds-total": 6, "complete-parts-fall-short": 6,
    "women-and-men-exceed-all": 4, "shares-over-hundred": 6, "ratio-off": 8, "sum-off": 5, "share-off": 6,
    "other-dimension": 3, "same-number-other-currency": 3, "prices-of-two-years": 4,
    "prices-mixed-in-a-formula": 3, "borders-of-two-years": 2, "not-as-printed": 6,
    "part-of-another-period": 5, "ratio-over-two-periods": 3, "growth-off": 6,
}  # fmt: skip


def planted_region(seed):
    """A region with one hundred planted contradictions, and the list of them."""
    region = consistent_region(seed)
    planter = Planter(region, seed)
    plants = [planter.plant(kind) for kind, often in KINDS.items() for _ in range(often)]
    return region.frame(), plants


@pytest.fixture(scope="session")
def consistent():
    return lambda seed: consistent_region(seed).frame()


@pytest.fixture(scope="session")
def planted():
    return planted_region


@pytest.fixture(scope="session")
def table():
    return as_frame
