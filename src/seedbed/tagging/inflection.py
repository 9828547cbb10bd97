"""Variants of English labels that people write: verb forms and British or American spelling.

Plurals are folded in texts and labels alike (:mod:`seedbed.catalog.folding`); what depends on
grammar is done here, once per label, by a declared rule:

1. A phrase of two words or more whose first word is a verb in base form (the list below) also
   stands with that verb in ``-ing`` and ``-ed``: *operate cranes*, *operating cranes*, *operated
   cranes*. Third person ``-s`` folds away as a plural does.
2. A phrase of two words or more whose first word ends in ``-ing`` also stands with the base form:
   *operating cranes*, *operate cranes*.
3. ``-isation -ise -ising -ised``, ``-our``, ``-lling`` and a few words more stand in both spellings.

A variant never takes a phrase away from another label's own wording.
"""

from __future__ import annotations

import re

# Verbs with which labels of skills begin, in base form.
VERBS = frozenset(
    """
    administer advise analyse analyze apply arrange assemble assess assist audit build calculate calibrate
    care check clean coach collaborate collect commission communicate compile conduct configure construct
    control cook coordinate create cultivate debug deliver deploy design determine develop diagnose direct
    dispatch dispense draft draw drive edit engineer estimate evaluate examine execute extinguish fabricate
    file fit fly forecast formulate grind grow handle identify implement improve inspect install instruct
    integrate interpret interview investigate keep label lead maintain make manage manufacture market mentor
    mill model monitor negotiate operate optimise optimize organise organize oversee pack perform pitch plan
    plant prepare present prioritise prioritize process procure produce program promote provide raise read
    recruit register repair report research resolve review run scrape sell service set solve start supervise
    supply support survey synthesise synthesize teach test train translate treat troubleshoot tune turn use
    validate verify weld wire work write
    """.split()  # noqa: SIM905  (a list of a hundred quoted words is harder to read)
)
_IRREGULAR_PAST = {
    "build": "built", "draw": "drew", "drive": "drove", "fit": "fitted", "fly": "flew", "grind": "ground",
    "grow": "grew", "keep": "kept", "lead": "led", "make": "made", "oversee": "oversaw", "read": "read",
    "run": "ran", "sell": "sold", "set": "set", "teach": "taught", "write": "wrote",
}  # fmt: skip
_SPELLINGS = (
    (r"(?<=[a-z]{3})is(?=(?:ation|e|ing|ed|er)s?\b)", "iz"),
    (r"(?<=[a-z]{3})yse(?=[sd]?\b)", "yze"),
    (r"(?<=[a-z]{2})lling\b", "ling"),
    (r"(?<=[a-z]{2})lled\b", "led"),
    (r"\b(mo|neighb|lab|behavi|col|fav|hon|vap)(u?)our(?=\w*\b)", r"\1\2or"),
    (r"\bmould", "mold"),
    (r"\bcentre(?=s?\b)", "center"),
    (r"\bfibre(?=s?\b)", "fiber"),
    (r"\bprogramme(?=s?\b)", "program"),
    (r"\baluminium\b", "aluminum"),
    (r"\banalogue\b", "analog"),
    (r"\bcatalogue(?=s?\b)", "catalog"),
    (r"\blicence(?=s?\b)", "license"),
    (r"\btyre(?=s?\b)", "tire"),
    (r"\bsulph", "sulf"),
    (r"\bpaed", "ped"),
)
# What none of the patterns above can touch passes by: most labels do.
_TOUCHED = re.compile(r"is[aei]|yse|ll[ie]|our|mould|centre|fibre|programme|umin|logue|lice|tyre|sulph|paed")
_VOWELS = "aeiou"


def variants(phrase: str) -> list[str]:
    """Other ways of writing an English phrase, in lower case; the phrase itself is not among them.

    >>> variants("operate CNC machines")
    ['operating cnc machines', 'operated cnc machines']
    >>> variants("managing warehouses")
    ['manag warehouses', 'manage warehouses']
    """
    plain = phrase.lower()
    forms = [plain]
    first, _, rest = plain.partition(" ")
    if rest:
        forms += [f"{form} {rest}" for form in _verb_forms(first)]
    spelt = [_american(form) for form in forms]
    return [form for form in dict.fromkeys([*forms[1:], *spelt]) if form != plain]


def _verb_forms(verb: str) -> list[str]:
    if verb in VERBS:
        return [_with_ing(verb), _past(verb)]
    if verb.endswith("ing") and len(verb) > 5:
        stem = verb.removesuffix("ing")
        single = [stem[:-1]] if stem[-1] == stem[-2] and stem[-1] not in _VOWELS else []
        return [stem, stem + "e", *single]
    return []


def _with_ing(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return _doubled(verb) + "ing"


def _past(verb: str) -> str:
    if verb in _IRREGULAR_PAST:
        return _IRREGULAR_PAST[verb]
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ied"
    return _doubled(verb) + "ed"


def _doubled(verb: str) -> str:
    """The last consonant doubled in verbs of one short syllable, and in *program*: plan, planning."""
    short = re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", verb) is not None
    return verb + verb[-1] if short or verb == "program" else verb


def _american(phrase: str) -> str:
    if _TOUCHED.search(phrase) is None:
        return phrase
    for british, american in _SPELLINGS:
        phrase = re.sub(british, american, phrase)
    return phrase
