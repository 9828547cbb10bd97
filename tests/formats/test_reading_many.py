"""Readers in processes of their own: one that dies takes only its file with it."""

import os
import time

import pytest

from seedbed.formats import reading_many
from seedbed.formats.reading_many import ReadingBounds, read_people_file, read_people_files

CV = "熟悉数控机床编程与工业机器人调试，负责产线维护，编号 {}。Five years of CNC."


def _files(tmp_path, count):
    paths = [tmp_path / f"cv{number}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(CV.format(number), "utf-8")
    return paths


def test_order_is_kept_and_progress_told(tmp_path):
    paths = _files(tmp_path, 40)
    told = []
    reads = read_people_files(paths, workers=2, progress=lambda done, total: told.append((done, total)))
    assert [read.file for read in reads] == [path.name for path in paths]
    assert all(read.profile and f"编号 {number}。" in read.profile.text for number, read in enumerate(reads))
    assert told[-1] == (40, 40)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_file_that_stalls_its_reader_is_rejected_and_the_others_are_read(tmp_path):
    paths = _files(tmp_path, 20)
    stall = tmp_path / "stall.txt"
    os.mkfifo(stall)  # opening it waits for a writer who never comes
    began = time.perf_counter()
    reads = read_people_files([*paths[:5], stall, *paths[5:]], bounds=ReadingBounds(seconds=1.0), workers=2)
    assert time.perf_counter() - began < 20
    assert [finding.code for finding in reads[5].findings] == ["formats.reader-stopped"]
    assert reads[5].profile is None
    assert all(read.profile for number, read in enumerate(reads) if number != 5)


def test_bad_files_come_back_as_findings(tmp_path, monkeypatch):
    assert read_people_file(tmp_path / "none.txt").findings[0].code == "formats.missing-file"
    (path,) = _files(tmp_path, 1)

    def fails(*_):
        raise RuntimeError

    monkeypatch.setattr(reading_many, "read_cv", fails)
    assert read_people_file(path).findings[0].code == "formats.reader-failed"


def test_nothing_to_read():
    assert read_people_files([]) == []


@pytest.mark.parametrize("megabytes", [0])
def test_memory_is_bounded_by_the_system(tmp_path, megabytes, make_docx, word_parts):
    body = "".join(word_parts["paragraph"](f"{number} " + "数控" * 40) for number in range(4000))
    big = tmp_path / "big.docx"
    big.write_bytes(make_docx(body))
    (read,) = read_people_files([big], bounds=ReadingBounds(megabytes=megabytes), workers=1)
    assert [finding.code for finding in read.findings] == ["formats.reader-stopped"]
