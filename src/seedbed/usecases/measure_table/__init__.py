"""Measure a table of one's own: specialisation, similarity, complexity, change, inequality."""

from seedbed.usecases.measure_table.measures import MEASURES, Choice, Measured, measure_table
from seedbed.usecases.measure_table.reading import Layout, OwnTable, read_own_table

__all__ = ["MEASURES", "Choice", "Layout", "Measured", "OwnTable", "measure_table", "read_own_table"]
