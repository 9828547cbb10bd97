"""Reports for people: one self-contained bilingual page, and the same tables as Word and Excel.

:mod:`seedbed.report.document` holds what a report is made of, :mod:`seedbed.report.sections` turns
the figures of a run into it, one module per section, and each format is one module that writes it.
"""

from seedbed.report.excel import write_workbook
from seedbed.report.html import render, write_report
from seedbed.report.measured_page import write_measured_folder
from seedbed.report.word import write_word

__all__ = ["render", "write_measured_folder", "write_report", "write_word", "write_workbook"]
