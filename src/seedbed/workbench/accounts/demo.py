"""One account per role for looking around; their passwords are drawn anew each time and told once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from django.db import transaction

from seedbed.messages import Lang
from seedbed.store import RegionStore
from seedbed.workbench.accounts.models import Membership, User
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.accounts.sealing import mark_of_email
from seedbed.workbench.accounts.second_factor import take_down
from seedbed.workbench.accounts.sessions import end_sessions

_SYLLABLES = ("ba", "do", "fe", "gu", "ka", "li", "mo", "na", "pe", "ro", "su", "ta", "vi", "wo", "ye", "zu")
# What a provider offers; training and the like where nobody offers the first ones.
_SERVICES = (("technology", "service", "finance", "facility"), ("training", "mentoring", "incubation"))


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What to type in; ``of`` is the name of what it belongs to, in Chinese and in English."""

    role: Role
    email: str
    password: str
    of: Mapping[Lang, str]


def belongs_to_others() -> bool:
    """Whether there are accounts and none of them is a demo's: then a demo account would open real data."""
    try:
        User.objects.get_by_natural_key(_email(Role.ADMINISTRATOR))
    except User.DoesNotExist:
        return User.objects.exists()
    return False


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


def demo_user(role: Role) -> User | None:
    """The account of a role, if it was made and nobody locked it."""
    user: User | None = User.objects.filter(email_mark=mark_of_email(_email(role)), is_active=True).first()
    return user


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
    return DemoAccount(role, email, password, _names(store, organisation, subproject, person))


def _names(store: RegionStore, organisation: str, subproject: str, person: str) -> dict[Lang, str]:
    """What an account belongs to, by name; a person, who has none, by her title."""
    for table, key, value, columns in (
        ("organisations", "organisation", organisation, ("name_zh", "name")),
        ("subprojects", "subproject", subproject, ("name_zh", "name")),
        ("people", "person", person, ("title", "title")),
    ):
        if value:
            zh, en = columns
            row = store.table(table).filter(pl.col(key) == value)
            return {
                "zh": str(row.select(pl.coalesce(zh, en, key)).item(0, 0)),
                "en": str(row.select(pl.coalesce(en, zh, key)).item(0, 0)),
            }
    return {"zh": "", "en": ""}


def _place(role: Role, store: RegionStore) -> tuple[str, str, str]:
    """Organisation, subproject and person of a role: those with most to do in the region."""
    if role is Role.CAREER_OFFICE:
        people = store.table("people").select(organisation="institution")
        return _busiest(people, _of_kind(store, "education")), "", ""
    if role is Role.EMPLOYER:
        return _busiest(_asking(store), _of_kind(store, "enterprise")), "", ""
    if role is Role.PROVIDER:
        return _provider(store), "", ""
    if role is Role.SUBPROJECT_MANAGER:
        return "", _first(store.table("subprojects"), "subproject"), ""
    if role is Role.PERSON:
        with_skills = store.table("people").join(
            store.table("seeker_skills"), left_on="person", right_on="seeker", how="semi"
        )
        return "", "", _first(with_skills, "person")
    return "", "", ""


def _asking(store: RegionStore) -> pl.DataFrame:
    """``organisation``, a row for each need and opportunity."""
    return pl.concat([store.table(name).select("organisation") for name in ("needs", "opportunities")])


def _provider(store: RegionStore) -> str:
    """Who offers most services, other than the employer; a service organisation where nobody offers any."""
    employer = _place(Role.EMPLOYER, store)[0]
    others = store.table("organisations").filter(pl.col("organisation") != employer)
    for kinds in _SERVICES:
        offers = store.table("opportunities").filter(pl.col("kind").is_in(kinds))
        if not offers.join(others, on="organisation", how="semi").is_empty():
            return _busiest(offers, others)
    return _first(_of_kind(store, "service"), "organisation")


def _of_kind(store: RegionStore, actor_type: str) -> pl.DataFrame:
    return store.table("organisations").filter(pl.col("actor_type") == actor_type)


def _busiest(counted: pl.DataFrame, organisations: pl.DataFrame) -> str:
    """The organisation that stands in most rows, of several the first by id; else simply the first."""
    busy = counted.join(organisations, on="organisation", how="semi").group_by("organisation").len()
    if busy.is_empty():
        return _first(organisations, "organisation")
    return str(busy.sort("len", "organisation", descending=[True, False]).item(0, "organisation"))


def _first(frame: pl.DataFrame, column: str) -> str:
    values = frame[column].drop_nulls().sort()
    return str(values[0]) if values.len() else ""


def _pronounceable() -> str:
    """Twelve syllables out of sixteen (48 bits), easy to type."""
    return "-".join("".join(secrets.choice(_SYLLABLES) for _ in range(3)) for _ in range(4))
