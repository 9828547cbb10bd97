"""The desk's addresses."""

from __future__ import annotations

from django.urls import path

from seedbed.workbench.desk import desk_views, fit_views, people_views, placement_views, run_views

urlpatterns = [
    path("charts.css", desk_views.charts, name="chart-style"),
    path("desk", desk_views.desk, name="desk"),
    path("desk/jobs/<uuid:job>", desk_views.job, name="match-job"),
    path("desk/jobs/<uuid:job>/cancel", desk_views.cancel, name="cancel-match-job"),
    path("matches", run_views.matches, name="matches"),
    path("matches/compare", run_views.compare, name="compare-matches"),
    path("matches/<str:run>", run_views.match, name="match"),
    path("matches/<str:run>/propose", placement_views.propose, name="propose-placements"),
    path("matches/<str:run>/people", people_views.people, name="match-people"),
    path("matches/<str:run>/people/<str:person>", people_views.person, name="match-person"),
    path("matches/<str:run>/pairs/<str:person>/<str:opportunity>", people_views.pair, name="match-pair"),
    path("proposals/why/<str:opportunity>", fit_views.my_fit, name="my-fit"),
    path("placements", placement_views.placements, name="placements"),
    path("placements/<str:event>/answer", placement_views.answer, name="answer-placement"),
    path("placements/<str:event>/contest", placement_views.contest, name="contest-placement"),
    path("contests", placement_views.queue, name="contests"),
    path("contests/<int:contest>/answer", placement_views.answer_contest, name="answer-contest"),
]
