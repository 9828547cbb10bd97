"""What people call the scopes, floors and groups of a region, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from seedbed.catalog import people_groups
from seedbed.messages import say

if TYPE_CHECKING:
    from seedbed.store import RegionStore


@dataclass(frozen=True, slots=True)
class BothNames:
    """A name in English and in Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class FloorNames:
    """A floor's own name, the full name of its scope, and the short id of that scope (empty: the whole run)."""

    floor: BothNames
    scope: BothNames
    scope_id: str

    @property
    def short(self) -> BothNames:
        """Floor and short scope, for where there is little room."""
        if not self.scope_id:
            return self.floor
        return BothNames(f"{self.floor.en} \u00b7 {self.scope_id}", f"{self.floor.zh} \u00b7 {self.scope_id}")


def subproject_names(store: RegionStore) -> dict[str, BothNames]:
    """Names of the subprojects by id."""
    subprojects = store.table("subprojects").select("subproject", "name", "name_zh")
    return {key: BothNames(name, name_zh or name) for key, name, name_zh in subprojects.iter_rows()}


def floor_names(store: RegionStore, name: str, subprojects: dict[str, BothNames]) -> FloorNames:
    """The words for a floor that a run keeps as ``floor`` or ``floor:scope``."""
    base, _, scope = name.partition(":")
    chinese = {floor.name: floor.name_zh for floor in store.settings.floors}
    floor = BothNames(base.replace("_", " "), chinese.get(base, base))
    if not scope:
        return FloorNames(
            floor, BothNames(say("usecases.whole-run", "en"), say("usecases.whole-run", "zh")), ""
        )
    return FloorNames(floor, subprojects.get(scope, BothNames(scope, scope)), scope)


def group_names(group: str) -> BothNames:
    """The label of a group that the code list knows; a region's own group keeps its id."""
    known = people_groups().filter(code=group)
    if known.is_empty():
        return BothNames(group.replace("_", " "), group)
    return BothNames(str(known.item(0, "label_en")), str(known.item(0, "label_zh")))
