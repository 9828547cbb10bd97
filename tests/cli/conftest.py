"""A small region made by hand, and a way to run a command."""

import pytest

from seedbed.cli.main import run

SETTINGS = """
id = "smalltown"
names = { en = "Smalltown", zh = "小镇" }

[[floors]]
name = "women"
name_zh = "女性"
sex = "female"
share = 0.25
"""
PEOPLE = """person,sex,title,text,place,consent_purpose,consent_until
p1,女,Engineer,"熟练掌握PLC编程和机械设计, 五年经验",500115,matching,2099-12-31
p2,male,Engineer,Proficient in PLC programming and welding,500115,matching,2099-12-31
p3,female,Buyer,供应链管理和采购管理,500115,matching,2099-12-31
"""
OPPORTUNITIES = """opportunity,organisation,kind,title,text,place,capacity,opens,closes
o1,works,job,PLC engineer,要求：PLC编程；机械设计优先,500115,1,2020-01-01,2099-12-31
o2,works,job,Welder,Required: welding. PLC programming is a plus.,500115,2,2020-01-01,2099-12-31
"""
OTHER = {
    "places.csv": "place,name,name_zh,level\n500115,Changshou,长寿区,county\n",
    "organisations.csv": "organisation,name,actor_type,place\nworks,Works,enterprise,500115\n",
}


@pytest.fixture
def town(tmp_path):
    folder = tmp_path / "town"
    folder.mkdir()
    for name, text in {
        "region.toml": SETTINGS,
        "people.csv": PEOPLE,
        "opportunities.csv": OPPORTUNITIES,
        **OTHER,
    }.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def seedbed(capsys):
    """Run a command; returns its exit code, its output and its errors."""

    def call(*arguments):
        capsys.readouterr()
        try:
            run([str(argument) for argument in arguments])
            code = 0
        except SystemExit as stop:
            code = 0 if stop.code is None else stop.code
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call
