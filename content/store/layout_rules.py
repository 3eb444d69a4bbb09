"""Layouts that editors pinned to slots, and banned from them."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from content.model import LayoutRule, LayoutRuleKind, Slot
from content.store.base import StorePart
from content.store.planning_tables import LayoutRuleRow

_RULES = LayoutRuleRow.__table__.c
_IN_ORDER = select(*_RULES).order_by(_RULES.group_id, _RULES.slot, _RULES.template)


class LayoutRules(StorePart):
    def rules(self) -> tuple[LayoutRule, ...]:
        """Every rule, those for all groups first."""
        return tuple(
            LayoutRule(LayoutRuleKind(row.kind), row.template, Slot(row.slot), row.group_id)
            for row in self._read(_IN_ORDER)
        )

    def of_slot(self, group: str, slot: Slot) -> tuple[LayoutRule, ...]:
        """What is said of this very group (EVERY_GROUP: of all) in this slot, by template."""
        return tuple(rule for rule in self.rules() if (rule.group, rule.slot) == (group, slot))

    def set_slot(self, group: str, slot: Slot, rules: Sequence[LayoutRule]) -> None:
        """These and no others, of this very group and slot."""
        mine = delete(LayoutRuleRow).where(LayoutRuleRow.group_id == group, LayoutRuleRow.slot == slot.value)
        self._session.execute(mine)
        self._put(
            LayoutRuleRow,
            [
                {"group_id": group, "slot": slot.value, "template": rule.template, "kind": rule.kind.value}
                for rule in rules
            ],
        )
