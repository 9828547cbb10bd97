"""Money: plan beside payments as a picture and its table, a payment to enter, what a rule gives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from seedbed.charts import NARROW, WIDE, Canvas, Chart, Series, horizontal_bars
from seedbed.messages import Finding, Refusal, codes, say
from seedbed.report.document import Column, Table
from seedbed.usecases.apply_money_rule import MAY_TAKE, apply_money_rule, money_rules
from seedbed.usecases.enter_payment import enter_payment
from seedbed.usecases.review_portfolio import review_portfolio
from seedbed.workbench.accounts.models import User
from seedbed.workbench.accounts.permissions import Target, needs, require, scope
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.delivery.entering import (
    Day,
    EntryForm,
    entry_page,
    name_in,
    named,
    or_none,
    organisations,
    refuse,
    subprojects_of,
)
from seedbed.workbench.delivery.evidence import (
    evidence_choices,
    file_field,
    of_own_subprojects,
    take_in,
)
from seedbed.workbench.delivery.once import entered_once
from seedbed.workbench.look.forms import help_, label
from seedbed.workbench.look.wording import language, said, text_of
from seedbed.workbench.oversight.audit import house_changed
from seedbed.workbench.people.record import record

ROWS = 25


@needs(Action.PROGRAMME_CHANGE)
@require_safe
def money(request: HttpRequest) -> HttpResponse:
    """Plan and payments of what the reader keeps, and the payments one by one."""
    user: User = request.user
    seen = review_portfolio(record(), by=("subproject", "financier")).spending
    table = of_own_subprojects(user, seen.table, Action.PROGRAMME_CHANGE)
    paid = of_own_subprojects(user, record().table("disbursements"), Action.PROGRAMME_CHANGE)
    paid = paid.sort("date", "recorded_at", descending=True)
    page = Paginator(range(paid.height), ROWS).get_page(request.GET.get("page"))
    rows = paid.slice(page.start_index() - 1 if paid.height else 0, ROWS)
    everything = scope(user, Action.PROGRAMME_CHANGE).everything
    context = {
        "title": said("workbench.page-money"),
        "pictures": _pictures(table),
        "table": _plan_and_paid(table, seen.on),
        "payments": [
            {**row, "of": _side(row["subproject"]), "from": name_in("organisations", row["financier"]) or "—"}
            for row in rows.iter_rows(named=True)
        ],
        "page": page,
        "everything": everything,
        "rules": _rules(),
        "told": [_told(one) for one in seen.findings] if everything else [],
    }
    return render(request, "delivery/money.html", context)


def _told(finding: Finding) -> str:
    """What is to be said of the money, with names instead of ids."""
    subproject, _, financier = str(finding.values.get("about", "-")).partition(", ")
    sides = [_side("" if subproject == "-" else subproject)]
    if financier not in ("", "-"):
        sides.append(name_in("organisations", financier))
    about = said("workbench.list-comma").join(sides)
    return Finding(finding.code, {**finding.values, "about": about}, finding.severity).text(language())


def _side(subproject: object) -> str:
    return name_in("subprojects", subproject) or said("workbench.whole-programme")


def _named_sides(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(
        of=pl.Series([_side(one) for one in table["subproject"]], dtype=pl.String),
        by=pl.Series([name_in("organisations", one) or "—" for one in table["financier"]], dtype=pl.String),
    )


def _plan_and_paid(table: pl.DataFrame, on: date) -> Table:
    columns = (
        Column("of", said("workbench.field-subproject")),
        Column("by", said("workbench.field-financier")),
        Column("currency", said("workbench.field-currency")),
        Column("budget", said("workbench.money-budget"), "integer"),
        Column("due", said("workbench.money-due"), "integer"),
        Column("disbursed", said("workbench.money-paid"), "integer"),
        Column("left", said("workbench.money-left"), "integer"),
        Column("share", said("workbench.money-share"), "percent"),
        Column("elapsed", said("workbench.money-elapsed"), "percent"),
    )
    return Table(
        "money",
        said("workbench.money-caption", day=on.isoformat()),
        _named_sides(table),
        columns,
        said("workbench.money-none"),
        language(),
    )


def _pictures(table: pl.DataFrame) -> list[tuple[Chart, Chart]]:
    """One for each currency: two currencies never stand on one axis."""
    drawn = []
    summed = table.group_by("subproject", "currency", maintain_order=True).agg(
        pl.col("budget", "disbursed", "due").sum(), financier=pl.lit(None, pl.String).first()
    )
    for (currency,), rows in _named_sides(summed).group_by("currency", maintain_order=True):
        drawn.append((_bars(rows, str(currency), "wide", WIDE), _bars(rows, str(currency), "narrow", NARROW)))
    return drawn


def _bars(rows: pl.DataFrame, currency: str, width: str, size: float) -> Chart:
    lang = language()
    return horizontal_bars(
        rows,
        label="of",
        series=[
            Series("budget", said("workbench.money-budget")),
            Series("disbursed", said("workbench.money-paid"), tone=2),
        ],
        marker=Series("due", said("workbench.money-due")),
        title=said("workbench.money-picture", currency=currency),
        canvas=Canvas(f"money-{currency.lower()}-{width}", lang, size),
    )


class PaymentForm(EntryForm):
    """Who was paid how much, when, for what, on which evidence."""

    amount = forms.FloatField(label=label("amount"), help_text=help_("amount"))
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=label("currency"), help_text=help_("currency"), max_length=3
    )
    date = forms.DateField(label=label("paid-on"), widget=Day())
    subproject = forms.ChoiceField(label=label("subproject"), required=False)
    activity = forms.ChoiceField(label=label("activity"), required=False)
    financier = forms.ChoiceField(label=label("financier"), required=False)
    file = file_field(required=False)
    evidence = forms.ChoiceField(
        label=label("evidence-held"), help_text=help_("evidence-held"), required=False
    )

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subproject"].choices, self.fields["subproject"].required = subprojects_of(user)
        self.fields["activity"].choices = or_none(named("activities", "activity"))
        self.fields["financier"].choices = or_none(_financiers())
        files = evidence_choices(user)
        self.fields["evidence"].choices = [("", said("workbench.no-file-held")), *files]
        if not files:
            del self.fields["evidence"]


def _financiers() -> list[tuple[str, str]]:
    """Those of the budgets first, then the others."""
    known = organisations()
    planned = set(record().table("budgets")["financier"].drop_nulls())
    return sorted(known, key=lambda one: (one[0] not in planned, one[1]))


@needs(Action.PROGRAMME_CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest) -> HttpResponse:
    """Enter a payment; what it does to the plan is told at once."""
    user: User = request.user
    form = PaymentForm(
        request.POST or None, request.FILES or None, user=user,
        initial={"currency": _usual_currency(), "date": date.today()},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        subproject = asked["subproject"] or None
        require(user, Action.PROGRAMME_CHANGE, Target(subproject=subproject or ""))

        def enter() -> str:
            files = [asked["evidence"]] if asked.get("evidence") else []
            if asked["file"] is not None:
                title = said("workbench.evidence-of-payment", day=asked["date"].isoformat())
                files.append(take_in(user, asked["file"], subproject=subproject, title=title))
            entered = enter_payment(
                record(), asked["amount"], asked["currency"], asked["date"], subproject=subproject,
                activity=asked["activity"] or None, financier=asked["financier"] or None, evidence=files,
            )  # fmt: skip
            house_changed(user, "payment-entered", entered.disbursement)
            messages.success(request, said("workbench.payment-entered", payment=entered.disbursement))
            for finding in entered.findings:
                messages.warning(request, _told(finding))
            return reverse("money")

        try:
            return redirect(entered_once(request, enter))
        except Refusal as refusal:
            refuse(form, refusal)
    return entry_page(request, form, "payment-new", back=reverse("money"))


def _usual_currency() -> str:
    planned = record().table("budgets")["currency"].drop_nulls()
    return str(planned.mode().sort()[0]) if planned.len() else "CNY"


def _rules() -> list[dict[str, object]]:
    """The region's rules for money, if it has any."""
    try:
        listed = money_rules(record())
    except Refusal:
        return []
    name = "name_zh" if language() == "zh" else "name_en"
    return [
        {**row, "name": row[name] or row["rule"], "kind_word": _kind(str(row["kind"]))}
        for row in listed.iter_rows(named=True)
    ]


def _kind(kind: str) -> str:
    sentence = f"report.money-kind-{kind}"
    return say(sentence, language()) if sentence in codes(language()) else kind


class RuleForm(EntryForm):
    """The quantities that a rule asks for, and the facts of its conditions."""

    def __init__(self, *args: object, rule: dict[str, object], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.quantities, self.facts = list(_words(rule["asks"])), []
        taken = [*self.quantities, *MAY_TAKE.get(str(rule["kind"]), ())]
        for name in taken:
            needed = name in self.quantities and rule["kind"] != "sharing"
            self.fields[f"of-{name}"] = forms.DecimalField(
                label=_quantity(name), min_value=Decimal(0), required=needed
            )
        self.quantities = taken
        for condition in _words(rule["conditions"]):
            fact = condition.split(" ")[0]
            if f"fact-{fact}" not in self.fields:
                self.facts.append(fact)
                self.fields[f"fact-{fact}"] = forms.CharField(
                    label=fact, help_text=condition, required=False, max_length=80
                )

    def given(self) -> dict[str, Decimal]:
        """The quantities that were filled in."""
        asked = {name: self.cleaned_data[f"of-{name}"] for name in self.quantities}
        return {name: value for name, value in asked.items() if value is not None}

    def known(self) -> dict[str, str]:
        """The facts that were filled in."""
        asked = {name: self.cleaned_data[f"fact-{name}"] for name in self.facts}
        return {name: value for name, value in asked.items() if value}


@needs(Action.PROGRAMME_CHANGE)
@require_safe
def money_rule(request: HttpRequest, rule: str) -> HttpResponse:
    """What a rule gives for what is asked, with every step; nothing is kept."""
    found = next((one for one in _rules() if one["rule"] == rule), None)
    if found is None:
        raise Http404
    form = RuleForm(request.GET if "show" in request.GET else None, rule=found)
    context: dict[str, object] = {"title": found["name"], "rule": found, "form": form}
    if form.is_bound and form.is_valid():
        try:
            applied = apply_money_rule(record(), rule, form.given(), form.known())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            context |= {
                "amounts": applied.amounts.rows(named=True),
                "reasons": [text_of(one) for one in applied.reasons],
            }
    return render(request, "delivery/money_rule.html", context, status=422 if form.errors else 200)


def _quantity(name: str) -> str:
    sentence = f"workbench.quantity-{name}"
    return said(sentence) if sentence in codes(language()) else name


def _words(cell: object) -> list[str]:
    return [str(one) for one in cell] if isinstance(cell, list) else []
