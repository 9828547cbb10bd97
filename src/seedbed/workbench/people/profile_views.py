"""A profile: seeing it, a CV for it, what stands in it by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from seedbed.catalog.codelists import education_levels, opportunity_kinds, people_groups, skill_levels
from seedbed.formats.personal_data import without_personal_data
from seedbed.messages import Refusal
from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.jobs.models import Job, State
from seedbed.workbench.jobs.pace import place_of
from seedbed.workbench.jobs.queue import findings_of
from seedbed.workbench.look.forms import PlainForm
from seedbed.workbench.look.wording import said, text_of
from seedbed.workbench.people import forms
from seedbed.workbench.people.catalogue import (
    names_of,
    occupation_label,
    occupations_by_name,
    plain_name,
    schools_by_name,
    skill_label,
)
from seedbed.workbench.people.consent import given, objects
from seedbed.workbench.people.intake import READ_CV, receive_cv
from seedbed.workbench.people.passages import passage
from seedbed.workbench.people.profiles import change_profile, skills_of
from seedbed.workbench.people.subject import Subject, subject_of

form_page = require_http_methods(["GET", "HEAD", "POST"])
Cells = Mapping[str, object]


def refuse(form: PlainForm, refusal: Refusal) -> None:
    """Say on the form why a use case refused."""
    for finding in refusal.findings:
        form.add_error(None, text_of(finding))


def one_form(
    request: HttpRequest, page: str, form: PlainForm, back: str, template: str = "people/one_form.html",
    **context: object,
) -> HttpResponse:  # fmt: skip
    """A page that is one form: its words are ``page-``, ``about-`` and ``do-<page>``."""
    words = {
        "title": said(f"workbench.page-{page}"),
        "about": said(f"workbench.about-{page}"),
        "button": said(f"workbench.do-{page}"),
    }
    return render(
        request,
        template,
        {**words, "form": form, "back": back, **context},
        status=422 if form.errors else 200,
    )


@require_safe
def profile(request: HttpRequest, person: str | None = None) -> HttpResponse:
    """What is held about a person, and what is still to do."""
    subject = subject_of(request, person, Action.PROFILE_SEE, "profile")
    row = subject.row
    skills = skill_lines(subject)
    held = given(row)
    steps = [
        ("facts", bool(row["text"] or row["title"])),
        ("skills", bool(skills)),
        ("wishes", bool(row["wanted_kinds"] or row["wanted_occupations"] or row["willing_places"])),
        ("consent", bool(held)),
    ]
    context = {
        "subject": subject,
        "steps": [(step, done, subject.url(step)) for step, done in steps],
        "begun": any(done for _, done in steps),
        "facts": facts(row),
        "wishes": wishes(row),
        "skills": skills,
        "consents": held,
        "until": row["consent_until"] if held else None,
        "objects": objects(row),
        "reading": last_reading(request, subject.person),
        "text": row["text"],
    }
    return render(request, "people/profile.html", context)


def facts(row: Cells) -> list[tuple[str, str]]:
    """What is known, in words; what is not known is left out."""
    groups = row["groups"] or []
    lines = [
        ("title", row["title"]),
        ("occupation", occupation_label(str(row["occupation"])) if row["occupation"] else None),
        ("education", _coded(education_levels, row["education"])),
        ("institution", names_of("organisations", "organisation")(row["institution"]) or None),
        ("graduated", f"{row['graduated']:%Y-%m}" if isinstance(row["graduated"], date) else None),
        ("place", names_of("places", "place")(row["place"]) or None),
        ("available-from", row["available_from"]),
        ("licences", "; ".join(row["licences"]) if isinstance(row["licences"], list) else None),
        ("sex", dict(forms.sexes()).get(str(row["sex"]))),
        ("groups", "; ".join(_coded(people_groups, group) or group for group in groups) or None),  # type: ignore[attr-defined]
    ]
    return [(said(f"workbench.field-{name}"), str(value)) for name, value in lines if value]


def wishes(row: Cells) -> list[tuple[str, str]]:
    """What is wished, in words."""
    place_of = names_of("places", "place")
    lists: list[tuple[str, list[str]]] = [
        (
            "wanted-kinds",
            [_coded(opportunity_kinds, kind) or str(kind) for kind in _listed(row["wanted_kinds"])],
        ),
        ("wanted-occupations", [occupation_label(str(item)) for item in _listed(row["wanted_occupations"])]),
        ("willing-places", [place_of(item) for item in _listed(row["willing_places"])]),
    ]
    lines = [(said(f"workbench.field-{name}"), "; ".join(words)) for name, words in lists if words]
    if row["pay_min"] is not None:
        lines.append((said("workbench.field-pay-min"), f"{row['pay_min']:g}"))
    return lines


def skill_lines(subject: Subject) -> list[dict[str, object]]:
    """The skills of a profile: label, level, the passage that says so, and whether a hand set it."""
    words = {float(code): word for code, word in forms.coded(skill_levels())}
    text = f"{subject.row['title'] or ''}\n{subject.row['text'] or ''}"
    return [
        {
            "skill": skill,
            "label": skill_label(skill),
            "level": None if level is None else f"{level:g}",
            "level_word": said("workbench.not-said") if level is None else words.get(level, f"{level:g}"),
            "passage": passage(text, evidence),
            "by": by,
        }
        for _, skill, level, evidence, by in skills_of(subject.person).iter_rows()
    ]


def last_reading(request: HttpRequest, person: str) -> dict[str, object] | None:
    """How the last CV that the visitor gave for this person stands."""
    asked = Job.objects.filter(asked_by=str(request.user.pk), kind=READ_CV, parameters__person=person)
    job = asked.order_by("-asked_at").first()
    if job is None:
        return None
    return {
        "state": job.state,
        "at": job.asked_at,
        "goes_on": not job.is_over,
        "place": place_of(job) if job.state == State.WAITING else None,
        "skills": (job.result or {}).get("skills", 0),
        "problems": [text_of(finding) for finding in findings_of(job)],
    }


@form_page
def cv(request: HttpRequest, person: str | None = None) -> HttpResponse:
    """A CV to read: taken in at once, read in the background, not kept longer."""
    subject = subject_of(request, person, Action.PROFILE_CHANGE, "profile-change")
    form = forms.CvUpload(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > settings.UPLOAD_LIMIT:
                raise Refusal.because("formats.too-large", file="cv", megabytes=settings.UPLOAD_LIMIT >> 20)
            receive_cv(subject.person, file.read(), file.name, str(request.user.pk))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect(subject.url())
    return one_form(request, "cv", form, subject.url(), upload=True, subject=subject)


@form_page
def facts_page(request: HttpRequest, person: str | None = None) -> HttpResponse:
    """What a person writes by hand, or corrects."""
    subject = subject_of(request, person, Action.PROFILE_CHANGE, "profile-change")
    row = subject.row
    shown = {
        **row,
        "place": names_of("places", "place")(row["place"]),
        "institution": names_of("organisations", "organisation")(row["institution"]),
        "licences": "; ".join(_listed(row["licences"])),
    }
    form = forms.Facts(request.POST or None, initial=shown, with_institution=subject.own)
    if form.is_bound and form.is_valid():
        cells = form.row()
        cells["occupation"] = occupations_by_name().get(plain_name(str(cells["title"] or ""))) or (
            row["occupation"] if cells["title"] == row["title"] else None
        )
        if cells["text"]:
            cells["text"] = without_personal_data(str(cells["text"]), names=[]).text
        try:
            change_profile(request.user, subject.person, "profile-changed", cells)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, said("workbench.kept"))
            return redirect(subject.url("skills") if row["text"] != cells["text"] else subject.url())
    keys = set(schools_by_name().values())
    schools = sorted(set(map(names_of("organisations", "organisation", keys), keys)))
    return one_form(request, "facts", form, subject.url(), schools=schools, subject=subject)


@form_page
def wishes_page(request: HttpRequest, person: str | None = None) -> HttpResponse:
    """What a person would take: kinds, occupations, places, pay."""
    subject = subject_of(request, person, Action.PROFILE_CHANGE, "profile-change")
    row = subject.row
    place_of = names_of("places", "place")
    shown = {
        "wanted_kinds": _listed(row["wanted_kinds"]),
        "wanted_occupations": "\n".join(
            occupation_label(item) for item in _listed(row["wanted_occupations"])
        ),
        "willing_places": "\n".join(place_of(item) for item in _listed(row["willing_places"])),
        "pay_min": row["pay_min"],
    }
    form = forms.Wishes(request.POST or None, initial=shown)
    if form.is_bound and form.is_valid():
        try:
            change_profile(request.user, subject.person, "wishes-changed", form.row())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, said("workbench.kept"))
            return redirect(subject.url())
    return one_form(request, "wishes", form, subject.url(), subject=subject)


def _listed(cell: object) -> list[str]:
    return [str(item) for item in cell] if isinstance(cell, list) else []


def _coded(codes: Callable[[], object], value: object) -> str | None:
    """The word for a code of a list, in the language of the page."""
    if value is None:
        return None
    return dict(forms.coded(codes())).get(str(value), str(value))  # type: ignore[arg-type]
