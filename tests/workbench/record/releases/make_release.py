# ruff: noqa: PLC0415 (what is imported is the code of the release, once Django is set up for it)
"""Keeps a small database of a release, so that later ones can be tested on it. Everything in it is invented.

Run with the code of the release, once, when it is the present one::

    PYTHONPATH=<checkout of the release>/src:tests python tests/workbench/record/releases/make_release.py 0.1

Writes into the folder of that name: ``keys.json``, ``database.json`` (the last migrations, a digest of each
table's SQL on SQLite, all rows) and ``region/`` (what `seedbed region export` gives).
"""

import hashlib
import json
import os
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

PASSWORD = "a calm long sentence"
ACCOUNTS = (
    ("administrator@example.org", "administrator", "", None),
    ("school@example.org", "career_office", "school", None),
    ("li.na@example.org", "person", "", "p-1"),
)


def digests():
    """Table -> SHA-256 of the SQL of the table, its indexes and triggers on SQLite."""
    from django.db import connection

    from workbench.record.releases.rows import OWN

    texts = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY tbl_name, name"
        )
        for table, text in cursor.fetchall():
            if table not in OWN:
                texts[table] = f"{texts.get(table, '')}{text};\n"
    return {table: hashlib.sha256(text.encode()).hexdigest()[:16] for table, text in texts.items()}


def _fill_record():
    import polars as pl

    from seedbed.store import Run
    from seedbed.workbench.record.store import DatabaseStore

    store = DatabaseStore()
    settings = 'id = "r"\nnames = {en = "R", zh = "区"}\n[catalogue]\nrelease = "starter"\n'
    store.keep_file("region.toml", settings.encode())
    store.put("places", {"place": "500112", "name": "Yubei", "name_zh": "渝北区", "level": "county"})
    for key, name, name_zh, kind in (
        ("school", "First College", "第一学院", "education"),
        ("firm", "Valve Works", "阀门厂", "enterprise"),
    ):
        row = {"organisation": key, "name": name, "name_zh": name_zh, "actor_type": kind, "own_note": "x; y"}
        store.put("organisations", row)
    store.put("subprojects", {"subproject": "sub-1", "name": "First", "name_zh": "一"})
    for number in (1, 2):
        person = {
            "person": f"p-{number}", "institution": "school", "title": "焊工 PLC", "groups": ["farmer", "student"],
            "text": "三年焊接经验", "consent_purpose": ["matching"], "consent_until": date(2030, 1, 31), "pay_min": 4500.5,
        }  # fmt: skip
        store.put("people", person)
        skill = {"seeker": f"p-{number}", "skill": "welding", "level": 0.75, "evidence": "焊接"}
        store.put("seeker_skills", skill)
    store.put("needs", {"need": "n-1", "organisation": "firm", "title": "视觉检测", "text": "机器视觉"})
    offer = {"opportunity": "o-1", "organisation": "firm", "kind": "job", "title": "焊工", "capacity": 2}
    store.put("opportunities", offer | {"subproject": "sub-1", "opens": date(2026, 1, 2)})
    store.put("opportunity_skills", {"opportunity": "o-1", "skill": "welding", "relation": "essential"})
    at = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    event = {
        "event": "e-1",
        "seeker": "p-1",
        "opportunity": "o-1",
        "kind": "proposed",
        "date": date(2026, 3, 4),
    }
    store.append("placements", pl.DataFrame([event | {"recorded_at": at}]))
    pairs = pl.DataFrame({"seeker": ["p-1"], "opportunity": ["o-1"], "fit": [0.75]})
    run = Run(
        run="match-1", kind="match", started=at, finished=at, parameters={"k": 5}, inputs={"people": "0" * 64},
        catalogue="starter", version="0.1", outputs=("pairs",),
    )  # fmt: skip
    store.keep_run(run, {"pairs": pairs})


def _fill_house():
    from allauth.mfa.models import Authenticator

    from seedbed.workbench.accounts.models import BrowserSession, Invitation, Membership, User
    from seedbed.workbench.accounts.sealing import mark_of_email, seal
    from seedbed.workbench.api.scopes import TokenScope
    from seedbed.workbench.api.tokens import make_token
    from seedbed.workbench.desk.models import Contest
    from seedbed.workbench.jobs.models import Job
    from seedbed.workbench.oversight.models import AuditEntry
    from seedbed.workbench.people.models import Leaflet, OwnReference, Upload

    now = datetime.now(UTC)
    users = {}
    for email, role, organisation, person in ACCOUNTS:
        user = users[role] = User.objects.create_user(email, f"Name of {role}", PASSWORD, person=person)
        Membership.objects.create(user=user, role=role, organisation=organisation)
    office = users["career_office"]
    # A second factor that nobody holds: the page after the password asks for it.
    secret = seal("JBSWY3DPEHPK3PXP").decode()
    Authenticator.objects.create(user=users["administrator"], type="totp", data={"secret": secret})
    Invitation.objects.create(
        email="new@example.org",
        email_mark=mark_of_email("new@example.org"),
        role="analyst",
        invited_by=office,
    )
    BrowserSession.objects.create(
        session_key="k" * 32, session_data="", expire_date=now + timedelta(days=3650), user=office
    )
    AuditEntry.objects.create(
        actor=str(office.pk), deed="saw", person="p-1", why="profile", roles="career_office"
    )
    Job.objects.create(kind="match", asked_at=now, finished_at=now, state="done", result={"run": "match-1"})
    Upload.objects.create(person="p-2", name="cv.txt", content="三年焊接经验".encode())
    Leaflet.objects.create(job=Job.objects.get().pk, name="rejects.csv", content=b"a,b\n1,2\n")
    OwnReference.objects.create(person="p-1", organisation="school", reference="S-1", mark="0" * 64)
    make_token(office, "a program", [TokenScope.REGION_READ], 90)
    Contest.objects.create(
        proposal="e-1", person="p-1", opportunity="o-1", reason="too far", asked_by=str(users["person"].pk)
    )


def main(folder):
    """Write the release's files."""
    home = Path(tempfile.mkdtemp())
    os.environ["SEEDBED_HOME"] = str(home)
    from seedbed.workbench.starting import migrate, start

    start()
    migrate()
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    from seedbed.workbench.record.exchange import hand_out
    from workbench.record.releases.rows import rows_of, tables

    _fill_record()
    _fill_house()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    hand_out(folder / "region")
    leaves = sorted(key for key in MigrationLoader(connection).graph.leaf_nodes())
    kept = {"leaves": leaves, "digests": digests(), "rows": rows_of(tables())}
    text = json.dumps(kept, ensure_ascii=False, indent=None, default=str).replace('}, "', '},\n"')
    (folder / "database.json").write_text(text + "\n", "utf-8")
    shutil.copyfile(home / "keys.json", folder / "keys.json")
    shutil.rmtree(home)


if __name__ == "__main__":
    main(Path(__file__).parent / sys.argv[1])
