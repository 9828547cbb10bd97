"""A region in a new database of each kind."""

import contextlib

import pytest

from seedbed.workbench.record.store import DatabaseStore
from workbench.record.fresh_databases import database, databases_of

SETTINGS = 'id = "r"\nnames = {en = "R", zh = "区"}\n# a comment that stays\n'


@pytest.fixture(params=["sqlite", "postgresql"])
def alias(request, tmp_path, django_db_blocker):
    with contextlib.ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        address = stack.enter_context(databases_of(request.param).fresh(tmp_path))
        yield stack.enter_context(database(address))


@pytest.fixture
def store(alias):
    made = DatabaseStore(alias)
    made.keep_file("region.toml", SETTINGS.encode())
    return made
