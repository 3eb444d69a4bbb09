"""Insight: what came back to the posts, how sure that is, and how long the rest still takes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.common import AsJson, WorkDir, print_table, put, say
from content.feedback.verdicts import HALF_A_YEAR, LEAST_POSTS
from content.model import Estimate, Figure, FormEstimate, FormVerdict, GroupKind, HealthClass, Message

if TYPE_CHECKING:
    from services.insight import Insight

HERE = WorkDir()
WEEKS = 8
MINUTES = ("delay", "scatter")  # figures that are no shares
COLUMNS = ("slot", "form", "posts", "ratio", "interval", "verdict")


def insight(
    *,
    place: WorkDir = HERE,
    group: str | None = None,
    kind: GroupKind | None = None,
    weeks: int = WEEKS,
    json: AsJson = False,
) -> None:
    """Show what came back in the last weeks, up to yesterday, and what cannot be said yet.

    Example: `sishi insight --weeks 8`
    """
    from services.feedback import catch_up
    from services.insight import InsightQuery
    from services.insight import insight as insight_of

    with place.context() as context:
        catch_up(context)
        known = insight_of(context, InsightQuery(weeks, group, kind))
    if json:
        from cli.insight_json import print_insight

        print_insight(known)
        return
    put(*_lead(known))
    print_table(COLUMNS, [_row(row) for row in known.forms])
    put("", *(line for name, figure in known.figures.items() for line in _figure(name, figure)))
    put("", *_beside(known))
    for reason, count in sorted(known.left_out.items()):
        say(Message("insight.left_out", reason=Message(f"left_out.{reason.value}"), n=count))


def _lead(known: "Insight") -> Iterator[Message]:
    """The sentence first: which forms something can be said of."""
    period = Message("insight.period", first=known.first, last=known.last, n=known.groups)
    yield Message("insight.headline", period=period, finding=_finding(known.forms))


def _finding(forms: tuple[FormEstimate, ...]) -> Message:
    works = [row for row in forms if row.verdict is FormVerdict.WORKS]
    if works:
        return Message("insight.works", forms=tuple(map(_name, works)))
    above = [row for row in forms if row.verdict is FormVerdict.ABOVE]
    if above:
        return Message("insight.above", forms=tuple(map(_name, above)))
    waits = [row.weeks_needed for row in forms if row.weeks_needed]
    if waits:
        return _wait("insight.open", min(waits))
    return Message("insight.all_alike" if forms else "insight.no_posts")


def _wait(code: str, weeks: int) -> Message:
    return Message("insight.half_a_year") if weeks > HALF_A_YEAR else Message(code, n=weeks)


def _name(row: FormEstimate) -> Message:
    return Message("insight.form", slot=row.slot.label, form=_form_label(row.form))


def _form_label(form: str) -> Message | str:
    from services.findings import form_label

    return form_label(form)


def _row(row: FormEstimate) -> tuple[object, ...]:
    ratio = row.ratio
    return (
        row.slot.label,
        _form_label(row.form),
        row.posts,
        _percent(ratio.value - 1) if ratio else "",
        f"{_percent(ratio.low - 1)} … {_percent(ratio.high - 1)}" if ratio else "",
        verdict_in_words(row),
    )


def verdict_in_words(row: FormEstimate) -> Message:
    """The verdict, and how long the next takes."""
    if row.verdict is FormVerdict.TOO_FEW:
        return Message("insight.verdict_too_few", posts=row.posts, least=LEAST_POSTS)
    if row.verdict is FormVerdict.OPEN and row.weeks_needed:
        return _wait("insight.verdict_open", row.weeks_needed)
    if row.verdict is FormVerdict.OPEN:
        return Message("insight.verdict_alone")
    return Message(f"insight.verdict_{row.verdict.value}")


def _percent(share: float) -> str:
    return f"{share:+.0%}".replace("-", "−")


def _figure(code: str, figure: Figure) -> Iterator[Message]:
    """Its sentence, with part and whole where it is a share; else what it lacks."""
    name = Message(f"insight.figure.{code}")
    if figure.estimate is None:
        if figure.missing:
            yield Message("insight.figure_missing", name=name, missing=figure.missing)
        return
    code = "insight.figure_minutes" if code.startswith(MINUTES) else "insight.figure_share"
    yield Message(code, name=name, part=int(figure.part), whole=int(figure.whole), **_bounds(figure.estimate))


def _bounds(estimate: Estimate) -> dict[str, float]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def _beside(known: "Insight") -> Iterator[Message]:
    funnel = known.funnel
    yield Message(
        "insight.funnel",
        came_in=funnel.came_in,
        kept=funnel.kept,
        sent=funnel.sent,
        elsewhere=funnel.sent_elsewhere,
    )
    for health in HealthClass:
        groups = tuple(row.group for row in known.health if row.health is health)
        if groups:
            yield Message("insight.health", health=health.label, n=len(groups), groups=groups[:12])
    if known.leaves.posts:
        code = "insight.leaves_flagged" if known.leaves.is_flagged else "insight.leaves"
        yield Message(code, posts=known.leaves.posts, left=known.leaves.left, expected=known.leaves.expected)
    if known.business:
        now, before = known.business.now, known.business.before
        counts = {"now": now.arpu, "buyers": now.buyers, "members": now.members}
        if before.orders:
            yield Message("insight.arpu", before=before.arpu, **counts)
        else:
            yield Message("insight.arpu_alone", **counts)
    if known.lapsing:
        yield Message("insight.lapsing", n=len(known.lapsing))
    for owner in known.owners:
        yield Message(
            "insight.owner", name=owner.name, hits=owner.hits, total=owner.total, a_day=owner.posts_a_day
        )
