"""The region between folder and database, from the command line."""

from pathlib import Path

import pytest

from seedbed.cli.main import run
from seedbed.store import open_region
from seedbed.store.fingerprint import fingerprint
from seedbed.workbench import starting
from seedbed.workbench.record.store import DatabaseStore
from workbench.record.fresh_databases import as_default, databases_of

CHONGQING = Path(__file__).parents[3] / "regions" / "chongqing"


@pytest.fixture
def seedbed(tmp_path, monkeypatch, django_db_blocker, capsys):
    """A command as an operator gives it, on a new database; Django is set up already."""
    monkeypatch.setattr(starting, "start", lambda: None)
    monkeypatch.setattr(starting, "migrate", lambda: None)

    def command(*arguments):
        with pytest.raises(SystemExit) as ended:
            run([*map(str, arguments), "--lang", "en"])
        said = capsys.readouterr()
        return ended.value.code, said.out + said.err

    with django_db_blocker.unblock(), databases_of("sqlite").fresh(tmp_path) as address, as_default(address):
        yield command


def test_a_region_goes_in_and_comes_out_the_same(seedbed, tmp_path):
    out = tmp_path / "out"
    code, said = seedbed("region", "export", out)
    assert code == 2 and "holds no region" in said and not out.exists()
    code, said = seedbed("region", "import", CHONGQING, "--dry-run")
    assert code == 0 and "would be moved" in said and DatabaseStore().tables() == ()
    assert seedbed("region", "import", CHONGQING)[0] == 0
    code, said = seedbed("region", "import", CHONGQING)
    assert code == 2 and "--replace" in said
    code, said = seedbed("region", "export", out, "--dry-run")
    assert code == 0 and not out.exists()
    assert seedbed("region", "export", out)[0] == 0
    source, copy = open_region(CHONGQING), open_region(out)
    assert source.tables() == copy.tables()
    for name in source.tables():
        assert fingerprint(source.table(name)) == fingerprint(copy.table(name)), name
    assert seedbed("region", "export", out)[0] == 2


def test_a_worker_ends_when_nothing_is_left(seedbed):
    code, said = seedbed("workbench", "migrate", "--dry-run")
    assert code == 0 and "behind: 0" in said
    code, said = seedbed("workbench", "worker", "--until-empty")
    assert code == 0 and "jobs taken: 0" in said
