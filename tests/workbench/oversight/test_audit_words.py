"""Whatever the code writes into the audit log has a sentence in both languages, gathered from the source."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

import seedbed
from seedbed.messages import codes
from seedbed.usecases.answer_proposal import Answer
from seedbed.workbench.accounts.roles import Role
from seedbed.workbench.delivery.grievances import NEXT
from seedbed.workbench.oversight.audit import saw_all
from seedbed.workbench.oversight.models import AuditEntry, Coming, Deed
from seedbed.workbench.people.offers import OFFERINGS
from seedbed.workbench.people.record import record

ROOT = Path(seedbed.__file__).parent
AUDIT = "seedbed.workbench.oversight.audit"
WHY = dict.fromkeys(("saw", "saw_all", "changed", "exported", "erased", "decided", "account_changed"), 2)
WHY["house_changed"] = 1
"""Function of the audit log -> where its ``why`` stands."""

# What cannot be read off the source: an expression for ``why``, and what it can be.
KNOWN = {
    "offering.key": {offering.key for offering in OFFERINGS.values()},
    "offering.table": set(OFFERINGS),
    "request.POST.get('answer', '')": set(get_args(Answer)),
    "form.cleaned_data['kind']": {kind for state, kinds in NEXT.items() if state for kind in kinds},
    "change": {"lock", "unlock", "sign-out", "second-factor"},
}


@dataclass(frozen=True)
class Place:
    """A node, and the function and module that it stands in."""

    node: ast.AST
    function: ast.FunctionDef | None
    module: ast.Module


def _calls(module):
    def walk(node, function):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                yield Place(child, function, module)
            yield from walk(child, child if isinstance(child, ast.FunctionDef) else function)

    return list(walk(module, None))


class Source:
    """The calls of the workbench and the commands, and what their arguments can be."""

    def __init__(self) -> None:
        files = [file for room in ("workbench", "cli") for file in (ROOT / room).rglob("*.py")]
        self.modules = [ast.parse(file.read_text("utf-8")) for file in files]
        self.calls = [place for module in self.modules for place in _calls(module)]

    def whys(self):
        for module in self.modules:
            names = {
                alias.asname or alias.name: WHY[alias.name]
                for node in ast.walk(module)
                if isinstance(node, ast.ImportFrom) and node.module == AUDIT
                for alias in node.names
                if alias.name in WHY
            }
            for place in self.calls:
                if place.module is module and (at := names.get(_name(place.node))) is not None:
                    yield from self.values(place, _argument(place.node, at, "why"))
        for place in self.calls:
            if _name(place.node) == "AuditEntry" and place.function and place.function.name not in _WRITERS:
                yield from self.values(place, _argument(place.node, None, "why"))

    def values(self, place, node):
        """The texts that an expression can be."""
        if isinstance(node, ast.Constant):
            return {node.value}
        if isinstance(node, ast.IfExp):
            return self.values(place, node.body) | self.values(place, node.orelse)
        if isinstance(node, ast.JoinedStr):
            parts = [
                self.values(place, part.value if isinstance(part, ast.FormattedValue) else part)
                for part in node.values
            ]
            return {"".join(texts) for texts in product(*parts)}
        found = self.of_name(place, node.id) if isinstance(node, ast.Name) and place.function else set()
        if not found:
            assert ast.unparse(node) in KNOWN, f"say in KNOWN what {ast.unparse(node)} can be"
            return KNOWN[ast.unparse(node)]
        return found

    def of_name(self, place, name):
        """What a local name or a parameter can be: what is assigned to it, what callers of the module give."""
        function = place.function
        parameters = [one.arg for one in function.args.args]
        found = set()
        if name in parameters:
            defaults = dict(zip(reversed(parameters), reversed(function.args.defaults), strict=False))
            given = [
                (call, _argument(call.node, parameters.index(name), name)) for call in self.callers(place)
            ]
            values = [(call, node) for call, node in given if node is not None]
            if name in defaults:
                values.append((place, defaults[name]))
            for call, node in values:
                found |= self.values(call, node)
            return found
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and any(ast.unparse(one) == name for one in node.targets):
                found |= self.values(place, node.value)
        return found

    def callers(self, place):
        name = place.function.name
        return [
            call
            for call in self.calls
            if _name(call.node) == name and (call.module is place.module or _imports(call.module, place))
        ]


_WRITERS = {"account_changed", "house_changed", "_add"}


def _imports(module, place):
    return not place.function.name.startswith("_") and any(
        isinstance(node, ast.ImportFrom) and any(alias.name == place.function.name for alias in node.names)
        for node in module.body
    )


def _name(call):
    return call.func.id if isinstance(call.func, ast.Name) else None


def _argument(call, at, name):
    named = [word.value for word in call.keywords if word.arg == name]
    if named:
        return named[0]
    return call.args[at] if at is not None and at < len(call.args) else None


def test_every_why_and_every_deed_has_a_sentence_in_both_languages():
    whys = set(Source().whys())
    assert {"people-list", "floor-dropped", "need-kept", "book-closed", "lock", "cv-read"} <= whys
    expected = {f"workbench.why-{why}" for why in whys | {event.value for event in Coming}}
    expected |= {f"workbench.deed-{deed.value}" for deed in Deed}
    for lang in ("en", "zh"):
        assert not expected - set(codes(lang))


@pytest.mark.parametrize(("lang", "shown"), [("en", "Jobs found"), ("zh-hans", "就业人数")])
def test_the_page_says_why_and_keeps_the_code_behind_it(make_user, client_of, lang, shown):
    indicator = {"indicator": "jobs", "name": "Jobs found", "name_zh": "就业人数", "level": "output"}
    record().put("indicators", {**indicator, "unit": "persons"})
    saw_all(make_user(Role.PROGRAMME_OFFICE), ["p-1"], "indicator", "jobs")
    AuditEntry.objects.create(deed=Deed.ACCOUNT, why="invited", what="bank_viewer")
    AuditEntry.objects.create(deed=Deed.CHANGED, why="consent-given", what="matching guidance 2027-11-01")
    page = client_of(Role.ADMINISTRATOR).get("/audit", headers={"Accept-Language": lang}).content.decode()
    assert f'<span title="jobs">{shown}</span>' in page and '<span title="indicator">' in page
    assert '<span title="matching guidance 2027-11-01">' in page and ">matching" not in page
    assert ">indicator<" not in page and ">bank_viewer<" not in page
