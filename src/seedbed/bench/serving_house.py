"""The house of a serving bench: prepared before the load, asked afterwards. Run as a process of its own.

``python -m seedbed.bench.serving_house prepare REGION PEOPLE VISITORS FILE``: tables, drawn people, so many
persons with an open session and an empty profile, sessions of the office; what the load needs goes to FILE.
``... watch SECONDS FILE``: wait until no job is left, then write what became of the uploads to FILE.
"""

from __future__ import annotations

import json
import secrets
import sys
import tempfile
import time
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


def prepare(region: Path, people: int, visitors: int) -> dict[str, object]:
    """Fill an empty database; what the load needs to know."""
    start()
    migrate()
    from seedbed.workbench.accounts.models import BrowserSession, Membership, User  # noqa: PLC0415
    from seedbed.workbench.accounts.roles import Role  # noqa: PLC0415
    from seedbed.workbench.accounts.sealing import mark_of_email  # noqa: PLC0415
    from seedbed.workbench.accounts.sessions import SessionStore  # noqa: PLC0415
    from seedbed.workbench.record.exchange import bring_in  # noqa: PLC0415
    from seedbed.workbench.record.store import DatabaseStore  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="seedbed-bench-") as folder:
        copy = copy_region(region, Path(folder) / "region")
        opportunities = max(100, int(people * OPPORTUNITIES_PER_PERSON))
        synthesise_region(
            copy, load_catalog(copy.settings), people=people, opportunities=opportunities, seed=SEED
        )
        bring_in(Path(folder) / "region")
        drawn = open_region(Path(folder) / "region").table("people")
        offers = open_region(Path(folder) / "region").table("opportunities")
    store = DatabaseStore()
    coming = [f"p-{secrets.token_hex(10)}" for _ in range(visitors)]
    for at in range(0, visitors, _CHUNK):
        store.put_rows("people", pl.DataFrame({"person": coming[at : at + _CHUNK]}))

    def open_session(user: User, *more: tuple[str, object]) -> BrowserSession:
        from django.utils import timezone  # noqa: PLC0415

        content = {
            "_auth_user_id": str(user.pk),
            "_auth_user_backend": "seedbed.workbench.accounts.signing_in.ByEmail",
            "_auth_user_hash": user.get_session_auth_hash(),
            "second-factor-there": True,
            "seen": int(time.time()) + 86_400,
            **dict(more),
        }
        return BrowserSession(
            session_key=secrets.token_hex(16),
            session_data=SessionStore().encode(content),
            expire_date=timezone.now() + timedelta(hours=12),
            user=user,
        )

    def users(role: Role, persons: list[str | None]) -> list[str]:
        """Keys of the sessions of new users."""
        keys = []
        for at in range(0, len(persons), _CHUNK):
            fresh = []
            for person in persons[at : at + _CHUNK]:
                email = f"{secrets.token_hex(8)}@bench.example"
                user = User(email=email, email_mark=mark_of_email(email), name="bench", person=person)
                user.set_unusable_password()
                fresh.append(user)
            User.objects.bulk_create(fresh)
            Membership.objects.bulk_create(Membership(user=user, role=role.value) for user in fresh)
            sessions = [open_session(user) for user in fresh]
            BrowserSession.objects.bulk_create(sessions)
            keys += [session.session_key for session in sessions]
        return keys

    texts = drawn.get_column("text").drop_nulls().head(TEXTS).to_list()
    words = offers.get_column("title").drop_nulls().unique().sort().head(50).to_list()
    return {
        "visitors": users(Role.PERSON, list(coming)),
        "office": users(Role.PROGRAMME_OFFICE, [None])[0],
        "texts": texts,
        "persons": drawn.get_column("person").sample(min(200, drawn.height), seed=SEED).to_list(),
        "opportunities": offers.get_column("opportunity").head(200).to_list(),
        "words": words,
    }


def watch(seconds: float) -> dict[str, object]:
    """Wait until every job is over or the time is, and count what became of the uploads."""
    start()
    from seedbed.workbench.jobs.models import Job, State  # noqa: PLC0415
    from seedbed.workbench.people.intake import READ_CV  # noqa: PLC0415

    jobs = Job.objects.filter(kind=READ_CV)
    until = time.monotonic() + seconds
    while jobs.filter(state__in=(State.WAITING, State.RUNNING)).exists() and time.monotonic() < until:
        time.sleep(0.5)
    done = list(jobs.filter(state=State.DONE).values_list("asked_at", "finished_at"))
    return {
        "jobs": jobs.count(),
        "done": len(done),
        "failed": jobs.filter(state=State.FAILED).count(),
        "seconds": [(finished - asked).total_seconds() for asked, finished in done],
        "span": (max(b for _, b in done) - min(a for a, _ in done)).total_seconds() if done else 0.0,
    }


def main(arguments: list[str]) -> None:
    """One of the two deeds."""
    deed, *rest, file = arguments
    told = prepare(Path(rest[0]), int(rest[1]), int(rest[2])) if deed == "prepare" else watch(float(rest[0]))
    Path(file).write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
