"""What responses teach the planner: counted by night, weighed once a week, and turned off by one switch."""

from datetime import date, datetime, timedelta

from content.feedback.form_lesson import LessonInputs, form_lesson
from content.model import FormLesson, PlanProposal, ProposalKind, ProposalState, Slot, Verb
from content.model.message import Message
from content.night import NightOrder
from content.store import Store
from services.context import Context
from services.insight_scope import InsightQuery, InsightScope, scope_of
from services.insight_weeks import full_weeks
from services.proposals import propose

WEEKS = 26  # looked back; older posts count for less than an eighth


def learn(context: Context, order: NightOrder) -> FormLesson | None:
    """In the first night of a week weigh the forms anew, by what was counted, and propose what is not the
    night's to change. None where nothing new was learnt."""
    if context.workspace.settings.plan.learning == "off":
        return None
    monday = order.first_day - timedelta(days=order.first_day.weekday())
    with context.open_store(reading=True) as store:
        known = store.learning.lesson(order.first_day)
        if (known and known.day >= monday) or not store.lists.group_names():
            return None
        scope = scope_of(store, InsightQuery(WEEKS), context.clock(), context.zone)
        lesson = form_lesson(_inputs(store, scope), monday)
        proposals = propose(store, scope, context.clock()) if lesson else []
    if lesson is None:
        return None
    with context.open_store() as store:
        store.learning.put_lesson(lesson)
        store.learning.drop_open_proposals()
        store.learning.add_proposals(proposals)
    return lesson


def _inputs(store: Store, scope: InsightScope) -> LessonInputs:
    """Days of experiments are no lesson: the draw chose their forms, and fewer posts leave more to each."""
    cells = [
        cell
        for part in scope.parts
        for cell in store.insight_posts.form_cells(part.weeks(scope.weeks), part.groups, in_experiments=False)
    ]
    kinds = {group.id: group.kind for group in scope.groups.values()}
    return LessonInputs(cells, kinds, full_weeks(store, scope))


def set_learning(context: Context, is_on: bool, *, actor: str) -> bool:
    """Let plans go by what was learnt, or by the hand's numbers alone; whether that changes anything."""
    at = context.clock()
    with context.open_store() as store:
        was, _, _ = store.learning.switch()
        if was == is_on:
            return False
        store.learning.put_switch(is_on, actor, at)
        _write_down(store, "learning", (was, is_on), actor, at)
    return True


def hold_form(context: Context, slot: Slot, form: str, *, actor: str) -> bool:
    """Set a form back to usual in a slot, whatever was learnt of it; whether it was not so already."""
    at = context.clock()
    with context.open_store() as store:
        if (slot, form) in store.learning.held_forms():
            return False
        why = Message("learning.form_held", form=form)
        state = ProposalState.UNDONE
        store.learning.add_proposals(
            [PlanProposal(0, ProposalKind.FORM, "", slot, "", form, why, state, at, at, actor)]
        )
        _write_down(store, f"{slot.value}/{form}", (True, False), actor, at)
    return True


def release_form(context: Context, slot: Slot, form: str, *, actor: str) -> bool:
    """Let what was learnt of a form count again; whether it was set back."""
    at = context.clock()
    with context.open_store() as store:
        held = [
            row
            for row in store.learning.proposals()
            if row.kind is ProposalKind.FORM
            and (row.slot, row.after, row.state) == (slot, form, ProposalState.UNDONE)
        ]
        for row in held:
            store.learning.move_proposal(row, ProposalState.ACCEPTED, actor=actor, at=at)
        if held:
            _write_down(store, f"{slot.value}/{form}", (False, True), actor, at)
    return bool(held)


def lesson_on(store: Store, day: date) -> FormLesson | None:
    """What the plan of a day went by; None where a person turned learning off."""
    return store.learning.lesson(day) if store.learning.switch()[0] else None


def _write_down(store: Store, what: str, turned: tuple[bool, bool], actor: str, at: datetime) -> None:
    was, became = ("on" if is_on else "off" for is_on in turned)
    store.write_down(Verb.SET_UP, what, actor=actor, was=was, became=became, at=at)
