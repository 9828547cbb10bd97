"""The progress report as a Word file, in Chinese, English or both.

* :mod:`seedbed.report.progress_report.results`, ``outlook``, ``work`` and ``books`` write the chapters.
* :mod:`seedbed.report.progress_report.writing` puts cover, contents and chapters into a file.
"""

from seedbed.report.progress_report.writing import write_progress_report

__all__ = ["write_progress_report"]
