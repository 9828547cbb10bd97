"""The frames of a report, read from the store: one module for each part of the report.

:mod:`seedbed.usecases.gather_report` puts them together; :mod:`seedbed.usecases.report_contents`
says what stands in each.
"""
