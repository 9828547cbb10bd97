"""What the desk calls things, in the language of the page."""

from __future__ import annotations

from seedbed.matching import DeadEnd
from seedbed.usecases.report_frames.names import BothNames, floor_names, group_names, subproject_names
from seedbed.workbench.look.wording import language, said, word
from seedbed.workbench.people.catalogue import skill_label
from seedbed.workbench.people.record import record


def own(names: BothNames) -> str:
    """The name in the language of the page."""
    return names.zh if language() == "zh" else names.en


def group_word(group: str) -> str:
    """A sex or a group."""
    return word("sex", group) if group in ("female", "male", "other") else own(group_names(group))


def floor_words() -> FloorWords:
    """The words for floors; read once per page."""
    return FloorWords()


class FloorWords:
    """Names of floors by the name that a run keeps (``floor`` or ``floor:subproject``)."""

    def __init__(self) -> None:
        self._subprojects = subproject_names(record())
        self._known = {floor.name for floor in record().settings.floors}

    def floor(self, name: str) -> str:
        """Whose share it is."""
        base = name.partition(":")[0]
        if base in self._known:
            return own(floor_names(record(), name, self._subprojects).floor)
        return group_word(base)

    def scope(self, name: str) -> str:
        """Where it holds."""
        return own(floor_names(record(), name, self._subprojects).scope)

    def short(self, name: str) -> str:
        """Both, for where there is little room."""
        subproject = name.partition(":")[2]
        return f"{self.floor(name)} · {subproject}" if subproject else self.floor(name)

    def both(self, name: str) -> str:
        """Both in full."""
        return said("workbench.floor-in", floor=self.floor(name), scope=self.scope(name))


def demand_words(demand: str, floors: FloorWords) -> str:
    """One of the demands that cannot hold together."""
    if demand == "min_filled":
        return said("workbench.field-min-filled")
    if demand.startswith("pin "):
        return said("workbench.demand-pin", pair=demand.removeprefix("pin "))
    return floors.both(demand)


def change_words(nearest: DeadEnd) -> list[str]:
    """The changes that would bring a pair together, one phrase each; none where nothing has to change."""
    phrases = [said(f"workbench.rule-{code.partition('.')[2]}") for code in nearest.relax]
    step = "learn-skill" if nearest.way == "learn-several" else nearest.way
    phrases += [
        said(f"workbench.way-{step}", skill=skill_label(str(skill)), level=level_word(level))
        for skill, level in zip(nearest.skills, nearest.levels, strict=True)
    ]
    return phrases


def level_word(level: float) -> str:
    """A level in words: basic, working, good, full."""
    return word("level", f"{round(level * 4)}") if level > 0 else word("level", "0")
