"""What the plan does differently because of what came back, and whether that pays."""

from collections.abc import Mapping
from datetime import date, timedelta

from content.feedback.policy import LoggedDay, policy_value
from content.model import FormLesson, FormShare, LearningState, PolicyValue, Slot
from content.store import Store
from services.context import Context

WEEKS = timedelta(weeks=4)  # that shares are compared over
LEAST_CHANGE = 0.02  # of a form's share; less is not told
Counts = Mapping[tuple[Slot, str], int]


def learning_state(context: Context) -> LearningState:
    """The switch, the lesson in force, shares of forms before and since, proposals, and what it is worth."""
    today = context.today
    with context.open_store(reading=True) as store:
        is_on, actor, at = store.learning.switch()
        lesson = store.learning.lesson(today + timedelta(days=1))
        first = store.learning.first_lesson_day()
        return LearningState(
            is_on=is_on and context.workspace.settings.plan.learning == "on",
            actor=actor,
            at=at,
            lesson=lesson,
            shares=_shares(store, lesson, first, today) if lesson and first else (),
            proposals=tuple(store.learning.proposals()),
            value=_value(store, first, today) if first else None,
            names={group.id: group.name for group in store.library.groups()},
        )


def _shares(store: Store, lesson: FormLesson, first: date, today: date) -> tuple[FormShare, ...]:
    """The four weeks before anything was learnt beside the last four since; whichever moved most first."""
    before = store.learning.form_counts(first - WEEKS, first - timedelta(days=1))
    since = store.learning.form_counts(max(first, today - WEEKS), today)
    shares = []
    for row in lesson.forms:
        if row.kind is None:
            was, now = (_share(counts, row.slot, row.form) for counts in (before, since))
            if was is not None and now is not None and abs(now - was) >= LEAST_CHANGE:
                shares.append(FormShare(row.slot, row.form, was, now, row, first))
    return tuple(sorted(shares, key=lambda share: -abs(share.after - share.before)))


def _share(counts: Counts, slot: Slot, form: str) -> float | None:
    total = sum(count for (other, _), count in counts.items() if other is slot)
    return counts.get((slot, form), 0) / total if total else None


def _value(store: Store, first: date, today: date) -> PolicyValue | None:
    """Days since anything was learnt whose posts count, by what their members brought each."""
    since = max(first, today - 3 * WEEKS)
    return policy_value([LoggedDay(*row) for row in store.learning.logged_days(since, today)])
