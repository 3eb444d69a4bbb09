"""What responses taught the planner, how its choices were made, and what it proposes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Float, and_, bindparam, cast, delete, func, select, update

from content.errors import UnknownId
from content.model import (
    Estimate,
    FormLesson,
    GroupKind,
    LearntForm,
    Message,
    PlacementOdds,
    PlanProposal,
    ProposalKind,
    ProposalState,
    Slot,
)
from content.store.base import StorePart
from content.store.experiments import in_experiment
from content.store.learning_tables import LearningSwitchRow, LearntFormRow, PlacementOddsRow, PlanProposalRow
from content.store.outcome_tables import PostResponseRow

_FORMS, _PROPOSALS = LearntFormRow.__table__.c, PlanProposalRow.__table__.c
_ODDS, _RESPONSES = PlacementOddsRow.__table__.c, PostResponseRow.__table__.c
_SWITCH = LearningSwitchRow.__table__.c


class Learning(StorePart):
    # -- the switch ---------------------------------------------------------------------------------
    def switch(self) -> tuple[bool, str, datetime | None]:
        """Whether plans go by what was learnt, and who said so when; on where nobody said anything."""
        row = self._read(select(*_SWITCH).order_by(_SWITCH.id.desc()).limit(1)).first()
        return (bool(row.is_on), row.actor, row.at) if row else (True, "", None)

    def put_switch(self, is_on: bool, actor: str, at: datetime) -> None:
        self._session.add(LearningSwitchRow(at=at, actor=actor, is_on=is_on))

    # -- lessons ------------------------------------------------------------------------------------
    def lesson(self, day: date) -> FormLesson | None:
        """The newest one of `day` or before; None where there is none."""
        newest = self._read(select(func.max(_FORMS.day)).where(_FORMS.day <= day)).scalar()
        if newest is None:
            return None
        rows = self._read(select(*_FORMS).where(_FORMS.day == newest).order_by(*list(_FORMS)[:4]))
        forms = tuple(
            LearntForm(
                GroupKind(row.kind) if row.kind else None,
                Slot(row.slot),
                row.form,
                Estimate(row.ratio, row.low, row.high),
                row.spread,
                row.posts,
                row.best,
            )
            for row in rows
        )
        return FormLesson(newest, forms)

    def first_lesson_day(self) -> date | None:
        """From which day on plans may go by what was learnt."""
        first: date | None = self._read(select(func.min(_FORMS.day))).scalar()
        return first

    def put_lesson(self, lesson: FormLesson) -> None:
        """Keep what is known on a day, in the place of what was known on it."""
        self._change(delete(LearntFormRow).where(_FORMS.day == lesson.day))
        self._put(
            LearntFormRow,
            [
                {
                    "day": lesson.day,
                    "kind": form.kind.value if form.kind else "",
                    "slot": form.slot.value,
                    "form": form.form,
                    "ratio": form.ratio.value,
                    "low": form.ratio.low,
                    "high": form.ratio.high,
                    "spread": form.spread,
                    "posts": form.posts,
                    "best": form.best,
                }
                for form in lesson.forms
            ],
        )

    # -- how choices were made ----------------------------------------------------------------------
    def put_odds(self, odds: Iterable[PlacementOdds]) -> None:
        self._put(
            PlacementOddsRow,
            [
                {
                    "group_id": row.group,
                    "day": row.day,
                    "story_id": row.story,
                    "probability": row.probability,
                    "by_hand": row.by_hand,
                }
                for row in odds
            ],
        )

    def drop_odds(self, cells: Iterable[tuple[str, date]]) -> None:
        """Of days that are planned otherwise now."""
        rows = [{"cell_group": group, "cell_day": day} for group, day in sorted(cells)]
        cell = (_ODDS.group_id == bindparam("cell_group"), _ODDS.day == bindparam("cell_day"))
        if rows:
            self._change(delete(PlacementOddsRow).where(*cell), rows)

    def odds(self, first: date, last: date) -> list[PlacementOdds]:
        """By group and day."""
        rows = select(*_ODDS).where(_ODDS.day >= first, _ODDS.day <= last)
        return [PlacementOdds(*row) for row in self._read(rows.order_by(_ODDS.group_id, _ODDS.day))]

    def logged_days(self, first: date, last: date) -> list[tuple[float, float, bool]]:
        """Of days whose posts count: members beyond the expected ones as shares of the group, summed over its
        slots; how probable its story was; and whether the hand's plan would have told such a one."""
        extra = (_RESPONSES.observed - _RESPONSES.expected) / cast(_RESPONSES.members, Float)
        same = and_(_RESPONSES.group_id == _ODDS.group_id, _RESPONSES.day == _ODDS.day)
        rows = select(func.sum(extra), _ODDS.probability, _ODDS.by_hand)
        rows = rows.join_from(PlacementOddsRow, PostResponseRow, same)
        rows = rows.where(_RESPONSES.left_out == "", _RESPONSES.members > 0)
        rows = rows.where(_ODDS.day >= first, _ODDS.day <= last)
        rows = rows.where(~in_experiment(_ODDS.group_id, _ODDS.day))  # its story was not chosen by its worth
        by_day = rows.group_by(_ODDS.group_id, _ODDS.day, _ODDS.probability, _ODDS.by_hand)
        return [(float(reward), odds, bool(hand)) for reward, odds, hand in self._read(by_day)]

    def form_counts(self, first: date, last: date) -> dict[tuple[Slot, str], int]:
        """Posts that count, by slot and form."""
        rows = select(_RESPONSES.slot, _RESPONSES.form, func.count())
        rows = rows.where(_RESPONSES.left_out == "", _RESPONSES.form != "")
        rows = rows.where(_RESPONSES.day >= first, _RESPONSES.day <= last)
        counted = self._read(rows.group_by(_RESPONSES.slot, _RESPONSES.form))
        return {(Slot(slot), form): count for slot, form, count in counted}

    # -- proposals ----------------------------------------------------------------------------------
    def proposals(self) -> list[PlanProposal]:
        """The newest first."""
        rows = self._read(select(*_PROPOSALS).order_by(_PROPOSALS.id.desc()))
        return [_proposal(*row) for row in rows]

    def held_forms(self) -> set[tuple[Slot, str]]:
        """(slot, form) that a person set back to usual."""
        held = (_PROPOSALS.kind == ProposalKind.FORM.value, _PROPOSALS.state == ProposalState.UNDONE.value)
        rows = self._read(select(_PROPOSALS.slot, _PROPOSALS.after).where(*held))
        return {(Slot(slot), form) for slot, form in rows}

    def proposal(self, number: int) -> PlanProposal:
        """UnknownId."""
        row = self._read(select(*_PROPOSALS).where(_PROPOSALS.id == number)).one_or_none()
        if row is None:
            raise UnknownId(Message("learning.no_proposal", id=number))
        return _proposal(*row)

    def add_proposals(self, proposals: Sequence[PlanProposal]) -> None:
        """`id` is given here."""
        for row in proposals:
            self._session.add(
                PlanProposalRow(
                    kind=row.kind.value,
                    group_id=row.group,
                    slot=row.slot.value if row.slot else "",
                    before=row.before,
                    after=row.after,
                    why=row.why,
                    state=row.state.value,
                    made_at=row.made_at,
                    decided_at=row.decided_at,
                    decided_by=row.decided_by,
                )
            )

    def drop_open_proposals(self) -> None:
        self._change(delete(PlanProposalRow).where(_PROPOSALS.state == ProposalState.OPEN.value))

    def move_proposal(
        self, proposal: PlanProposal, state: ProposalState, *, actor: str, at: datetime
    ) -> bool:
        """Whether it was still in the state that it was read in."""
        mine = (_PROPOSALS.id == proposal.id, _PROPOSALS.state == proposal.state.value)
        values = {"state": state.value, "decided_at": at, "decided_by": actor}
        return self._change(update(PlanProposalRow).where(*mine).values(values)) == 1


def _proposal(number: int, kind: str, group: str, slot: str, *rest: Any) -> PlanProposal:
    before, after, why, state, made_at, decided_at, decided_by = rest
    return PlanProposal(
        number,
        ProposalKind(kind),
        group,
        Slot(slot) if slot else None,
        before,
        after,
        why,
        ProposalState(state),
        made_at,
        decided_at,
        decided_by,
    )
