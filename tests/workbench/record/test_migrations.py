"""Migrations agree with the models, which are made from the schemas, and can be taken back."""

from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from seedbed.tables import SCHEMAS, Kind
from seedbed.workbench.record.models import TABLES


def test_migrations_say_what_the_models_say():
    """When this fails a schema has changed: `python -m django makemigrations record jobs` writes the step."""
    written = MigrationLoader(None)
    found = MigrationAutodetector(written.project_state(), ProjectState.from_apps(apps)).changes(
        written.graph
    )
    assert {app: found[app] for app in ("record", "jobs") if app in found} == {}


def test_migrating_to_nothing_and_back(alias):
    def ours():
        names = connections[alias].introspection.table_names()
        return sorted(name for name in names if name.startswith(("record_", "jobs_")))

    before = ours()
    assert "record_people" in before and "jobs_job" in before
    for app in ("jobs", "record"):
        call_command("migrate", app, "zero", database=alias, verbosity=0)
    assert ours() == []
    for app in ("record", "jobs"):
        call_command("migrate", app, database=alias, verbosity=0)
    assert ours() == before


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
