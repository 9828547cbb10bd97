"""Small tables of people, and an attacker who tries every table there is."""

from itertools import product

import numpy as np
import polars as pl
import pytest

from seedbed.programme.figures import KEY, figures_of

SEXES, PARTS = ("female", "male"), ("a", "b")
ATOMS = tuple(product(SEXES, PARTS))


def people(numbers, period="2024"):
    """Counted rows: so many people in each (sex, subproject)."""
    rows = [
        {"indicator": "i", "sex": sex, "subproject": part, "place": "p", "period": period, "groups": []}
        for (sex, part), number in zip(ATOMS, numbers, strict=True)
        for _ in range(number)
    ]
    kinds = dict.fromkeys(("indicator", "sex", "subproject", "place", "period"), pl.String()) | {
        "groups": pl.List(pl.String)
    }
    return pl.DataFrame(rows, schema=kinds)


def table_of(numbers):
    """The printed table sex x subproject with its totals, every part always there."""
    one_each = figures_of(people([1, 1, 1, 1]), ["i"], up_to="2024", tables=[("subproject", "sex")])
    true = figures_of(people(numbers), ["i"], up_to="2024", tables=[("subproject", "sex")])
    return one_each.drop("value").join(true, on=KEY, how="left").with_columns(pl.col("value").fill_null(0))


def cells_of(atoms, figures):
    """Every figure of every candidate table, (candidates, figures), by plain addition."""
    sums = []
    for key in figures.select(KEY).iter_rows(named=True):
        chosen = [key["sex"] in ("all", sex) and key["subproject"] in ("all", part) for sex, part in ATOMS]
        sums.append(atoms[:, chosen].sum(axis=1))
    return np.stack(sums, axis=1)


def every_table(most):
    return np.array(list(product(range(most + 1), repeat=len(ATOMS))))


def consistent(figures, most):
    """All tables up to a size that agree with what is printed: their figures."""
    cells = cells_of(every_table(most), figures)
    shown, value = figures["shown"].to_numpy(), figures["value"].to_numpy()
    return cells[(cells[:, shown] == value[shown]).all(axis=1)]


@pytest.fixture(scope="session")
def small():
    class Small:
        pass

    Small.people, Small.table_of, Small.cells_of = (
        staticmethod(people),
        staticmethod(table_of),
        staticmethod(cells_of),
    )
    Small.every_table, Small.consistent = staticmethod(every_table), staticmethod(consistent)
    return Small
