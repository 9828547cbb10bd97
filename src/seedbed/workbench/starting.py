"""Setting Django up for a command: keys first, then the settings, then the tables."""

from __future__ import annotations

import os

import django
from django.core.management import call_command

from seedbed.workbench.installation import Installation, installation
from seedbed.workbench.keys import make_keys

SETTINGS = "seedbed.workbench.settings"


def start() -> Installation:
    """Make the home folder and the keys if they are missing, and set Django up.

    Raises
    ------
    Refusal
        ``workbench.open-keys``, ``workbench.broken-keys``, ``workbench.bad-choice``.
    """
    here = installation()
    here.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    make_keys(here.secret_file)
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    django.setup()
    return here


def migrate() -> None:
    """Bring the database's tables to the present release."""
    call_command("migrate", interactive=False, verbosity=0)
