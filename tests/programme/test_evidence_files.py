"""A file is what its first bytes say, not what its name says."""

import pytest

from seedbed.messages import Refusal
from seedbed.programme.evidence_files import Limits, check_file, type_of


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.4\n", "pdf"), (b"\x89PNG\r\n\x1a\n...", "png"), (b"\xff\xd8\xff\xe0", "jpeg"), (b"PK\x03\x04..", "office"),
        ("签到表\n".encode(), "text"), ("签到表".encode()[:-1], "text"), (b"MZ\x90\x00", None), (b"#!\x01", None),
        (b"\xb0\xa1", None), (b"", None),
    ],
)  # fmt: skip
def test_types(head, kind):
    assert type_of(head) == kind


@pytest.mark.parametrize(
    ("suffix", "size", "head", "code"),
    [
        (".pdf", 0, b"", "empty"), (".pdf", 11, b"%PDF-1.4", "too-large"), (".pdf", 4, b"MZ\x90\x00", "type"),
        (".exe", 4, b"%PDF-1.4", "type"), (".pdf", 4, b"PK\x03\x04", "type"), (".html", 4, b"<htm", "type"),
    ],
)  # fmt: skip
def test_refusals(suffix, size, head, code):
    with pytest.raises(Refusal) as caught:
        check_file(f"list{suffix}", suffix, size, head, Limits(10))
    assert caught.value.findings[0].code == f"programme.evidence-{code}"
    assert caught.value.findings[0].text("zh")


def test_a_good_file():
    assert check_file("List.PDF", ".PDF", 8, b"%PDF-1.4") == "pdf"
