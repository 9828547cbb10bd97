"""Every address. Each room has its own ``urls.py``; one that does not exist yet is left out."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from seedbed.workbench.accounts import demo_door, demo_views, user_views
from seedbed.workbench.accounts import views as accounts
from seedbed.workbench.look import views as look
from seedbed.workbench.oversight import catalogue_views, job_views, metrics
from seedbed.workbench.oversight import views as oversight

handler400 = "seedbed.workbench.look.errors.bad_request"
handler403 = "seedbed.workbench.look.errors.forbidden"
handler404 = "seedbed.workbench.look.errors.not_found"
handler500 = "seedbed.workbench.look.errors.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", look.start, name="start"),
    path("language", look.language, name="language"),
    path("sign-in", accounts.sign_in, name="sign-in"),
    path("sign-in/code", accounts.sign_in_code, name="sign-in-code"),
    path("sign-out", accounts.sign_out, name="sign-out"),
    path("forgotten", accounts.forgotten, name="forgotten"),
    path("reset/<str:token>", accounts.reset, name="reset"),
    path("invitation/<str:token>", accounts.invitation, name="invitation"),
    path("account", accounts.account, name="account"),
    path("account/password", accounts.password, name="password"),
    path("account/second-factor", accounts.second_factor_page, name="second-factor"),
    path("account/recovery-codes", accounts.recovery_codes, name="recovery-codes"),
    path("account/sessions/end", accounts.end_all_sessions, name="end-all-sessions"),
    path("account/sessions/<uuid:session>/end", accounts.end_session, name="end-session"),
    path("account/trail", accounts.my_trail, name="my-trail"),
    path("users", user_views.users, name="users"),
    path("users/<uuid:user>/<slug:change>", user_views.change_user, name="change-user"),
    path(
        "invitations/<uuid:invitation>/withdraw", user_views.withdraw_invitation, name="withdraw-invitation"
    ),
    path("memberships/<int:membership>/end", user_views.end_membership, name="end-membership"),
    path("audit", oversight.audit, name="audit"),
    path("system", oversight.system, name="system"),
    path("jobs", job_views.jobs, name="jobs"),
    path("jobs/<uuid:job>/stop", job_views.stop, name="job-stop"),
    path("jobs/<uuid:job>/again", job_views.again, name="job-again"),
    path("catalogues", catalogue_views.catalogues, name="catalogues"),
    path("catalogues/skill", catalogue_views.skill, name="catalogue-skill"),
    path("catalogues/occupation", catalogue_views.occupation, name="catalogue-occupation"),
    path("catalogues/<slug:name>", catalogue_views.classification, name="classification"),
    path("health", metrics.health, name="health"),
    path("metrics", metrics.metrics, name="metrics"),
]
if demo_door.is_open():
    urlpatterns.extend(demo_views.urlpatterns)
urlpatterns.extend(
    path("", include(import_module(f"{room}.urls"))) for room in settings.ROOMS if find_spec(f"{room}.urls")
)
