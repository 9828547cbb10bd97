"""One account per role for looking around; their passwords are drawn anew each time and told once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import polars as pl
from django.db import transaction

from seedbed.store import RegionStore
from seedbed.workbench.accounts.models import Membership, User
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.accounts.second_factor import take_down
from seedbed.workbench.accounts.sessions import end_sessions

_SYLLABLES = ("ba", "do", "fe", "gu", "ka", "li", "mo", "na", "pe", "ro", "su", "ta", "vi", "wo", "ye", "zu")
# Whose organisation: kind of actor in the region's table.
_ACTORS = {Role.CAREER_OFFICE: "education", Role.EMPLOYER: "enterprise", Role.PROVIDER: "service"}


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What to type in."""

    role: Role
    email: str
    password: str
    of: str


@transaction.atomic
def make_demo_accounts(store: RegionStore) -> tuple[DemoAccount, ...]:
    """One account for each role, at an organisation, subproject or person of the region."""
    return tuple(_make(role, store) for role in Role)


def remove_demo_accounts() -> int:
    """Take them away again; how many there were."""
    count = 0
    for role in Role:
        try:
            User.objects.get_by_natural_key(_email(role)).delete()
            count += 1
        except User.DoesNotExist:
            continue
    return count


def _email(role: Role) -> str:
    return f"{role.value.replace('_', '-')}@demo.example"


def _make(role: Role, store: RegionStore) -> DemoAccount:
    email, password = _email(role), _pronounceable()
    organisation, subproject, person = _place(role, store)
    try:
        user = User.objects.get_by_natural_key(email)
    except User.DoesNotExist:
        user = User.objects.create_user(email, f"Demo · {role.value.replace('_', ' ')}")
    user.set_password(password)
    user.person = person or None
    user.is_active = True
    user.save()
    take_down(user)
    end_sessions(user)
    Membership.objects.filter(user=user).delete()
    Membership.objects.create(user=user, role=role.value, organisation=organisation, subproject=subproject)
    return DemoAccount(role, email, password, organisation or subproject or person)


def _place(role: Role, store: RegionStore) -> tuple[str, str, str]:
    """Organisation, subproject and person of a role."""
    if role in _ACTORS:
        return _busiest(_ACTORS[role], store), "", ""
    if role is Role.SUBPROJECT_MANAGER:
        return "", _first(store.table("subprojects"), "subproject"), ""
    if role is Role.PERSON:
        with_skills = store.table("people").join(
            store.table("seeker_skills"), left_on="person", right_on="seeker", how="semi"
        )
        return "", "", _first(with_skills, "person")
    return "", "", ""


def _busiest(actor_type: str, store: RegionStore) -> str:
    """The organisation of a kind with most people (schools) or most opportunities."""
    organisations = store.table("organisations").filter(pl.col("actor_type") == actor_type)
    ids = organisations.select("organisation")
    if actor_type == "education":
        counted = store.table("people").select(pl.col("institution").alias("organisation"))
    else:
        counted = store.table("opportunities").select("organisation")
    busy = counted.join(ids, on="organisation", how="semi")["organisation"].value_counts(sort=True)
    return str(busy[0, 0]) if busy.height else _first(organisations, "organisation")


def _first(frame: pl.DataFrame, column: str) -> str:
    values = frame[column].drop_nulls().sort()
    return str(values[0]) if values.len() else ""


def _pronounceable() -> str:
    """Twelve syllables out of sixteen (48 bits), easy to type."""
    return "-".join("".join(secrets.choice(_SYLLABLES) for _ in range(3)) for _ in range(4))
