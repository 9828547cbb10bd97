"""Users, what they are a member of, their invitations and their open sessions."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.accounts.sealing import SealedText, mark_of_email, tidy_email

INVITATION_LASTS = timedelta(days=14)


class Users(BaseUserManager):
    """Finds users by e-mail address although addresses are sealed."""

    def get_by_natural_key(self, username: str | None) -> User:
        """By e-mail address, however it is spelt."""
        user: User = self.get(email_mark=mark_of_email(username or ""))
        return user

    def create_user(self, email: str, name: str, password: str | None = None, **fields: object) -> User:
        """A new user; without a password nobody can sign in until one is set."""
        user: User = self.model(email=tidy_email(email), name=name.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who can sign in.

    ``person`` is the id under which the region's tables hold this user's own profile, if they do.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = SealedText()
    email_mark = models.CharField(max_length=64, unique=True, editable=False)
    name = SealedText()
    person = models.CharField(max_length=80, null=True, blank=True, unique=True)
    language = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    last_code_step = models.BigIntegerField(default=0, editable=False)
    """The time step of the last one-time code that was taken: no code is taken twice."""

    USERNAME_FIELD = "email_mark"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []  # noqa: RUF012
    objects = Users()

    class Meta:
        """In the order of arrival."""

        ordering = ("joined_at", "id")

    def __str__(self) -> str:
        return str(self.pk)

    def clean(self) -> None:
        """The base class would tidy the look-up mark as if it were a name."""

    def save(self, *args: object, **kwargs: object) -> None:
        """Keeps the look-up mark in step with the address."""
        self.email_mark = mark_of_email(self.email)
        super().save(*args, **kwargs)

    def natural_key(self) -> tuple[str]:
        """The mark, not the address."""
        return (self.email_mark,)

    @cached_property
    def standing(self) -> tuple[Membership, ...]:
        """The memberships that hold now; read once per request."""
        return tuple(self.memberships.filter(ended_at=None).order_by("since", "id"))

    @property
    def roles(self) -> frozenset[Role]:
        """As what this user is in."""
        return frozenset(Role(membership.role) for membership in self.standing)


class Membership(models.Model):
    """A role that a user holds, for an organisation or a subproject where the role asks for one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=24)
    organisation = models.CharField(max_length=80, blank=True)
    subproject = models.CharField(max_length=80, blank=True)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A role is held once at a time."""

        constraints = (
            models.UniqueConstraint(
                fields=("user", "role", "organisation", "subproject"),
                condition=models.Q(ended_at=None),
                name="role_held_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="known_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.organisation}{self.subproject}".strip()


def _in_two_weeks() -> datetime:
    moment: datetime = timezone.now() + INVITATION_LASTS
    return moment


class Invitation(models.Model):
    """A letter that lets somebody in once, as one role, before a date."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = SealedText()
    email_mark = models.CharField(max_length=64, db_index=True)
    role = models.CharField(max_length=24)
    organisation = models.CharField(max_length=80, blank=True)
    subproject = models.CharField(max_length=80, blank=True)
    invited_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="invitations_sent"
    )
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=_in_two_weeks)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-invited_at", "id")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it still lets in."""
        return self.used_at is None and self.withdrawn_at is None and timezone.now() < self.expires_at


class Letter(models.Model):
    """A letter that waits to be sent; gone once it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = SealedText()
    to_mark = models.CharField(max_length=64, db_index=True)
    letter = models.CharField(max_length=24)
    values = SealedText()
    """What its sentence needs, as JSON: links let in whoever has them."""
    tries = models.IntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    """Later it would be of no use."""

    def __str__(self) -> str:
        return str(self.pk)


class BrowserSession(AbstractBaseSession):
    """A session with whose it is, so that one can see one's sessions and end them."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="browser_sessions")
    id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Names the session on a page; the key itself is never shown."""
    device = models.CharField(max_length=80, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta(AbstractBaseSession.Meta):
        """Newest first."""

        abstract = False
        ordering = ("-seen_at",)

    @classmethod
    def get_session_store_class(cls) -> type:
        """The engine that keeps these."""
        from seedbed.workbench.accounts.sessions import SessionStore  # noqa: PLC0415 (Django's own cycle)

        return SessionStore


class Attempt(models.Model):
    """A failed attempt to come in, under marks that mean nothing; counted against guessing, then dropped."""

    kind = models.CharField(max_length=16)
    mark = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        """Counted by kind and mark."""

        indexes = (models.Index(fields=("kind", "mark", "at"), name="attempts_counted"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
