"""`seedbed programme ...`: one module for each family of commands."""

from seedbed.cli.programme.counting import count, events, record, status
from seedbed.cli.programme.exchange import bring_in, export
from seedbed.cli.programme.money import money, returns
from seedbed.cli.programme.outlook import check, forecast
from seedbed.cli.programme.records import enter, evidence, grievance, verify
from seedbed.cli.programme.reports import compare, report
from seedbed.cli.programme.work import benchmarks, funnels, gate, portfolio

__all__ = [
    "benchmarks",
    "bring_in",
    "check",
    "compare",
    "count",
    "enter",
    "events",
    "evidence",
    "export",
    "forecast",
    "funnels",
    "gate",
    "grievance",
    "money",
    "portfolio",
    "record",
    "report",
    "returns",
    "status",
    "verify",
]
