"""What the next plan does differently, in words: what waits for a nod first, then what the nights did."""

from collections.abc import Iterator

from content.model import (
    FormShare,
    LearningState,
    Message,
    PlanChange,
    PlanProposal,
    PolicyValue,
    ProposalKind,
    ProposalState,
)
from services.findings import form_label

LISTED = 8  # forms, and as many decisions


def changes_of(state: LearningState) -> tuple[PlanChange, ...]:
    """Proposals that are open, forms that come more or less often, and what was accepted."""
    open_ones = [row for row in state.proposals if row.state is ProposalState.OPEN]
    accepted = [
        row
        for row in state.proposals
        if row.state is ProposalState.ACCEPTED and row.kind is not ProposalKind.FORM
    ]
    held = {(row.slot, row.after) for row in held_forms(state)}
    forms = [share for share in state.shares if (share.slot, share.form) not in held] if state.is_on else []
    return (
        *(_proposed(state, row) for row in open_ones),
        *map(form_change, forms[:LISTED]),
        *_held(state),
        *(_proposed(state, row) for row in accepted[:LISTED]),
    )


def held_forms(state: LearningState) -> list[PlanProposal]:
    """The forms that a person set back to usual."""
    return [
        row for row in state.proposals if row.kind is ProposalKind.FORM and row.state is ProposalState.UNDONE
    ]


def form_change(share: FormShare) -> PlanChange:
    ratio = share.lesson.ratio
    return PlanChange(
        share.slot,
        Message("learning.what_form", slot=share.slot.label, form=form_label(share.form)),
        f"{share.before:.0%}",
        f"{share.after:.0%}",
        Message(
            "learning.why_form",
            ratio=ratio.value - 1,
            low=ratio.low - 1,
            high=ratio.high - 1,
            posts=share.lesson.posts,
            since=share.since,
        ),
        key=f"{share.slot.value}/{share.form}",
    )


def _proposed(state: LearningState, row: PlanProposal) -> PlanChange:
    name = state.names.get(row.group, row.group)
    what = (
        Message("learning.what_time", slot=row.slot.label, group=name)
        if row.slot
        else Message("learning.what_cap", group=name)
    )
    is_open = row.state is ProposalState.OPEN
    return PlanChange(row.slot, what, row.before, row.after, row.why, is_open, key=str(row.id))


def _held(state: LearningState) -> Iterator[PlanChange]:
    for row in held_forms(state):
        if row.slot:
            what = Message("learning.what_form", slot=row.slot.label, form=form_label(row.after))
            yield PlanChange(
                row.slot, what, "", "", row.why, key=f"{row.slot.value}/{row.after}", is_held=True
            )


def value_in_words(value: PolicyValue) -> Message:
    """What learning brought beside the hand's plan, or why that cannot be said."""
    if value.by_hand is None:
        return Message("learning.value_open", effective=value.effective, days=value.days)
    low, high = value.by_hand.low, value.by_hand.high
    return Message(
        "learning.value",
        learnt=value.learnt,
        by_hand=value.by_hand.value,
        low=low,
        high=high,
        effective=value.effective,
    )
