"""Every back end of RegionStore passes the same tests: add a factory here, nothing else."""

import pytest

from seedbed.store import create_region

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


def _folder(tmp_path):
    return create_region(tmp_path / "region", SETTINGS)


BACK_ENDS = {"folder": _folder}


@pytest.fixture(params=sorted(BACK_ENDS))
def store(request, tmp_path):
    return BACK_ENDS[request.param](tmp_path)
