"""Enter what happened to a grievance, in the order that the procedure allows."""

from __future__ import annotations

import re
import secrets
from datetime import date

import polars as pl

from seedbed.messages import Refusal
from seedbed.programme.grievances import NEXT, RECEIVED, standing
from seedbed.store import RegionStore

_PERSONAL = (
    re.compile(r"[\w.+-]+@[\w-]+\.\w+"),  # mail address
    re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),  # mobile number, China
    re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"),  # resident identity number
)


def record_grievance(
    store: RegionStore,
    kind: str,
    *,
    grievance: str | None = None,
    on: date | None = None,
    category: str | None = None,
    channel: str | None = None,
    subproject: str | None = None,
    summary: str | None = None,
    dry_run: bool = False,
) -> str:
    """Append an entry to ``grievances``; returns the grievance's id, a random one when it is received.

    Raises
    ------
    Refusal
        ``usecases.grievance-unknown``; ``usecases.grievance-category``: needed when it is
        received; ``programme.grievance-step``: not from its present state;
        ``usecases.grievance-before``: dated before its last entry;
        ``usecases.grievance-personal``: the summary holds a contact or an identity number.
    """
    day = on or date.today()
    if summary and any(pattern.search(summary) for pattern in _PERSONAL):
        raise Refusal.because("usecases.grievance-personal")
    log = store.table("grievances")
    state = ""
    if grievance is not None:
        where = standing(log, date.max).table.filter(pl.col("grievance") == grievance)
        if not where.height:
            raise Refusal.because("usecases.grievance-unknown", grievance=grievance)
        state, since = where.select("state", "since").row(0)
        if day < since:
            raise Refusal.because(
                "usecases.grievance-before", grievance=grievance, date=day.isoformat(), last=since.isoformat()
            )
    elif category is None and kind == RECEIVED:
        raise Refusal.because("usecases.grievance-category")
    if kind not in NEXT[state]:
        raise Refusal.because(
            "programme.grievance-step", grievance=grievance or "-", entry="-", kind=kind, state=state or "-",
            allowed=", ".join(NEXT[state]),
        )  # fmt: skip
    name = grievance or f"g-{secrets.token_hex(5)}"
    row = {
        "entry": f"ge-{secrets.token_hex(6)}", "grievance": name, "kind": kind, "date": day, "category": category,
        "channel": channel, "subproject": subproject, "summary": summary,
    }  # fmt: skip
    if not dry_run:
        kinds = dict.fromkeys(("category", "channel", "subproject", "summary"), pl.String())
        store.append("grievances", pl.DataFrame([row], schema_overrides=kinds))
    return name
