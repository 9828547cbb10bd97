"""Every back end of RegionStore passes the same tests: add a factory here, nothing else."""

import contextlib

import pytest

from seedbed.store import create_region
from workbench.record.fresh_databases import database, databases_of

SETTINGS = """
id = "testland"
[names]
en = "Testland"
zh = "测试区"
[[floors]]
name = "women"
sex = "female"
share = 0.25
"""


@contextlib.contextmanager
def _folder(_request, tmp_path):
    yield create_region(tmp_path / "region", SETTINGS)


def _database(kind):
    @contextlib.contextmanager
    def make(request, tmp_path):
        from seedbed.workbench.record.store import DatabaseStore  # noqa: PLC0415 - needs Django's settings

        blocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock(), databases_of(kind).fresh(tmp_path) as address, database(address) as alias:
            store = DatabaseStore(alias)
            store.keep_file("region.toml", SETTINGS.encode())
            yield store

    return make


BACK_ENDS = {"folder": _folder, "sqlite": _database("sqlite"), "postgresql": _database("postgresql")}


@pytest.fixture(params=sorted(BACK_ENDS))
def store(request, tmp_path):
    with BACK_ENDS[request.param](request, tmp_path) as made:
        yield made
