"""The design and monitoring framework as a Word file and as a workbook, in Chinese, English or both.

* :mod:`seedbed.report.design_and_monitoring.grids` lays the framework out as tables of words.
* :mod:`seedbed.report.design_and_monitoring.word` and ``workbook`` write them.
"""

from seedbed.report.design_and_monitoring.word import write_framework_word
from seedbed.report.design_and_monitoring.workbook import write_framework_workbook

__all__ = ["write_framework_word", "write_framework_workbook"]
