"""The week template: which forms a slot takes on a weekday, and which slots are silent."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from content.model.group import Group, GroupKind
from content.model.planning import FormRule
from content.model.slot import Slot

Template: TypeAlias = Mapping[tuple[GroupKind, int, Slot], frozenset[str]]
"""(kind, weekday with 0 for Monday, slot) -> the forms that may go; none: the slot is silent that day."""


def template_of(rules: Iterable[FormRule]) -> Template:
    """Where two rules speak of one cell, the last one does."""
    return {(rule.kind, rule.weekday, rule.slot): rule.forms for rule in rules}


def is_silent(kind: GroupKind, day: date, slot: Slot, template: Template) -> bool:
    """Whether the template keeps the slot empty that day."""
    forms = template.get((kind, day.weekday(), slot))
    return forms is not None and not forms


def speaking(group: Group, day: date, template: Template) -> tuple[Slot, ...]:
    """The slots in which the group gets anything that day: those it has, without the silent ones."""
    return tuple(
        slot for slot in Slot if slot in group.slots and not is_silent(group.kind, day, slot, template)
    )


def on_that_day(group: Group, day: date, template: Template) -> Group:
    """The group with the slots that speak on `day`, and no others."""
    return replace(group, slots={slot: group.slots[slot] for slot in speaking(group, day, template)})


def forms_of(group: Group, day: date, template: Template) -> tuple[tuple[Slot, frozenset[str]], ...]:
    """What the template asks of the slots that speak."""
    cells = ((slot, (group.kind, day.weekday(), slot)) for slot in speaking(group, day, template))
    return tuple((slot, template[cell]) for slot, cell in cells if cell in template)
