"""Two figures of a week: how many answer a question, and what is approved in time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import sqrt

from content.feedback.figures import FigureKind, share_figure, still_missing
from content.feedback.habit import ShareCount
from content.feedback.shares import Z, change
from content.model import Estimate, Figure
from content.store import Store
from content.store.insight_pages import QuizSums
from services.insight_scope import InsightScope

LEAST_QUIZZES = 4
APPROVED = FigureKind("approved", 8)
IN_TIME = timedelta(hours=1)
QUIZ_WEEKS = 8


def answers_figure(store: Store, scope: InsightScope) -> Figure:
    """Members who answer a question, as a share of those asked; `part` are answers and `whole` questions."""
    sums = [
        known
        for part in scope.parts
        for known in store.insight_pages.quizzes(part.weeks(QUIZ_WEEKS), part.groups)
    ]
    weeks = [[known for known in sums if known.week == week] for week in range(QUIZ_WEEKS)]
    estimates = [answer_share(week) for week in weeks]
    posts = sum(known.posts for known in weeks[0])
    days = scope.last_week
    return Figure(
        name="week_figure.answers",
        first=days.first,
        last=days.last,
        part=sum(known.answers for known in weeks[0]),
        whole=posts,
        least=LEAST_QUIZZES,
        estimate=estimates[0],
        before=tuple(reversed(estimates[1:])),
        change=_same_groups(weeks[0], weeks[1]),
        groups=len({known.group for known in weeks[0]} & {known.group for known in weeks[1]}),
        missing=None if estimates[0] else still_missing(posts, LEAST_QUIZZES),
    )


def answer_share(sums: Sequence[QuizSums]) -> Estimate | None:
    """Answers a member asked, by how much questions differ from one another; None of too few questions."""
    posts, members = sum(known.posts for known in sums), sum(known.members for known in sums)
    if posts < LEAST_QUIZZES or not members:
        return None
    value = sum(known.answers for known in sums) / members
    squares = sum(
        known.answers_squared - 2 * value * known.product + value**2 * known.members_squared for known in sums
    )
    half = Z * sqrt(max(0.0, squares) * posts / (posts - 1)) / members
    return Estimate(value, max(0.0, value - half), value + half)


def _same_groups(now: Iterable[QuizSums], before: Iterable[QuizSums]) -> Estimate | None:
    now, before = list(now), list(before)
    both = {known.group for known in now} & {known.group for known in before}
    return change(
        answer_share([known for known in now if known.group in both]),
        answer_share([known for known in before if known.group in both]),
    )


def approved_figure(store: Store, scope: InsightScope) -> Figure:
    """Posts approved an hour before their time or earlier, of those approved at all."""
    days = scope.last_week
    weeks = [
        _approvals(store, scope, _earlier(days.first, back), _earlier(days.last, back)) for back in (1, 0)
    ]
    figure = share_figure(APPROVED, days, weeks)
    return _renamed(figure, "week_figure.approved")


def _approvals(store: Store, scope: InsightScope, first: date, last: date) -> Mapping[str, ShareCount]:
    approvals = store.insight.last_approvals(first, last, list(scope.groups))
    early = sum(due - approved >= IN_TIME for approved, due, _ in approvals)
    return {"": ShareCount(early, len(approvals))}


def _earlier(day: date, weeks: int) -> date:
    return day - timedelta(weeks=weeks)


def _renamed(figure: Figure, name: str) -> Figure:
    return Figure(
        name,
        figure.first,
        figure.last,
        figure.part,
        figure.whole,
        figure.least,
        figure.estimate,
        figure.before,
        figure.change,
        0,
        figure.missing,
    )
