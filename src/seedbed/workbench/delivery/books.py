"""The programme's books that are kept row by row: which columns a form asks for, who may keep them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django import forms
from django.db import transaction

from seedbed.messages import codes, say
from seedbed.tables import Column, Kind, schema_of
from seedbed.usecases.check_book_row import check_book_row
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.entering import EntryForm, named, or_none, organisations, subprojects_of
from seedbed.workbench.look.wording import language, said
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.record import change_row, record
from seedbed.workbench.record.store import Cell

CLOSED_ON, CLOSED_WHY = "closed_on", "closed_why"
LONG = frozenset({"response", "response_zh", "target", "target_zh"})
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Book:
    """A table that people keep by form.

    Parameters
    ----------
    asks
        The columns of its form, in order; the key is made by the workbench.
    shown
        The columns of its list, beside the name.
    office_only
        Only who may change the whole programme keeps it.
    closes
        Its rows can be closed with a reason, and stay.
    part
        The part of the programme pages that shows it.
    """

    table: str
    asks: tuple[str, ...]
    shown: tuple[str, ...]
    part: str
    office_only: bool = False
    closes: bool = False

    @property
    def key(self) -> str:
        """The column that names a row."""
        return schema_of(self.table).key[0]

    def column(self, name: str) -> Column:
        """A column of the table."""
        found = schema_of(self.table).column(name)
        if found is None:
            raise KeyError(name)
        return found


_WHERE = ("source", "locator")
BOOKS: Mapping[str, Book] = MappingProxyType(
    {
        book.table: book
        for book in (
            Book(
                "risks",
                ("name", "name_zh", "kind", "likelihood", "impact", "response", "response_zh", "statement",
                 "owner", "subproject"),
                ("kind", "likelihood", "impact", "response", "subproject"),
                "risks",
                closes=True,
            ),
            Book(
                "activities",
                ("name", "name_zh", "subproject", "statement", "starts", "ends", "depends_on", "status",
                 "responsible"),
                ("subproject", "starts", "ends", "status"),
                "activities",
            ),
            Book(
                "gender_actions",
                ("name", "name_zh", "statement", "indicator", "target", "target_zh", "responsible", "due",
                 "status", "subproject"),
                ("target", "due", "status", "subproject"),
                "gender",
            ),
            Book(
                "gates",
                ("name", "name_zh", "subproject", "track", "stage", "required", "date", "basis", *_WHERE),
                ("subproject", "track", "stage", "required", "date"),
                "gates",
                office_only=True,
            ),
            Book(
                "budgets",
                ("what", "what_zh", "subproject", "activity", "financier", "amount", "currency", "period", *_WHERE),
                ("subproject", "activity", "financier", "amount", "currency", "period"),
                "money",
                office_only=True,
            ),
        )
    }
)  # fmt: skip
_NAMED = {
    "subproject": "subprojects",
    "statement": "statements",
    "activity": "activities",
    "indicator": "indicators",
}
_OFFERED = frozenset({"owner", "responsible", "financier"})


class BookForm(EntryForm):
    """One row of a book; its fields follow the table's columns."""

    def __init__(self, *args: object, user: User, book: Book, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in book.asks:
            self.fields[name] = _field(user, book.column(name))
        if "subproject" in self.fields:
            self.fields["subproject"].choices, self.fields["subproject"].required = subprojects_of(user)

    def row(self) -> dict[str, Cell]:
        """What was filled in; empty fields as ``None``."""
        return {name: value if value not in ("", []) else None for name, value in self.cleaned_data.items()}


class CloseForm(EntryForm):
    """Why a row is closed."""

    reason = forms.CharField(max_length=LONGEST, widget=forms.Textarea({"rows": 2, "class": "few"}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = said("workbench.field-why")


def may_keep(user: User, book: Book) -> bool:
    """Whether a user keeps a book, at least for her subproject."""
    seen = scope(user, Action.PROGRAMME_CHANGE)
    return seen.everything or (not book.office_only and bool(seen.subprojects))


def keep(user: User, book: Book, key: str, row: Mapping[str, Cell], why: str = "kept") -> str:
    """Add a row, or change columns of the one with the key; its key.

    Raises
    ------
    Refusal
        What :func:`~seedbed.usecases.check_book_row.check_book_row` refuses.
    """
    key = key or f"{book.table.rstrip('s')}-{secrets.token_hex(4)}"
    before = record().row(book.table, key) or {}
    with transaction.atomic():
        check_book_row(record(), book.table, {**before, **row, book.key: key})
        change_row(book.table, key, {**row, book.key: key})
        house_changed(user, f"book-{why}", f"{book.table} {key}"[:120])
    return key


def word_of(column: Column, value: object) -> str:
    """A cell in words."""
    if value is None or value == "":
        return "—"
    if isinstance(value, list):
        return said("workbench.list-comma").join(str(one) for one in value)
    if column.choices:
        return choice_word(column.name, str(value))
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def choice_word(column: str, value: str) -> str:
    """A choice in words; the report has said most of them already."""
    kinds = {"likelihood": "pr-grade", "impact": "pr-grade", "status": "pr-status", "kind": "pr-kind"}
    sentence = f"report.{kinds.get(column, column)}-{value.replace('_', '-')}"
    if sentence in codes(language()):
        return say(sentence, language())
    own = f"workbench.{column}-{value}"
    return said(own) if own in codes(language()) else value


def column_word(name: str) -> str:
    """The heading of a column and the label of its field."""
    own = f"workbench.field-book-{name.replace('_', '-')}"
    known = f"workbench.field-{name.replace('_', '-')}"
    return said(own if own in codes(language()) else known)


def shown_word(name: str) -> str:
    """The heading of a column of a list, where both languages share it."""
    both = f"workbench.shown-{name.replace('_', '-')}"
    return said(both) if both in codes(language()) else column_word(name)


def _field(user: User, column: Column) -> forms.Field:
    asked = {"label": column_word(column.name), "required": column.required}
    helped = f"workbench.help-book-{column.name.replace('_', '-')}"
    if helped in codes(language()):
        asked["help_text"] = said(helped)
    if column.name in _NAMED:
        choices = or_none(named(_NAMED[column.name], column.name))
        return forms.ChoiceField(choices=choices, **asked)
    if column.name in _OFFERED:
        return forms.ChoiceField(choices=or_none(organisations()), **asked)
    if column.choices:
        words = [(one, choice_word(column.name, one)) for one in column.choices]
        return forms.ChoiceField(choices=words if column.required else or_none(words), **asked)
    if column.kind is Kind.LIST:
        if column.reference is not None:
            many = named(column.reference.tables[0], schema_of(column.reference.tables[0]).key[0])
            return forms.MultipleChoiceField(choices=many, **asked)
        return ListField(max_length=LONGEST, **asked)
    if column.kind is Kind.NUMBER:
        return forms.FloatField(min_value=column.low, max_value=column.high, **asked)
    if column.kind is Kind.INTEGER:
        low = None if column.low is None else int(column.low)
        return forms.IntegerField(
            min_value=low, max_value=None if column.high is None else int(column.high), **asked
        )
    if column.name == "currency":
        return forms.RegexField(r"^[A-Z]{3}$", max_length=3, **asked)
    if column.name in LONG:
        return forms.CharField(
            max_length=2 * LONGEST, widget=forms.Textarea({"rows": 3, "class": "few"}), **asked
        )
    return forms.CharField(max_length=LONGEST if column.kind is Kind.TEXT else 80, **asked)


class ListField(forms.CharField):
    """Words between semicolons or line ends."""

    widget = forms.Textarea({"rows": 3, "class": "few"})

    def clean(self, value: object) -> list[str]:
        """The words as a list."""
        text = str(super().clean(value) or "").replace("；", ";").replace("\n", ";")
        return list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))

    def prepare_value(self, value: object) -> object:
        """A list as it is written."""
        return "; ".join(value) if isinstance(value, list) else value
