"""The house of a serving bench: prepared before the load, asked afterwards. Run as a process of its own.

``python -m seedbed.bench.serving_house draw REGION PEOPLE FOLDER``: a region with drawn people.
``... prepare FOLDER VISITORS FILE``: an empty database gets the region's tables, so many persons with an open
session and an empty profile, and a session of the office; what the load needs goes to FILE.
``... watch SECONDS HOUSE DRIVEN FILE``: wait until no CV waits, then write to FILE what became of each upload.
Progress goes to the standard output, a line each: what is done, done, total.
"""

from __future__ import annotations

import json
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import polars as pl

from seedbed.store import open_region
from seedbed.usecases.load_catalog import load_catalog
from seedbed.usecases.synthesise_region import copy_region, synthesise_region
from seedbed.workbench.starting import migrate, start

SEED = 2027
OPPORTUNITIES_PER_PERSON = 0.1
TEXTS = 600
_CHUNK = 5_000

Progress = Callable[[str, int, int], None]


def draw(region: Path, people: int, folder: Path) -> None:
    """A copy of a region with drawn people and opportunities."""
    copy = copy_region(region, folder)
    opportunities = max(100, int(people * OPPORTUNITIES_PER_PERSON))
    synthesise_region(
        copy, load_catalog(copy.settings), people=people, opportunities=opportunities, seed=SEED
    )


def prepare(folder: Path, visitors: int, progress: Progress) -> dict[str, object]:
    """Fill an empty database; what the load needs to know."""
    start()
    migrate()
    from seedbed.workbench.accounts.roles import Role  # noqa: PLC0415
    from seedbed.workbench.record.exchange import bring_in  # noqa: PLC0415
    from seedbed.workbench.record.store import DatabaseStore  # noqa: PLC0415

    bring_in(folder, progress=lambda done, total: progress("tables", done, total))
    drawn = open_region(folder).table("people")
    offers = open_region(folder).table("opportunities")
    coming = [f"p-{secrets.token_hex(10)}" for _ in range(visitors)]
    store = DatabaseStore()
    keys: list[str] = []
    for at in range(0, visitors, _CHUNK):
        part = coming[at : at + _CHUNK]
        store.put_rows("people", pl.DataFrame({"person": part}))
        keys += _sessions(Role.PERSON.value, part)
        progress("visitors", len(keys), visitors)
    words = offers.get_column("title").drop_nulls().unique().sort().head(50).to_list()
    return {
        "visitors": list(zip(keys, coming, strict=True)),
        "office": _sessions(Role.PROGRAMME_OFFICE.value, [None])[0],
        "texts": drawn.get_column("text").drop_nulls().head(TEXTS).to_list(),
        "persons": drawn.get_column("person").sample(min(200, drawn.height), seed=SEED).to_list(),
        "opportunities": offers.get_column("opportunity").head(200).to_list(),
        "words": words,
    }


def _sessions(role: str, persons: list[str] | list[None]) -> list[str]:
    """Keys of the open sessions of new users, a user a person."""
    from django.utils import timezone  # noqa: PLC0415

    from seedbed.workbench.accounts.models import BrowserSession, Membership, User  # noqa: PLC0415
    from seedbed.workbench.accounts.sealing import mark_of_email  # noqa: PLC0415
    from seedbed.workbench.accounts.sessions import SessionStore  # noqa: PLC0415

    fresh = []
    for person in persons:
        email = f"{secrets.token_hex(8)}@bench.example"
        user = User(email=email, email_mark=mark_of_email(email), name="bench", person=person)
        user.set_unusable_password()
        fresh.append(user)
    until, now = timezone.now() + timedelta(hours=12), int(time.time())
    sessions = [
        BrowserSession(
            session_key=secrets.token_hex(16),
            session_data=SessionStore().encode(
                {
                    "_auth_user_id": str(user.pk),
                    "_auth_user_backend": "seedbed.workbench.accounts.signing_in.ByEmail",
                    "_auth_user_hash": user.get_session_auth_hash(),
                    "second-factor-there": True,
                    "seen": now + 86_400,
                }
            ),
            expire_date=until,
            user=user,
        )
        for user in fresh
    ]
    User.objects.bulk_create(fresh)
    Membership.objects.bulk_create(Membership(user=user, role=role) for user in fresh)
    BrowserSession.objects.bulk_create(sessions)
    return [session.session_key for session in sessions]


def watch(
    seconds: float,
    house: dict[str, list[list[str]]],
    driven: dict[str, list[list[float]]],
    progress: Progress,
) -> dict[str, object]:
    """Wait until no CV waits or the time is up, and say what became of each upload.

    An accepted one is matchable when its job is done and its person has a text; its seconds count from when
    it was due. What was not accepted must have left nothing behind.
    """
    start()
    from seedbed.workbench.jobs.models import Job, State  # noqa: PLC0415
    from seedbed.workbench.people.intake import READ_CV  # noqa: PLC0415
    from seedbed.workbench.people.models import Upload  # noqa: PLC0415
    from seedbed.workbench.record.models import TABLES  # noqa: PLC0415

    jobs = Job.objects.filter(kind=READ_CV)
    until, shown = time.monotonic() + seconds, 0.0
    while (
        left := jobs.filter(state__in=(State.WAITING, State.RUNNING)).count()
    ) and time.monotonic() < until:
        if time.monotonic() - shown > 30:
            shown = time.monotonic()
            progress("waiting", left, left)
        time.sleep(0.5)
    visitors = [house["visitors"][int(at)] for at, *_ in driven["answers"]]
    kept = {
        parameters["person"]: (state, finished, owner)
        for parameters, state, finished, owner in jobs.values_list(
            "parameters", "state", "finished_at", "owner"
        )
    }
    with_text = set(TABLES["people"]._default_manager.exclude(text=None).values_list("person", flat=True))
    fates: Counter[str] = Counter()
    took, ends, workers = [], [], set()
    for (_, person), (_, due, _, status) in zip(visitors, driven["answers"], strict=True):
        state, finished, owner = kept.get(person, (None, None, ""))
        matchable = state == State.DONE and person in with_text
        if status == 302:
            fates["matchable" if matchable else "lost"] += 1
        elif status == 503:
            fates["kept-though-later" if state else "later"] += 1
        else:
            fates["kept-unanswered" if state else "unanswered"] += 1
        if matchable and finished is not None:
            workers.add(owner.split(":")[1])
            ends.append(finished.timestamp())
            if status == 302:
                took.append(finished.timestamp() - due)
    return {
        "fates": fates,
        "seconds": took,
        "ends": sorted(ends),
        "files": Upload.objects.count(),
        "workers": sorted(int(pid) for pid in workers),
    }


def _say(step: str, done: int, total: int) -> None:
    print(step, done, total, flush=True)  # noqa: T201 - read by the bench


def main(arguments: list[str]) -> None:
    """One of the three deeds."""
    deed, *rest = arguments
    told: dict[str, object]
    if deed == "draw":
        draw(Path(rest[0]), int(rest[1]), Path(rest[2]))
        return
    if deed == "prepare":
        told = prepare(Path(rest[0]), int(rest[1]), _say)
    else:
        house, driven = (json.loads(Path(file).read_text("utf-8")) for file in rest[1:3])
        told = watch(float(rest[0]), house, driven, _say)
    Path(rest[-1]).write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
