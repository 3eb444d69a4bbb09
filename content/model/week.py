"""The week template: which forms a slot takes on a weekday, and which slots are silent."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Protocol, TypeAlias

from content.model.group import Group, GroupKind
from content.model.planning import CellRule, FormRule
from content.model.slot import Slot

Template: TypeAlias = Mapping[tuple[GroupKind, int, Slot] | tuple[str, date, Slot], frozenset[str]]
"""(kind, weekday with 0 for Monday, slot), or (group, day, slot) where an experiment speaks of that cell ->
the forms that may go; none: the slot is silent."""


def template_of(rules: Iterable[FormRule], cells: Iterable[CellRule] = ()) -> Template:
    """Where two rules speak of one cell, the last one does."""
    return {(rule.kind, rule.weekday, rule.slot): rule.forms for rule in rules} | {
        (rule.group, rule.day, rule.slot): rule.forms for rule in cells
    }


class Addressed(Protocol):
    """What rules speak of: a group, or a row that stands for one."""

    @property
    def id(self) -> str: ...

    @property
    def kind(self) -> GroupKind: ...


def asked_of(group: Addressed, day: date, slot: Slot, template: Template) -> frozenset[str] | None:
    """The forms that may go; None where any may. What the week keeps silent no experiment opens."""
    weekly = template.get((group.kind, day.weekday(), slot))
    own = template.get((group.id, day, slot))
    return own if own is not None and weekly != frozenset() else weekly


def is_silent(group: Addressed, day: date, slot: Slot, template: Template) -> bool:
    """Whether the slot is kept empty that day."""
    forms = asked_of(group, day, slot, template)
    return forms is not None and not forms


def speaking(group: Group, day: date, template: Template) -> tuple[Slot, ...]:
    """The slots in which the group gets anything that day: those it has, without the silent ones."""
    return tuple(slot for slot in Slot if slot in group.slots and not is_silent(group, day, slot, template))


def on_that_day(group: Group, day: date, template: Template) -> Group:
    """The group with the slots that speak on `day`, and no others."""
    return replace(group, slots={slot: group.slots[slot] for slot in speaking(group, day, template)})


def forms_of(group: Group, day: date, template: Template) -> tuple[tuple[Slot, frozenset[str]], ...]:
    """What is asked of the slots that speak."""
    ruled = ((slot, asked_of(group, day, slot, template)) for slot in speaking(group, day, template))
    return tuple((slot, forms) for slot, forms in ruled if forms is not None)
