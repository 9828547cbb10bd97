"""The skills that were read: seen with their passage, corrected, taken out, added."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from seedbed.workbench.accounts.roles import Action
from seedbed.workbench.look.wording import language, said
from seedbed.workbench.people.catalogue import is_skill, region_catalog
from seedbed.workbench.people.forms import levels
from seedbed.workbench.people.profile_views import skill_lines
from seedbed.workbench.people.profiles import correct_skills, denied_skills, skills_of
from seedbed.workbench.people.subject import subject_of

FOUND = 12


@require_http_methods(["GET", "HEAD", "POST"])
def skills(request: HttpRequest, person: str | None = None) -> HttpResponse:
    """One form for what was read, and a search of the catalogue for what was not."""
    action = Action.PROFILE_SEE if request.method in ("GET", "HEAD") else Action.PROFILE_CHANGE
    subject = subject_of(request, person, action, "profile-skills")
    sought = request.GET.get("q", "").strip()[:80]
    if request.method == "POST":
        if "add" in request.POST:
            added = request.POST["add"]
            if is_skill(added):
                level = _level(request.POST, "level")
                correct_skills(request.user, subject.row, {added: level}, frozenset(), subject.hand)
                messages.success(request, said("workbench.skill-added"))
        else:
            changed, removed = _corrections(request.POST, subject.person)
            correct_skills(request.user, subject.row, changed, removed, subject.hand)
            messages.success(request, said("workbench.kept"))
        return redirect(f"{subject.url('skills')}{'?' + urlencode({'q': sought}) if sought else ''}")
    lines = skill_lines(subject)
    present = {str(line["skill"]) for line in lines}
    context = {
        "subject": subject,
        "skills": lines,
        "levels": levels(),
        "sought": sought,
        "found": _search(sought, present) if sought else [],
        "denied": len(denied_skills(subject.row)),
    }
    return render(request, "people/skills.html", context)


def _corrections(posted: QueryDict, person: str) -> tuple[dict[str, float | None], frozenset[str]]:
    """What differs from what is kept; skills that came in the meantime stay as they are."""
    changed: dict[str, float | None] = {}
    removed = set(posted.getlist("remove"))
    held = dict(skills_of(person).select("skill", "level").iter_rows())
    for skill, level in held.items():
        name = f"level-{skill}"
        if name in posted and _level(posted, name) != level and skill not in removed:
            changed[skill] = _level(posted, name)
    return changed, frozenset(removed & held.keys())


def _level(posted: QueryDict, name: str) -> float | None:
    """One of the four levels; anything else is none."""
    value = posted.get(name, "")
    return float(value) if value in {code for code, _ in levels()} else None


def _search(text: str, present: set[str]) -> list[dict[str, object]]:
    found = region_catalog().search(text, language(), FOUND * 3).filter(kind="skill").head(FOUND)
    return [
        {
            "skill": skill,
            "label": label,
            "phrase": phrase if phrase != label else "",
            "there": skill in present,
        }
        for skill, _, label, phrase, _ in found.iter_rows()
    ]
