"""What a team asks of its weeks: templates, elements, campaigns, pins; and what plans moved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from content.model.group import GroupKind
from content.model.placement import Placement
from content.model.planning import Arc, ElementRule, FormRule, Move, Pin, WeekRules
from content.model.slot import Slot
from content.store.base import StorePart, UnitOfWork
from content.store.channels import Channels
from content.store.library import Library
from content.store.planning_tables import ArcRow, ElementRuleRow, FormRuleRow, MoveRow, PinRow

_FORMS = FormRuleRow.__table__.c
_FORM_RULES = select(*_FORMS).order_by(_FORMS.kind, _FORMS.weekday, _FORMS.slot)
TABLES = (FormRuleRow, ElementRuleRow, ArcRow, PinRow)


class PlanningRules(StorePart):
    def __init__(self, unit: UnitOfWork, library: Library, channels: Channels) -> None:
        super().__init__(unit)
        self._library = library
        self._channels = channels

    def week_rules(self) -> WeekRules:
        rows = self._session.scalars
        return WeekRules(
            self.form_rules(),
            tuple(
                ElementRule(GroupKind(row.kind), row.element, row.a_week)
                for row in rows(select(ElementRuleRow).order_by(ElementRuleRow.kind, ElementRuleRow.element))
            ),
            tuple(_arc(row) for row in rows(select(ArcRow).order_by(ArcRow.id))),
            tuple(self._channels.channels()),
            tuple(
                Pin(row.group_id, row.day, row.story_id)
                for row in rows(select(PinRow).order_by(PinRow.group_id, PinRow.day, PinRow.story_id))
            ),
        )

    def form_rules(self) -> tuple[FormRule, ...]:
        """The week template alone."""
        return tuple(
            FormRule(GroupKind(row.kind), row.weekday, Slot(row.slot), frozenset(row.forms))
            for row in self._read(_FORM_RULES)
        )

    def set_week_rules(self, rules: WeekRules) -> None:
        """These and no others; campaigns may name a product by its id or its name. WrongInput names the
        products that are not known."""
        ids = self._library.products_meant(arc.product for arc in rules.arcs)
        for table in TABLES:
            self._session.execute(delete(table))
        self._put(FormRuleRow, [_form_row(rule) for rule in rules.forms])
        self._put(
            ElementRuleRow,
            [{"kind": r.kind.value, "element": r.element, "a_week": r.a_week} for r in rules.elements],
        )
        self._put(ArcRow, [_arc_row(replace(arc, product=ids[arc.product])) for arc in rules.arcs])
        self._channels.put_rules(rules.channels)
        self._put(PinRow, [{"group_id": p.group, "day": p.day, "story_id": p.story} for p in rules.pins])

    def add_plan_moves(self, moves: Sequence[Move], *, run: str, at: datetime) -> None:
        """A run that plans twice keeps what it said last of each day."""
        self._put(MoveRow, [_move_row(move, run, at) for move in moves])

    def plan_moves(self, run: str | None = None) -> list[Move]:
        """Those of a run, by group and day; without one those of the latest run that moved anything."""
        if run is None:
            run = self._session.scalar(
                select(MoveRow.run_id).order_by(MoveRow.at.desc(), MoveRow.run_id).limit(1)
            )
        mine = select(MoveRow).where(MoveRow.run_id == run).order_by(MoveRow.group_id, MoveRow.day)
        return [_move(row) for row in self._session.scalars(mine)]


def _form_row(rule: FormRule) -> dict[str, Any]:
    return {
        "kind": rule.kind.value,
        "weekday": rule.weekday,
        "slot": rule.slot.value,
        "forms": sorted(rule.forms),
    }


def _arc(row: ArcRow) -> Arc:
    return Arc(
        id=row.id,
        product=row.product_id,
        starts_on=row.starts_on,
        seeding_days=row.seeding_days,
        conversion_days=row.conversion_days,
        kinds=frozenset(GroupKind(kind) for kind in row.kinds),
        groups=frozenset(row.groups),
    )


def _arc_row(arc: Arc) -> dict[str, Any]:
    return {
        "id": arc.id,
        "product_id": arc.product,
        "starts_on": arc.starts_on,
        "seeding_days": arc.seeding_days,
        "conversion_days": arc.conversion_days,
        "kinds": sorted(kind.value for kind in arc.kinds),
        "groups": sorted(arc.groups),
    }


def _move(row: MoveRow) -> Move:
    was, became = (
        None if cell is None else Placement(row.group_id, row.day, *(cell[name] for name in CELL))
        for cell in (row.was, row.became)
    )
    return Move(row.group_id, row.day, was, became, row.rule, row.why)


CELL = ("story", "share", "opener")


def _move_row(move: Move, run: str, at: datetime) -> dict[str, Any]:
    was, became = (
        None if cell is None else {name: getattr(cell, name) for name in CELL}
        for cell in (move.was, move.became)
    )
    return {
        "run_id": run,
        "group_id": move.group,
        "day": move.day,
        "was": was,
        "became": became,
        "rule": move.rule,
        "why": move.why,
        "at": at,
    }
