"""The programme's tables as IATI 2.03 activities with results, and back without loss.

What the standard has a place for stands in the standard's elements and is read from there, also out
of the files of others. The rest travels in a namespace of its own, which the standard allows
(:mod:`~seedbed.formats.iati.own_rows`).
"""

from seedbed.formats.iati.publisher import Publisher
from seedbed.formats.iati.reading import IatiRead, read_iati
from seedbed.formats.iati.rules import check_rules
from seedbed.formats.iati.writing import EXCHANGED, write_iati

__all__ = ["EXCHANGED", "IatiRead", "Publisher", "check_rules", "read_iati", "write_iati"]
