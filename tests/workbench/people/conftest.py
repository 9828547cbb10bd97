"""A small region, a signed-in person, and doing the jobs that wait."""

from __future__ import annotations

import pytest
from django.test import Client

from seedbed.messages import Refusal
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.jobs import queue
from seedbed.workbench.jobs.handlers import handler_of
from seedbed.workbench.jobs.models import Job
from seedbed.workbench.jobs.work import Work
from workbench.people.small_region import enter, make_region


@pytest.fixture
def region(db):
    """The rows of the small region."""
    make_region()


@pytest.fixture
def browser_of(region, make_user):
    """A browser and its user."""

    def of(role, **more):
        user = make_user(role, **more)
        client = Client()
        client.force_login(user)
        return client, user

    return of


@pytest.fixture
def person(browser_of):
    """A person with the profile ``p-own``, who gave no school access to it."""
    enter("p-own", "org-1")
    return browser_of(Role.PERSON, person="p-own")


@pytest.fixture
def do_jobs():
    """Do what waits, as a worker would."""

    def do():
        done = []
        while (job := queue.claim("test")) is not None:
            try:
                queue.finish(job, handler_of(job.kind)(Work(job)))
            except Refusal as refusal:
                queue.fail(job, refusal.findings)
            done.append(Job.objects.get(pk=job.pk))
        return done

    return do
