"""Migrations agree with the models, which are made from the schemas; a release comes forward, goes back and comes again."""

import contextlib
import json
import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.test import Client

from seedbed.store import open_region
from seedbed.tables import SCHEMAS, Kind
from seedbed.workbench.keys import read_keys
from seedbed.workbench.oversight.backup import set_counters
from seedbed.workbench.record.exchange import hand_out
from seedbed.workbench.record.models import TABLES
from workbench.record.fresh_databases import as_default, databases_of
from workbench.record.releases.make_release import ACCOUNTS, PASSWORD, digests
from workbench.record.releases.rows import fill, rows_of, tables

OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("seedbed.")}
RELEASES = sorted(path.parent for path in Path(__file__).parent.glob("releases/*/database.json"))


def test_migrations_say_what_the_models_say():
    """When this fails a schema has changed: `python -m django makemigrations record jobs` writes the step."""
    written = MigrationLoader(None)
    found = MigrationAutodetector(written.project_state(), ProjectState.from_apps(apps)).changes(
        written.graph
    )
    assert {app: found[app] for app in ("record", "jobs") if app in found} == {}


def test_every_column_of_every_schema_is_a_column_with_an_index_where_one_filters():
    for name, schema in SCHEMAS.items():
        model = TABLES[name]
        fields = {field.name for field in model._meta.get_fields()}
        assert {column.name for column in schema.columns} | {"position", "extra"} == fields
        first = {index.fields[0] for index in model._meta.indexes}
        first |= {constraint.fields[0] for constraint in model._meta.constraints}
        asked = {c.name for c in schema.columns if c.kind in (Kind.IDENTIFIER, Kind.CHOICE, Kind.PERIOD)}
        assert asked <= first, name


def test_rows_can_be_read_as_objects_too(store, alias):
    store.put("people", {"person": "p1", "groups": ["farmer", "student"], "own": "x"})
    person = TABLES["people"]._default_manager.using(alias).get(person="p1")
    assert person.groups == ["farmer", "student"] and person.extra == {"own": "x"}
    person.groups = ["student"]
    person.save(using=alias)
    assert store.row("people", "p1")["groups"] == ["student"]


def migrate_to(leaves):
    """To the last migrations of a release, or to none; applications that came later go away."""
    executor = MigrationExecutor(connection)
    present = executor.loader.graph.leaf_nodes()
    later = {app for app, _ in present} - {app for app, _ in leaves}
    # Applications that are not ours come as they are installed here.
    released = [key for key in leaves if key[0] in OURS] + [
        key for key in present if key[0] not in OURS | later
    ]
    executor.migrate([*released, *((app, None) for app in sorted(later))])


def same_region(old, new):
    """All that the old release exported is exported again; columns may have been added."""
    before, after = open_region(old), open_region(new)
    for name in before.tables():
        table = before.table(name)
        assert after.table(name).select(table.columns).equals(table), name
    for run in before.runs():
        for name in run.outputs:
            assert after.run_output(run.run, name).equals(before.run_output(run.run, name))
    assert [run.run for run in after.runs()] == [run.run for run in before.runs()]
    assert (new / "region.toml").read_bytes() == (old / "region.toml").read_bytes()


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_release_comes_forward_goes_back_and_comes_again(
    engine, release, tmp_path, django_db_blocker, settings
):
    """A release on the way from nothing: same region, same rows after going back, everybody can still sign in.

    1. All tables go and the release's come: they are as they were released.
    2. Forward: the region that is exported is the release's.
    3. Back: every row is as it was. Forward again: everybody can sign in.
    """
    kept = json.loads((release / "database.json").read_text("utf-8"))
    leaves = [tuple(key) for key in kept["leaves"]]
    keys = shutil.copyfile(release / "keys.json", tmp_path / "keys.json")
    keys.chmod(0o600)
    settings.KEYS = read_keys(keys)
    settings.SECRET_KEY = settings.KEYS.signing
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
    with contextlib.ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        address = stack.enter_context(databases_of(engine).fresh(tmp_path))
        stack.enter_context(as_default(address))
        migrate_to([])
        assert tables() == []
        migrate_to(leaves)
        assert set(tables()) == set(kept["rows"])
        if engine == "sqlite":  # what was released is not changed afterwards
            now = digests()
            ours = {name: text for name, text in kept["digests"].items() if name.partition("_")[0] in OURS}
            assert {name: now.get(name) for name in ours} == ours
        fill(kept["rows"])
        if engine == "postgresql":
            set_counters()
        released = rows_of(kept["rows"])

        call_command("migrate", verbosity=0)
        hand_out(tmp_path / "forward")
        same_region(release / "region", tmp_path / "forward")

        migrate_to(leaves)
        assert set(tables()) == set(kept["rows"])
        for name, table in rows_of(kept["rows"]).items():
            assert table == released[name], name

        call_command("migrate", verbosity=0)
        for email, role, *_ in ACCOUNTS:
            answer = Client().post("/sign-in", {"email": email, "password": PASSWORD})
            assert answer.url == ("/sign-in/code?next=%2F" if role == "administrator" else "/"), email
