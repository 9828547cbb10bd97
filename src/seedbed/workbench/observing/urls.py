"""The addresses of the observatory."""

from __future__ import annotations

from django.urls import path

from seedbed.workbench.observing import figure_views, measure_views, next_views, own_views, views

urlpatterns = [
    path("observatory", views.observatory, name="observatory"),
    path("observatory/measures", measure_views.measures, name="observatory-measures"),
    path("observatory/figures", figure_views.figures, name="figures"),
    path("observatory/figures/<path:observation>", figure_views.figure, name="figure"),
    path("observatory/own", own_views.own_table, name="own-table"),
    path("observatory/own/<uuid:job>", own_views.measured, name="own-table-measured"),
    path("observatory/own/<uuid:job>/again", own_views.again, name="own-table-again"),
    path("observatory/own/<uuid:job>/rejects.csv", own_views.rejects, name="own-table-rejects"),
    path("observatory/jobs/<uuid:job>/stop", own_views.stop, name="observing-stop"),
    path("observatory/next", next_views.next_industries_page, name="next-industries"),
    path("observatory/next/<uuid:job>", next_views.ranked, name="next-ranked"),
    path("observatory/<slug:section>", views.section, name="observatory-section"),
]
