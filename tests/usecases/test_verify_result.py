"""Deciding on results, registering evidence and grievances."""

import datetime as dt

import polars as pl
import pytest

from seedbed.messages import LANGUAGES, Refusal
from seedbed.programme.evidence_files import Limits
from seedbed.programme.reported import reported_in_force
from seedbed.usecases.add_evidence import add_evidence
from seedbed.usecases.check_evidence import check_evidence
from seedbed.usecases.record_grievance import record_grievance
from seedbed.usecases.verify_result import verify_result
from usecases.programme_region import programme_region


@pytest.fixture
def store(tmp_path):
    store = programme_region(tmp_path / "region")
    row = {"indicator": ["jobs"], "period": ["2023"], "value": [4.0], "result": ["r1"], "by": ["desk"]}
    store.append("results", pl.DataFrame(row))
    return store


def refused(call, *given, **more):
    with pytest.raises(Refusal) as caught:
        call(*given, **more)
    assert all(caught.value.findings[0].text(lang) for lang in LANGUAGES)
    return caught.value.findings[0].code


def test_a_result_is_verified_by_somebody_else(store):
    def holds():
        return reported_in_force(
            store.table("results"), store.table("verifications"), verification_required=True
        ).table.height

    assert holds() == 0
    assert refused(verify_result, store, "r1", "verified", "desk") == "usecases.verifier-entered-it"
    assert refused(verify_result, store, "r2", "verified", "office") == "usecases.result-unknown"
    assert refused(verify_result, store, "r1", "returned", "office") == "usecases.decision-needs-reason"
    assert (
        refused(verify_result, store, "r1", "verified", "office", evidence=["x"])
        == "usecases.evidence-unknown"
    )
    verify_result(store, "r1", "verified", "office", dry_run=True)
    assert holds() == 0
    verify_result(store, "r1", "verified", "office")
    assert holds() == 1
    verify_result(store, "r1", "returned", "office", reason="list missing")
    assert holds() == 0


def test_evidence_is_registered_by_its_hash_and_found_again(store, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    first, second, third = (folder / name for name in ("list.pdf", "photo.png", "note.txt"))
    first.write_bytes(b"%PDF-1.4 list")
    second.write_bytes(b"\x89PNG\r\n\x1a\n photo")
    third.write_text("会议记录", "utf-8")
    assert add_evidence(store, first, dry_run=True).type == "pdf"
    assert store.table("evidence").height == 0
    added = [add_evidence(store, path, title="t") for path in (first, second, third)]
    assert store.table("evidence")["sha256"].to_list() == [one.sha256 for one in added]
    assert check_evidence(store, folder).table["state"].to_list() == ["same"] * 3
    assert refused(add_evidence, store, first) == "usecases.evidence-twice"
    assert refused(add_evidence, store, folder / "none.pdf") == "usecases.evidence-missing"
    assert refused(add_evidence, store, first, limits=Limits(3)) == "programme.evidence-too-large"
    first.write_bytes(b"%PDF-1.4 another list")
    second.rename(folder / "other.png")
    third.unlink()
    checked = check_evidence(store, folder)
    assert checked.table.select("state", "found").rows() == [
        ("changed", "list.pdf"),
        ("renamed", "other.png"),
        ("missing", None),
    ]
    assert [finding.code for finding in checked.findings] == [
        "usecases.evidence-file-changed",
        "usecases.evidence-file-missing",
    ]
    assert refused(check_evidence, store, folder / "nowhere") == "usecases.evidence-folder-missing"


def test_a_grievance_follows_its_procedure(store):
    day = dt.date(2024, 3, 1)
    assert refused(record_grievance, store, "received") == "usecases.grievance-category"
    assert refused(record_grievance, store, "answered", category="data") == "programme.grievance-step"
    for summary in ("call 13812345678", "mail a.b@c.cn", "11010519491231002X"):
        assert (
            refused(record_grievance, store, "received", category="data", summary=summary)
            == "usecases.grievance-personal"
        )
    name = record_grievance(store, "received", category="payment", on=day, summary="paid late")
    assert refused(record_grievance, store, "closed", grievance=name, on=day) == "programme.grievance-step"
    assert (
        refused(record_grievance, store, "acknowledged", grievance="g-none") == "usecases.grievance-unknown"
    )
    before = day - dt.timedelta(1)
    assert (
        refused(record_grievance, store, "acknowledged", grievance=name, on=before)
        == "usecases.grievance-before"
    )
    record_grievance(store, "acknowledged", grievance=name, on=day, dry_run=True)
    assert store.table("grievances").height == 1
    assert record_grievance(store, "acknowledged", grievance=name, on=day) == name
    assert store.table("grievances")["kind"].to_list() == ["received", "acknowledged"]
