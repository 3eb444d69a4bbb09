"""What editors say of layouts: pinned to a slot, or banned from it, for a group or for all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from content.model.slot import Slot

EVERY_GROUP = ""  # the group of a rule for all groups


class LayoutRuleKind(StrEnum):
    PIN = "pin"
    BAN = "ban"


class LayoutChange(StrEnum):
    """What an editor does about a layout."""

    PIN = "pin"
    BAN = "ban"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class LayoutRule:
    """One template in one slot; `group` is EVERY_GROUP for all. A slot of a group has one pin at most."""

    kind: LayoutRuleKind
    template: str
    slot: Slot
    group: str = EVERY_GROUP

    def as_json(self) -> dict[str, str]:
        return {"kind": self.kind.value, "template": self.template}

    @classmethod
    def from_json(cls, given: Mapping[str, str], slot: Slot, group: str) -> "LayoutRule":
        return cls(LayoutRuleKind(given["kind"]), given["template"], slot, group)


def with_rule(rules: Sequence[LayoutRule], new: LayoutRule) -> tuple[LayoutRule, ...]:
    """The rules of a group's slot with another: it takes the place of what was said of its template, a pin
    also that of another pin."""
    stay = [
        rule
        for rule in rules
        if rule.template != new.template and not (rule.kind is new.kind is LayoutRuleKind.PIN)
    ]
    return tuple(sorted((*stay, new), key=lambda rule: rule.template))


def rules_for(rules: Iterable[LayoutRule], group: str, slot: Slot) -> tuple[str, frozenset[str]]:
    """The pinned template of a group's slot ("": none) and the banned ones. What is said of the group goes
    before what is said of all."""
    known = [rule for rule in rules if rule.slot is slot and rule.group in (group, EVERY_GROUP)]
    by_template = {rule.template: rule for rule in sorted(known, key=lambda rule: rule.group)}
    pins = [rule for rule in by_template.values() if rule.kind is LayoutRuleKind.PIN]
    pinned = max(pins, key=lambda rule: rule.group, default=None)
    banned = frozenset(name for name, rule in by_template.items() if rule.kind is LayoutRuleKind.BAN)
    return pinned.template if pinned else "", banned
