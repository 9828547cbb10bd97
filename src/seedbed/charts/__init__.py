"""A table in, a picture (SVG) and the same table out.

Drawn on the server: no script, no font and no colour of their own (:func:`chart_style` is the
style sheet for the page that holds them). Every function is pure and gives the same characters
for the same table.
"""

from seedbed.charts.bars import horizontal_bars
from seedbed.charts.curves import line_plot
from seedbed.charts.dots import dot_plot
from seedbed.charts.drawing import NARROW, WIDE, Canvas, Chart, Series, chart_style
from seedbed.charts.fan import Band, fan_chart
from seedbed.charts.lines import line_with_target
from seedbed.charts.maps import point_map
from seedbed.charts.matrix import matrix
from seedbed.charts.network import NodeGroup, network_ring
from seedbed.charts.numbers import NumberStyle, spoken_number
from seedbed.charts.scatter import network_scatter
from seedbed.charts.stacks import contribution_bar
from seedbed.charts.strips import State, step_strips
from seedbed.charts.text import printable

__all__ = [
    "NARROW",
    "WIDE",
    "Band",
    "Canvas",
    "Chart",
    "NodeGroup",
    "NumberStyle",
    "Series",
    "State",
    "chart_style",
    "contribution_bar",
    "dot_plot",
    "fan_chart",
    "horizontal_bars",
    "line_plot",
    "line_with_target",
    "matrix",
    "network_ring",
    "network_scatter",
    "point_map",
    "printable",
    "spoken_number",
    "step_strips",
]
