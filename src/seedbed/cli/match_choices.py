"""What one chooses for a match on the command line: its scope, pairs to hold or to keep apart, own floors."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

import typer

from seedbed.messages import Refusal
from seedbed.store.settings import FloorSetting, floor_setting

Kinds: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--kind", help="only opportunities of this kind; may be repeated 只用此类机会，可重复"),
]
Subprojects: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--subproject",
        help="only opportunities of this subproject; may be repeated 只用此子项目的机会，可重复",
    ),
]
Places: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--place",
        help="only opportunities in this place or within it; may be repeated 只用此地及其下辖地的机会，可重复",
    ),
]
Institutions: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--institution", help="only people of this institution; may be repeated 只用此机构的人员，可重复"
    ),
]
LeftOut: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--leave-out", help="person or opportunity without part; may be repeated 不参加的人员或机会，可重复"
    ),
]
Pinned: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--pin",
        help="pair that must be placed; may be repeated 必须安置的一对，可重复",
        metavar="PERSON,OPPORTUNITY",
    ),
]
Excluded: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        help="pair that must not be placed; may be repeated 不得安置的一对，可重复",
        metavar="PERSON,OPPORTUNITY",
    ),
]
Floors: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--floor",
        help="in the place of the region's floors: sex=female,share=0.3 or group=farmer,share=0.1,"
        "scope=subproject:ID,reading=reserved_seats,carried=3/10; may be repeated 代替区域的底线，可重复",
        metavar="KEY=VALUE,...",
    ),
]
NoFloors: TypeAlias = Annotated[bool, typer.Option("--no-floors", help="without any floor 不设任何底线")]
FreeOnly: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--free-only",
        help="only people without an open proposal or a place, and places that nobody holds"
        " 仅限尚无待答复推荐或名额的人员与空余名额",
    ),
]

_MOST = 2  # of a pair, and of what is carried


@dataclass(frozen=True, slots=True)
class OwnFloors:
    """Floors of one match; ``settings`` is ``None`` where the region's hold. ``carried`` by name of floor."""

    settings: tuple[FloorSetting, ...] | None
    carried: dict[str, tuple[int, int]]


def pairs_of(written: Sequence[str] | None) -> tuple[tuple[str, str], ...]:
    """Pairs of a person and an opportunity.

    Raises
    ------
    Refusal
        ``cli.not-a-pair``.

    >>> pairs_of(["p1,o1", "p2, o2"])
    (('p1', 'o1'), ('p2', 'o2'))
    """
    pairs = []
    for text in written or ():
        parts = [part.strip() for part in text.split(",")]
        if len(parts) != _MOST or not all(parts):
            raise Refusal.because("cli.not-a-pair", value=text)
        pairs.append((parts[0], parts[1]))
    return tuple(pairs)


def floors_of(written: Sequence[str] | None, *, none: bool) -> OwnFloors:
    """The floors that stand in the place of the region's.

    Raises
    ------
    Refusal
        ``cli.not-a-floor``.

    >>> own = floors_of(["sex=female,share=0.3,carried=3/10"], none=False)
    >>> own.settings[0].share, own.carried
    (0.3, {'female': (3, 10)})
    """
    if not written:
        return OwnFloors(() if none else None, {})
    settings: list[FloorSetting] = []
    carried: dict[str, tuple[int, int]] = {}
    for number, text in enumerate(written, start=1):
        parts = {
            key.strip(): value.strip() for key, _, value in (one.partition("=") for one in text.split(","))
        }
        delivered = parts.pop("carried", "")
        given: dict[str, str | float] = {"name": parts.get("sex") or parts.get("group") or "", **parts}
        with contextlib.suppress(ValueError):
            given["share"] = float(parts.get("share", ""))
        try:
            floor = floor_setting(dict(given), number)
            if delivered:
                carried[_name(floor)] = _delivered(delivered)
        except (Refusal, ValueError):
            raise Refusal.because("cli.not-a-floor", value=text) from None
        settings.append(floor)
    if none or len({(floor.name, floor.scope) for floor in settings}) < len(settings):
        raise Refusal.because("cli.not-a-floor", value=" ".join(written))
    return OwnFloors(tuple(settings), carried)


def _name(floor: FloorSetting) -> str:
    subproject = floor.scope.partition(":")[2]
    return f"{floor.name}:{subproject}" if subproject else floor.name


def _delivered(text: str) -> tuple[int, int]:
    members, everyone = (int(part) for part in text.split("/"))
    if not 0 <= members <= everyone:
        raise ValueError(text)
    return members, everyone
