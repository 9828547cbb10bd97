"""Letters to users, in their language."""

from __future__ import annotations

from django.core.mail import send_mail

from seedbed.messages import Lang, Value, say


def send(to: str, letter: str, lang: Lang, *, role: str = "", **values: Value) -> None:
    """Send ``workbench.letter-<letter>`` with its subject ``workbench.subject-<letter>``."""
    if role:
        values["role"] = say(f"workbench.role-{role.replace('_', '-')}", lang)
    subject = say(f"workbench.subject-{letter}", lang)
    send_mail(subject, say(f"workbench.letter-{letter}", lang, **values), None, [to])
