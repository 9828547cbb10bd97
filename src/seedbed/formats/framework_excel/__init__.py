"""A results framework as a workbook to fill in, read back with its wrong cells marked."""

from seedbed.formats.framework_excel.reading import TemplateRead, mark_cells, read_template
from seedbed.formats.framework_excel.writing import FRAMEWORK_TABLES, write_template

__all__ = ["FRAMEWORK_TABLES", "TemplateRead", "mark_cells", "read_template", "write_template"]
