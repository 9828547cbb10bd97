"""The addresses of the registry."""

from __future__ import annotations

from django.urls import path

from seedbed.workbench.registry import (
    import_views,
    merge_views,
    organisation_views,
    picture_views,
    place_views,
    tie_views,
)

urlpatterns = [
    path("organisations", organisation_views.organisations, name="organisations"),
    path("organisations/new", organisation_views.new, name="organisation-new"),
    path("organisations/import", import_views.upload, name="organisations-import"),
    path("organisations/imports/<uuid:report>", import_views.report, name="organisations-imported"),
    path("organisations/imports/<uuid:report>/stop", import_views.stop, name="organisations-import-stop"),
    path("organisations/imports/<uuid:report>/<str:name>", import_views.listed, name="organisations-list"),
    path("organisations/duplicates", merge_views.duplicates, name="organisation-duplicates"),
    path("organisations/merge", merge_views.merge, name="organisation-merge"),
    path("organisations/<str:organisation>", organisation_views.organisation, name="organisation"),
    path("organisations/<str:organisation>/edit", organisation_views.edit, name="organisation-edit"),
    path("organisations/<str:organisation>/ties/new", tie_views.new, name="tie-new"),
    path("organisations/<str:organisation>/ties/edit", tie_views.edit, name="tie-edit"),
    path("places", place_views.places, name="places"),
    path("places/new", place_views.new, name="place-new"),
    path("places/<str:place>", place_views.place, name="place"),
    path("places/<str:place>/edit", place_views.edit, name="place-edit"),
    path("map", picture_views.map_page, name="map"),
]
