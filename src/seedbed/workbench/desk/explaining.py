"""One pair in plain words, with bars, a table, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from seedbed.charts import Canvas, Chart, Series, horizontal_bars
from seedbed.messages import Finding
from seedbed.report.document import Column, Table, figure
from seedbed.usecases.explain_match import Explanation, explain_match
from seedbed.usecases.try_change import try_change
from seedbed.workbench.desk.figures import Drawn
from seedbed.workbench.desk.near import near
from seedbed.workbench.desk.words import change_words, level_word
from seedbed.workbench.look.wording import language, said, word
from seedbed.workbench.people.catalogue import region_catalog, skill_label

GOOD_FIT = 0.5
"""What a change is to reach."""
FEW = 3
"""Of fewer skills asked a fit says little: one that was read by chance decides."""
BARS = 12
"""Requirements that are drawn; the table has all."""


@dataclass(frozen=True, slots=True)
class Told:
    """An explanation as a page shows it; ``again`` is the same pair after a rerun with the change."""

    explained: Explanation
    sentences: tuple[str, ...]
    against: tuple[Finding, ...]
    wishes: tuple[tuple[str, str], ...]
    parts: Drawn
    changes: tuple[str, ...]
    again: Explanation | None
    confirmed: bool


def tell(person: str, opportunity: str, *, own: bool) -> Told:
    """Explain a pair to the office, or to the person herself (``own``).

    Raises
    ------
    Refusal
        What :func:`~seedbed.usecases.explain_match.explain_match` refuses.
    """
    catalog = region_catalog()
    store = near(person, opportunity)
    explained = explain_match(store, catalog, person, opportunity, min_fit=GOOD_FIT)
    changes = tuple(change_words(explained.nearest))
    again = try_change(store, catalog, explained, min_fit=GOOD_FIT) if changes else None
    confirmed = again is not None and not again.not_eligible and again.fit == explained.nearest.fit
    return Told(
        explained,
        tuple(_sentences(explained, own=own)),
        explained.not_eligible,
        tuple(_wishes(explained)),
        _parts(explained),
        changes,
        again,
        confirmed,
    )


def _sentences(explained: Explanation, *, own: bool) -> list[str]:
    """What a fit is made of, most important first."""
    who = "you" if own else "person"
    parts = explained.parts
    full = [part for part in parts if part.credit >= 1.0]
    some = [part for part in parts if 0.0 < part.credit < 1.0]
    told = [
        said(f"workbench.pair-fit-{who}", fit=explained.fit, asked=len(parts), full=len(full), part=len(some))
    ]
    gained = max(parts, key=lambda part: part.contribution, default=None)
    if gained is not None and gained.contribution > 0:
        code = "same" if gained.relation == 1.0 else "near"
        told.append(
            said(
                f"workbench.pair-gains-{code}",
                skill=skill_label(str(gained.requirement)),
                via=skill_label(str(gained.via_skill)),
                points=gained.contribution,
            )
        )
    lost = max(parts, key=lambda part: part.weight - part.contribution, default=None)
    if lost is not None and lost.weight > lost.contribution:
        told.append(
            said(
                "workbench.pair-loses",
                skill=skill_label(str(lost.requirement)),
                level=level_word(lost.asked),
                points=lost.weight - lost.contribution,
            )
        )
    if len(parts) < FEW:
        told.append(said("workbench.pair-few-asked", asked=len(parts)))
    return told


def _parts(explained: Explanation) -> Drawn:
    rows = sorted(explained.parts, key=lambda part: (-part.weight, str(part.requirement)))
    frame = pl.DataFrame(
        [
            (
                skill_label(str(part.requirement)),
                level_word(part.asked),
                skill_label(str(part.via_skill)) if part.via_skill is not None else None,
                level_word(part.level) if part.via_skill is not None else None,
                part.weight,
                part.credit,
                part.contribution,
            )
            for part in rows
        ],
        schema={
            "skill": pl.String, "asked": pl.String, "via": pl.String, "level": pl.String, "weight": pl.Float64,
            "credit": pl.Float64, "contribution": pl.Float64,
        },
        orient="row",
    )  # fmt: skip
    columns = (
        Column("skill", said("workbench.skill-asked")),
        Column("asked", said("workbench.level-asked")),
        Column("via", said("workbench.skill-held")),
        Column("level", said("workbench.level-held")),
        Column("weight", said("workbench.weight"), "percent"),
        Column("credit", said("workbench.credit"), "percent"),
        Column("contribution", said("workbench.contribution"), "percent"),
    )
    table = Table("parts", said("workbench.parts-caption"), frame, columns, said("workbench.nothing"), language(),
                  said("workbench.parts-note"))  # fmt: skip

    def draw(canvas: Canvas) -> Chart:
        return horizontal_bars(
            frame.head(BARS),
            label="skill",
            series=[
                Series("contribution", said("workbench.contribution"), 1),
                Series("weight", said("workbench.weight"), 6),
            ],
            title=said("workbench.parts-picture"),
            canvas=canvas,
            style="percent",
        )

    return Drawn.of(figure(draw, "parts", table))


def _wishes(explained: Explanation) -> list[tuple[str, str]]:
    """The wishes beside the fit: only those that somebody stated."""
    terms = explained.terms.row(0, named=True)
    told = [
        (
            said(f"workbench.wish-{name.replace('_', '-')}"),
            word("granted", "yes" if terms[name] > 0 else "no"),
        )
        for name in ("wanted_occupation", "wanted_kind", "wanted_place")
        if terms[name] is not None
    ]
    if terms["pay_over_wish"] is not None:
        code = "over" if terms["pay_over_wish"] >= 0 else "under"
        told.append(
            (said("workbench.wish-pay"), said(f"workbench.pay-{code}", yuan=abs(terms["pay_over_wish"])))
        )
    if terms["over_qualified"]:
        levels = said("workbench.levels-above", levels=int(terms["over_qualified"]))
        told.append((said("workbench.wish-over-qualified"), levels))
    return told
