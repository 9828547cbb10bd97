"""``region.toml``: what a region says of itself."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from seedbed.messages import Refusal
from seedbed.store.run import Json

# What may stand in region.toml; docs/reference/region-toml.md explains each key.
KEYS = (
    "id",
    "place",
    "languages",
    "names",
    "programme",
    "periods",
    "catalogue",
    "weights",
    "floors",
    "observatory",
    "files",
    "note",
)
SECTIONS = {
    "names": ("en", "zh"),
    "programme": ("organisation", "en", "zh", "verification"),
    "periods": ("first", "last", "step"),
    "catalogue": ("release",),
    "weights": ("essential", "optional"),
    "observatory": ("sides",),
    "note": ("en", "zh"),
}
FLOOR_KEYS = ("name", "name_zh", "sex", "group", "share", "scope", "reading", "source", "locator", "note")
SEXES = ("female", "male", "other")
VERIFICATION = ("required", "optional")


@dataclass(frozen=True, slots=True)
class FloorSetting:
    """A floor that the region asks of every allocation.

    ``sex`` or ``group`` says whose share it is. ``scope`` is ``run`` (all places of a run),
    ``subproject`` (each of them on its own) or ``subproject:<id>``.
    """

    name: str
    name_zh: str
    share: float
    sex: str = ""
    group: str = ""
    scope: str = "run"
    reading: str = "share_of_filled"


@dataclass(frozen=True, slots=True)
class RegionSettings:
    """The contents of ``region.toml``."""

    region: str
    name: str
    name_zh: str
    languages: tuple[str, ...] = ("zh", "en")
    place: str = ""
    programme: str = ""
    programme_zh: str = ""
    verification_required: bool = True
    """Whether a reported result counts only once somebody else has verified it."""
    note: str = ""
    note_zh: str = ""
    first_year: int = 2020
    last_year: int = 2027
    catalogue: str = "starter"
    essential: float = 1.0
    optional: float = 0.5
    floors: tuple[FloorSetting, ...] = ()
    industries: str = ""
    sides: tuple[str, ...] = ()
    """The places whose integration is measured, mostly two cities."""


def read_settings(path: Path) -> RegionSettings:
    """Read ``region.toml``.

    Raises
    ------
    Refusal
        ``store.missing-settings``, ``store.broken-document``, ``store.bad-setting``.
    """
    if not path.is_file():
        raise Refusal.because("store.missing-settings", folder=str(path.parent))
    return settings_of(read_toml(path))


def read_toml(path: Path) -> Mapping[str, Json]:
    """A TOML document, or a refusal that says where it is broken."""
    try:
        document: Mapping[str, Json] = tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal.because("store.broken-document", file=path.name, detail=str(error)) from None
    return document


def settings_of(document: Mapping[str, Json]) -> RegionSettings:
    """The settings that a parsed ``region.toml`` states.

    Raises
    ------
    Refusal
        ``store.unknown-setting``: a key that nothing reads, most likely a slip of the pen;
        ``store.bad-setting``.
    """
    _refuse_unknown(document, "", KEYS)
    for section, allowed in SECTIONS.items():
        _refuse_unknown(_section(document, section), f"{section}.", allowed)
    names, periods = _section(document, "names"), _section(document, "periods")
    programme, note = _section(document, "programme"), _section(document, "note")
    weights, files = _section(document, "weights"), _section(document, "files")
    floors = document.get("floors", [])
    if not isinstance(floors, list):
        raise _bad("floors", floors, "[[floors]]")
    return RegionSettings(
        region=_text(document, "id"),
        name=_text(names, "en"),
        name_zh=_text(names, "zh"),
        languages=_texts(document, "languages", ("zh", "en")),
        place=_text(document, "place", ""),
        programme=_text(programme, "en", ""),
        programme_zh=_text(programme, "zh", ""),
        verification_required=_word(programme, "verification", VERIFICATION, "programme.") == "required",
        note=_text(note, "en", ""),
        note_zh=_text(note, "zh", ""),
        first_year=int(_number(periods, "first", 2020, 1900, 2200)),
        last_year=int(_number(periods, "last", 2027, 1900, 2200)),
        catalogue=_text(_section(document, "catalogue"), "release", "starter"),
        essential=_number(weights, "essential", 1.0, 0, 1),
        optional=_number(weights, "optional", 0.5, 0, 1),
        floors=tuple(floor_setting(floor, number) for number, floor in enumerate(floors, start=1)),
        sides=_texts(_section(document, "observatory"), "sides", ()),
        industries=Path(_text(files, "strategic_industries", "")).stem,
    )


def floor_setting(floor: Json, number: int) -> FloorSetting:
    """A floor as somebody wrote it.

    Raises
    ------
    Refusal
        ``store.bad-setting``, ``store.unknown-setting``.
    """
    if not isinstance(floor, dict):
        raise _bad(f"floors {number}", floor, "[[floors]]")
    _refuse_unknown(floor, f"floors {number} ", FLOOR_KEYS)
    sex, group = _text(floor, "sex", ""), _text(floor, "group", "")
    if bool(sex) == bool(group):
        raise _bad(f"floors {number}", sex + group, 'sex = "female" / group = "..."')
    if sex and sex not in SEXES:
        raise _bad(f"floors {number} sex", sex, " / ".join(SEXES))
    reading, scope = _text(floor, "reading", "share_of_filled"), _text(floor, "scope", "run")
    if reading not in ("share_of_filled", "reserved_seats"):
        raise _bad(f"floors {number} reading", reading, "share_of_filled / reserved_seats")
    if scope not in ("run", "subproject") and not scope.startswith("subproject:"):
        raise _bad(f"floors {number} scope", scope, "run / subproject / subproject:<id>")
    name = _text(floor, "name")
    return FloorSetting(
        name=name,
        name_zh=_text(floor, "name_zh", name),
        share=_number(floor, "share", None, 0, 1, where=f"floors {number} ({name}) "),
        sex=sex,
        group=group,
        scope=scope,
        reading=reading,
    )


def _section(document: Mapping[str, Json], key: str) -> Mapping[str, Json]:
    section = document.get(key, {})
    if not isinstance(section, dict):
        raise _bad(key, section, f"[{key}]")
    return section


def _text(document: Mapping[str, Json], key: str, default: str | None = None) -> str:
    value = document.get(key, default)
    if not isinstance(value, str):
        raise _bad(key, value, f'{key} = "..."')
    return value


def _word(document: Mapping[str, Json], key: str, words: tuple[str, ...], where: str) -> str:
    """One of some words; the first when absent."""
    word = _text(document, key, words[0])
    if word not in words:
        raise _bad(f"{where}{key}", word, " / ".join(words))
    return word


def _texts(document: Mapping[str, Json], key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = document.get(key, list(default))
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _bad(key, value, f'{key} = ["...", "..."]')
    return tuple(str(item) for item in value)


def _number(
    document: Mapping[str, Json], key: str, default: float | None, low: float, high: float, where: str = ""
) -> float:
    value = document.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise _bad(f"{where}{key}", value, f"{low:g} – {high:g}")
    return float(value)


def _refuse_unknown(section: Mapping[str, Json], where: str, allowed: tuple[str, ...]) -> None:
    for key in section:
        if key not in allowed:
            raise Refusal.because("store.unknown-setting", key=f"{where}{key}", allowed=", ".join(allowed))


def _bad(key: str, value: Json, expected: str) -> Refusal:
    shown = "-" if value is None else str(value)[:60]
    return Refusal.because("store.bad-setting", key=key, value=shown, expected=expected)
