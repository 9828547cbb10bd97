"""The addresses of the registry."""

from __future__ import annotations

from django.urls import path

from seedbed.workbench.registry import import_views, merge_views, organisation_views, picture_views

urlpatterns = [
    path("organisations", organisation_views.organisations, name="organisations"),
    path("organisations/new", organisation_views.new, name="organisation-new"),
    path("organisations/import", import_views.upload, name="organisations-import"),
    path("organisations/imports/<uuid:report>", import_views.report, name="organisations-imported"),
    path(
        "organisations/imports/<uuid:report>/rejects.csv", import_views.rejects, name="organisations-rejects"
    ),
    path("organisations/duplicates", merge_views.duplicates, name="organisation-duplicates"),
    path("organisations/merge", merge_views.merge, name="organisation-merge"),
    path("organisations/<str:organisation>", organisation_views.organisation, name="organisation"),
    path("organisations/<str:organisation>/edit", organisation_views.edit, name="organisation-edit"),
    path("map", picture_views.map_page, name="map"),
]
