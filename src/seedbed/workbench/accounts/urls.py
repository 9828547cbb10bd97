"""Addresses about roles; those of accounts themselves stand in the main table."""

from __future__ import annotations

from django.urls import path

from seedbed.workbench.accounts import role_views

urlpatterns = [path("roles", role_views.roles, name="roles")]
