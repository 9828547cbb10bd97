"""Input-output tables as they are published, each read into :class:`seedbed.observatory.io.Table`."""

from seedbed.formats.input_output.eurostat import read_eurostat
from seedbed.formats.input_output.icio import read_icio
from seedbed.formats.input_output.layout import EUROSTAT, IOTABLES, NBS, OECD_IOT, Layout
from seedbed.formats.input_output.matrix import read_matrix, read_nbs, read_oecd
from seedbed.formats.input_output.nbs_employment import read_nbs_employment
from seedbed.formats.input_output.pymrio_folder import read_pymrio

__all__ = [
    "EUROSTAT",
    "IOTABLES",
    "NBS",
    "OECD_IOT",
    "Layout",
    "read_eurostat",
    "read_icio",
    "read_matrix",
    "read_nbs",
    "read_nbs_employment",
    "read_oecd",
    "read_pymrio",
]
