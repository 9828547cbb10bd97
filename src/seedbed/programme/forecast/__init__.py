"""Whether targets will be met: probabilities and intervals from results, pipeline and seasons.

    events ──► pipeline_of ──► Pipeline ──► forecast(goal) ──► Forecast
               (by month)        │  level, seasons, stops, waits: drawn together
                                 └──► least_change: what would close a shortfall

Read in this order: :mod:`~seedbed.programme.forecast.pipeline` (what is on record),
:mod:`~seedbed.programme.forecast.counted` (what is asked and what comes out),
:mod:`~seedbed.programme.forecast.drawing` (what may come), with
:mod:`~seedbed.programme.forecast.level`, :mod:`~seedbed.programme.forecast.seasons` and
:mod:`~seedbed.programme.forecast.waits` (what the record teaches) and
:mod:`~seedbed.programme.forecast.prior` (what is assumed, and where it comes from). Values that are reported
from outside have :mod:`~seedbed.programme.forecast.reported`. The forecasts are calibrated on simulations.
"""

from seedbed.programme.forecast.change import Change, Lever, least_change
from seedbed.programme.forecast.counted import DRAWS, forecast
from seedbed.programme.forecast.goal import Goal
from seedbed.programme.forecast.pipeline import Pipeline, Stage
from seedbed.programme.forecast.prior import DEFAULT_PRIOR, Prior
from seedbed.programme.forecast.reported import forecast_reported
from seedbed.programme.forecast.result import INTERVALS, QUANTILES, Forecast
from seedbed.programme.forecast.tracks import Tracks, follow_tracks

__all__ = [
    "DEFAULT_PRIOR",
    "DRAWS",
    "INTERVALS",
    "QUANTILES",
    "Change",
    "Forecast",
    "Goal",
    "Lever",
    "Pipeline",
    "Prior",
    "Stage",
    "Tracks",
    "follow_tracks",
    "forecast",
    "forecast_reported",
    "least_change",
]
