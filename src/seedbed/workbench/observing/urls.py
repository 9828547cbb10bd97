"""The addresses of the observatory."""

from __future__ import annotations

from django.urls import path

from seedbed.workbench.observing import figure_views, views

urlpatterns = [
    path("observatory", views.observatory, name="observatory"),
    path("observatory/measures", views.measures, name="observatory-measures"),
    path("observatory/figures", figure_views.figures, name="figures"),
    path("observatory/figures/<path:observation>", figure_views.figure, name="figure"),
    path("observatory/<slug:section>", views.section, name="observatory-section"),
]
