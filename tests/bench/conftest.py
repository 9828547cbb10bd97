"""Small benches: markets with fewer occupations are drawn ten times as fast."""

import pytest

from seedbed.bench import markets


@pytest.fixture(autouse=True)
def few_occupations(monkeypatch):
    monkeypatch.setattr(markets, "OCCUPATIONS", 300)
