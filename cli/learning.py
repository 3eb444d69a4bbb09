"""What the plan does differently because of what came back, and a person's word on it."""

from typing import TYPE_CHECKING, Any, Literal

from cli.common import AsJson, WorkDir, print_json, put, say, who_is_here
from content.messages import in_each
from content.model import Message, PlanChange, Slot

if TYPE_CHECKING:
    from content.model import LearningState

HERE = WorkDir()


def changes(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """Show what waits for a nod, which forms come more or less often and why, and whether learning pays.

    Example: `sishi insight changes`
    """
    from services.learning_view import learning_state
    from services.plan_changes import changes_of, value_in_words

    with place.context() as context:
        state = learning_state(context)
    rows = changes_of(state)
    if json:
        print_json(_as_json(state, rows))
        return
    put(_standing(state), *map(_line, rows))
    if not rows:
        say(Message("learning.no_changes"))
    if state.value:
        say(value_in_words(state.value))


def accept(number: int, *, by: str = "", place: WorkDir = HERE) -> None:
    """Do what is proposed; what is locked keeps its times, and nothing else is proposed for four weeks.

    Example: `sishi insight accept 3`
    """
    from services.proposals import accept as accept_proposal

    with place.context() as context:
        row = accept_proposal(context, number, actor=who_is_here(by))
    say(Message("learning.accepted", id=number, before=row.before, after=row.after))


def refuse(number: int, *, by: str = "", place: WorkDir = HERE) -> None:
    """Leave all as it is; the same is not proposed within four weeks.

    Example: `sishi insight refuse 3`
    """
    from services.proposals import refuse as refuse_proposal

    with place.context() as context:
        refuse_proposal(context, number, actor=who_is_here(by))
    say(Message("learning.refused", id=number))


def undo(number: int, *, by: str = "", place: WorkDir = HERE) -> None:
    """Take back what was accepted.

    Example: `sishi insight undo 3`
    """
    from services.proposals import undo as undo_proposal

    with place.context() as context:
        row = undo_proposal(context, number, actor=who_is_here(by))
    say(Message("learning.undone", id=number, before=row.before))


def form(slot: Slot, name: str, state: Literal["off", "on"], *, by: str = "", place: WorkDir = HERE) -> None:
    """Set a form back to usual in a slot, whatever was learnt of it; or let that count again.

    Example: `sishi insight form noon riddle off`
    """
    from services.learning import hold_form, release_form

    with place.context() as context:
        change = release_form if state == "on" else hold_form
        change(context, slot, name, actor=who_is_here(by))
    say(Message("learning.form_counts" if state == "on" else "learning.form_held", form=name))


def learning(state: Literal["off", "on"], *, by: str = "", place: WorkDir = HERE) -> None:
    """Let plans go by what was learnt, or by the hand's numbers alone.

    Example: `sishi insight learning off`
    """
    from services.learning import set_learning

    with place.context() as context:
        set_learning(context, state == "on", actor=who_is_here(by))
    say(Message(f"learning.turned_{state}"))


def _standing(state: "LearningState") -> Message:
    if not state.is_on:
        return Message("learning.is_off")
    if state.lesson is None:
        return Message("learning.no_lesson")
    return Message("learning.is_on", day=state.lesson.day, n=len(state.lesson.forms))


def _line(change: PlanChange) -> Message:
    if change.is_held:
        return Message("learning.line_held", what=change.what, why=change.why)
    code = "learning.line_asks" if change.is_proposal else "learning.line"
    return Message(
        code, id=change.key, what=change.what, before=change.before, after=change.after, why=change.why
    )


def _as_json(state: "LearningState", rows: tuple[PlanChange, ...]) -> dict[str, Any]:
    value = state.value
    return {
        "learning": state.is_on,
        "since": state.lesson.day.isoformat() if state.lesson else None,
        "changes": [
            {
                "id": row.key,
                "slot": row.slot.value if row.slot else None,
                "before": row.before,
                "after": row.after,
                "proposal": row.is_proposal,
                "set_back": row.is_held,
                "what": in_each(row.what),
                "why": in_each(row.why),
            }
            for row in rows
        ],
        "value": value
        and {
            "days": value.days,
            "learnt": value.learnt,
            "by_hand": value.by_hand and value.by_hand.value,
            "effective": value.effective,
        },
    }
