"""A reader that stays between files and survives those that take it down."""

from __future__ import annotations

import threading

import pytest

from seedbed.formats.reading_many import ReadingBounds
from seedbed.formats.standing_reader import StandingReader

CV = "姓名：欧阳一\n2019 年起从事数控编程与设备维护，熟悉西门子系统。".encode()


@pytest.fixture(scope="module")
def reader():
    made = StandingReader()
    yield made
    made.close()


def test_files_are_read_one_after_the_other_in_one_process(reader):
    reads = [reader.read(CV, "cv.txt") for _ in range(3)]
    assert all(read.profile is not None and "欧阳一" not in read.profile.text for read in reads)
    assert reader.read(b"MZ" + bytes(300), "cv.pdf").profile is None
    assert reader.read(CV, "cv.txt").profile is not None


def test_threads_take_turns(reader):
    reads = []
    threads = [threading.Thread(target=lambda: reads.append(reader.read(CV, "cv.txt"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [read.profile is not None for read in reads] == [True] * 4


def test_a_name_leads_nowhere_outside(reader):
    for name in ("../../evil.txt", "/etc/passwd", "..", "a" * 300 + ".txt", "\x00.txt"):
        read = reader.read(CV, name)
        assert "/" not in read.file


def test_a_file_that_takes_its_reader_down_is_rejected_and_the_next_is_read():
    reader = StandingReader(bounds=ReadingBounds(seconds=0.000001))
    read = reader.read(CV * 1000, "slow.txt")
    assert read.profile is None and read.findings[0].code == "formats.reader-stopped"
    reader._bounds = ReadingBounds()
    assert reader.read(CV, "cv.txt").profile is not None
    reader.close()
    reader.close()
