from __future__ import annotations

import pytest

from seedbed.catalog import starter_catalog
from seedbed.tagging import Tagger


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return Tagger(starter_catalog())
