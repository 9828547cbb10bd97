"""The desk's addresses: who may ask for each, and what comes back where there is no match yet."""

from seedbed.workbench.accounts.roles import Role

NO_ID = "00000000-0000-4000-8000-000000000000"
RUNNING = frozenset({Role.CAREER_OFFICE, Role.PROGRAMME_OFFICE})
SIDES = frozenset({Role.CAREER_OFFICE, Role.PERSON, Role.EMPLOYER, Role.PROVIDER, Role.SUBPROJECT_MANAGER})
SEEING = SIDES | {Role.PROGRAMME_OFFICE, Role.VERIFIER, Role.BANK_VIEWER, Role.ANALYST}
ANSWERING = SIDES | {Role.PROGRAMME_OFFICE}

PAGES = {
    "chart-style": (frozenset(Role) | {None}, "get", {}, 200),
    "desk": (RUNNING, "get", {}, 200),
    "match-job": (RUNNING, "get", {"job": NO_ID}, 404),
    "cancel-match-job": (RUNNING, "post", {"job": NO_ID}, 404),
    "matches": (SEEING, "get", {}, 200),
    "compare-matches": (SEEING, "get", {}, 200),
    "match": (SEEING, "get", {"run": "none"}, 404),
    "propose-placements": (RUNNING, "post", {"run": "none"}, 404),
    "match-people": (RUNNING, "get", {"run": "none"}, 404),
    "match-person": (SEEING, "get", {"run": "none", "person": "nobody"}, 404),
    "match-pair": (SEEING, "get", {"run": "none", "person": "nobody", "opportunity": "nothing"}, 404),
    "my-fit": (frozenset({Role.PERSON}), "get", {"opportunity": "nothing"}, 404),
    "placements": (SEEING, "get", {}, 200),
    "answer-placement": (ANSWERING, "post", {"event": "none"}, 404),
    "contest-placement": (ANSWERING, "post", {"event": "none"}, 404),
    "contests": (RUNNING, "get", {}, 200),
    "answer-contest": (
        RUNNING,
        "post",
        {"contest": 0},
        {Role.PROGRAMME_OFFICE: 404, Role.CAREER_OFFICE: 404},
    ),
}
