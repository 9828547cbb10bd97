"""Addresses of what was added to oversight after its first pages."""

from __future__ import annotations

from django.urls import path

from seedbed.workbench.oversight import sign_in_views

urlpatterns = [path("sign-ins", sign_in_views.sign_ins, name="sign-ins")]
