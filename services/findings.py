"""What figures mean, in sentences that claim no more than the numbers allow. Pure: figures in, Messages out.

A figure that changed by less than its interval is never called a rise; a form is named only where its verdict
stands. What cannot be told is said to be so.
"""

from collections.abc import Mapping, Sequence

from channels.charts import change, number, percent, points
from content.model import Estimate, Figure, FormEstimate, FormVerdict, Message, WeekFinding
from content.store.insight_pages import PLAIN, SELLS
from content.stories.sop import FORMS

GOALS: Mapping[str, float] = {"members_photos": 0.4, "on_time": 0.95}
NAMED_FORMS = FORMS | {SELLS, PLAIN}
NAMED = 3  # forms that a headline names
HALF_A_YEAR = 26  # weeks: beyond it the answer is that it cannot be told


def finding_of(figure: Figure) -> WeekFinding:
    """The figure with its sentence; one without enough data says what is lacking."""
    key = key_of(figure)
    if figure.estimate is None:
        return WeekFinding(figure, figure.missing or Message("finding.no_data"), goal=GOALS.get(key))
    fact = _fact(key, figure, figure.estimate)
    return WeekFinding(figure, fact, _more(key, figure), _doubt(figure), GOALS.get(key))


def key_of(figure: Figure) -> str:
    """What the figure is about: the last part of its code."""
    return figure.name.rpartition(".")[2]


def headline(findings: Sequence[WeekFinding], forms: Sequence[FormEstimate]) -> tuple[Message, ...]:
    """The week in clauses: who came often, then what works. Each with its doubt, none without data."""
    habit = [finding for finding in findings if key_of(finding.figure) == "habit" and finding.figure.estimate]
    return (*(_habit_clause(finding.figure) for finding in habit), _forms_clause(forms))


def _habit_clause(figure: Figure) -> Message:
    people, rank, tail = round(figure.part), _rank(figure), _tail(figure)
    if rank is None:
        return Message("finding.head_habit", people=people, tail=tail)
    return Message("finding.head_habit_ranked", people=people, rank=rank, tail=tail)


def _rank(figure: Figure) -> Message | None:
    """Whether it is the most or the least of the weeks that are known."""
    known = [before.value for before in figure.before if before]
    if figure.estimate and len(known) >= 3:
        if figure.estimate.value > max(known):
            return Message("finding.rank_most", weeks=len(known) + 1)
        if figure.estimate.value < min(known):
            return Message("finding.rank_least", weeks=len(known) + 1)
    return None


def _tail(figure: Figure) -> Message:
    if figure.change is None:
        return Message("finding.tail_alone")
    if figure.change.low > 0:
        return Message("finding.tail_rose")
    return Message("finding.tail_fell") if figure.change.high < 0 else Message("finding.tail_open")


def _forms_clause(forms: Sequence[FormEstimate]) -> Message:
    """What works, and what is used less; else that nothing can be told apart yet."""
    by_chance = sorted(forms, key=lambda form: abs((form.ratio.value if form.ratio else 1) - 1), reverse=True)
    works = [form for form in by_chance if form.verdict is FormVerdict.WORKS]
    less = [form for form in by_chance if form.verdict is FormVerdict.USE_LESS]
    if works and less:
        return Message("finding.head_both", works=_named(works), less=_named(less))
    if works:
        return Message("finding.head_works", works=_named(works))
    if less:
        return Message("finding.head_less", less=_named(less))
    return Message("finding.head_open" if forms else "finding.head_no_forms")


def _named(forms: Sequence[FormEstimate]) -> tuple[Message, ...]:
    return tuple(
        Message("finding.form_of_slot", slot=form.slot.label, form=form_label(form.form))
        for form in forms[:NAMED]
    )


def _fact(key: str, figure: Figure, estimate: Estimate) -> Message:
    numbers = {"part": number(figure.part), "whole": number(figure.whole), "share": percent(estimate.value)}
    match key:
        case "habit":
            rank = _rank(figure)
            return (
                Message("finding.habit_ranked", **numbers, rank=rank)
                if rank
                else Message("finding.habit", **numbers)
            )
        case "answers":
            mean = number(figure.part / figure.whole if figure.whole else 0, 1)
            return Message("finding.answers", mean=mean, **numbers)
        case "members_photos":
            lacking = round(GOALS["members_photos"] * figure.whole - figure.part)
            code = "finding.ugc_short" if lacking > 0 else "finding.ugc_reached"
            return Message(code, goal=percent(GOALS["members_photos"]), lacking=lacking, **numbers)
        case "on_time":
            return Message("finding.on_time", rest=number(figure.whole - figure.part), **numbers)
        case "approved":
            return Message("finding.approved", rest=number(figure.whole - figure.part), **numbers)
    return Message("finding.any", name=Message(figure.name), **numbers)


def _more(key: str, figure: Figure) -> tuple[Message, ...]:
    """How it changed against the week before, the same groups only."""
    if figure.change is None:
        return ()
    low, high = points(figure.change.low), points(figure.change.high)
    groups = (Message("finding.same_groups", groups=figure.groups),) if figure.groups else ()
    size = points(abs(figure.change.value)).lstrip("+")
    code = "finding.more_than_before" if figure.change.value >= 0 else "finding.less_than_before"
    return (Message(code, size=size, low=low, high=high), *groups) if key != "approved" else groups


def _doubt(figure: Figure) -> Message | None:
    """None where the change is one beyond doubt."""
    if figure.change is None or not figure.change.low <= 0 <= figure.change.high:
        return None
    return Message("finding.may_be_chance")


def verdict_words(estimate: FormEstimate, least: int = 8) -> Message:
    """The verdict as people read it, with how long it still takes where that is known."""
    weeks = estimate.weeks_needed
    if estimate.verdict is FormVerdict.TOO_FEW:
        return Message("finding.verdict_few", posts=estimate.posts, least=least)
    if estimate.verdict is FormVerdict.OPEN and weeks is not None:
        far = weeks > HALF_A_YEAR
        return (
            Message("finding.verdict_half_a_year") if far else Message("finding.verdict_weeks", weeks=weeks)
        )
    return Message(f"finding.verdict_{estimate.verdict.value}")


def ratio_words(estimate: Estimate | None) -> str:
    """+25%, or nothing."""
    return change(estimate.value) if estimate else ""


def form_label(form: str) -> Message | str:
    """What people call a form; one of a team's own by its own name."""
    return Message(f"story_form.{form.replace('-', '_')}") if form in NAMED_FORMS else form
