"""The weekly report: a week of insight with what went out, as a file; its lead sentence sent to the team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from channels.exports.collect import queue_items
from channels.exports.item import QueueItem
from channels.exports.weekly_report import ReportPoster, WeeklyReport, write_report
from content.errors import WrongInput
from content.model import FormVerdict, GroupRows, Message, PostResponse, PostState, Slot, WeekInsight
from services.alerts import notifier
from services.context import Context
from services.exports import note_export
from services.findings import form_label, verdict_words
from services.group_rows import group_rows
from services.insight_tables import groups_table, tables_of
from services.week_insight import WeekQuery, week_insight

BEST_PHOTOS, LOOKED_AT = 3, 40  # photos shown, and the posts among which they are looked for
GONE = (PostState.CANCELLED,)
URGENT_GROUPS = 3


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """Which week (its Monday), where to, and in which language; `actor` is who asked for it."""

    monday: date
    out: Path
    language: str
    actor: str


@dataclass(frozen=True, slots=True)
class DeliveredReport:
    """Files that were written; whether a channel took the lead sentence."""

    files: tuple[Path, ...]
    is_sent: bool

    def as_json(self) -> dict[str, object]:
        return {"files": [file.name for file in self.files], "sent": self.is_sent}


def week_from(text: str) -> date:
    """The Monday of an ISO week, 2026-W48. WrongInput for what is none."""
    try:
        year, number = text.split("-W")
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        raise WrongInput(Message("weekly.bad_week", text=text)) from None


def deliver_weekly(context: Context) -> DeliveredReport:
    """Last week's report into var/reports, and its sentence by the channels for alerts."""
    monday, language = last_monday(context), context.workspace.settings.language
    report = weekly_report(context, monday)
    year, week, _ = monday.isocalendar()
    folder = context.workspace.var / "reports"
    files = tuple(folder / f"{year}-W{week:02}{suffix}" for suffix in (".html", ".jpg", ".xlsx"))
    for file in files:
        write_report(report, file, language)
        note_export(context, file.name, actor="sishi")
    return DeliveredReport(files, send_weekly(context, report))


def last_monday(context: Context) -> date:
    """The Monday of the last week that is over, by the team's clock."""
    return context.today - timedelta(days=context.today.weekday() + 7)


def weekly_report(
    context: Context, monday: date, week: WeekInsight | None = None, rows: GroupRows | None = None
) -> WeeklyReport:
    """What the week came to. `week`: its insight, and `rows` its groups, where they are read already."""
    week = week or week_insight(context, WeekQuery(monday))
    rows = rows or group_rows(context, monday)
    sunday = monday + timedelta(days=6)
    with context.open_store(reading=True) as store:
        posts = store.queue.posts(monday, sunday)
        responses = store.outcomes.responses((), monday, sunday)
    planned = [post for post in posts if post.state not in GONE]
    noons = _noons(context, responses)
    return WeeklyReport(
        brand=context.workspace.brand.name,
        week=week,
        made_at=context.clock().astimezone(context.zone),
        planned=len(planned),
        sent=sum(post.state is PostState.SENT for post in planned),
        of=noons[0].group if noons else "",
        noons=tuple(noons),
        photos=tuple(_photos(context, responses)),
        ahead=tuple(_ahead(week, rows)),
        tables=[*tables_of(week), groups_table(rows.rows)],
        form_label=form_label,
        verdict_words=verdict_words,
    )


def write_weekly(context: Context, order: ReportOrder) -> WeeklyReport:
    """The report as a file, by its suffix; it is written down. WrongInput."""
    report = weekly_report(context, order.monday)
    write_report(report, order.out, order.language)
    note_export(context, order.out.name, actor=order.actor)
    return report


def send_weekly(context: Context, report: WeeklyReport) -> bool:
    """The lead sentence by every channel for alerts; whether one took it. False where there is none."""
    notify = notifier(context, "weekly")
    year, week, _ = report.week.monday.isocalendar()
    headline = report.week.headline or (Message("weekly.no_data"),)
    message = Message("weekly.notice", week=f"{year}-W{week:02}", headline=headline)
    return bool(notify.channels("alerts")) and notify.tell_all(message)


def _noons(context: Context, responses: Sequence[PostResponse]) -> list[ReportPoster]:
    """The seven questions of the group that answered most."""
    noons = [response for response in responses if response.slot is Slot.NOON and response.post]
    if not noons:
        return []
    answers: dict[str, int] = {}
    for response in noons:
        answers[response.group] = answers.get(response.group, 0) + response.answered
    group = max(sorted(answers), key=lambda key: answers[key])
    mine = {response.post: response for response in noons if response.group == group}
    items = _items(context, list(mine.values()))
    return [_shown(item, mine[item.id].answered) for item in items if item.poster]


def _photos(context: Context, responses: Sequence[PostResponse]) -> list[ReportPoster]:
    """The photos of members that most answered, whose rights stand now; a member once."""
    shares = [response for response in responses if response.slot is Slot.AFTERNOON and response.post]
    liked = sorted(shares, key=lambda response: (response.expected - response.observed, response.post))
    people = {response.post: response.observed for response in liked}
    order = {response.post: place for place, response in enumerate(liked)}
    chosen: dict[str, QueueItem] = {}
    for item in sorted(_items(context, liked[:LOOKED_AT]), key=lambda item: order[item.id]):
        if item.submission and item.member and item.poster and item.poster.path and item.withheld is None:
            chosen.setdefault(item.member, item)
    return [_shown(item, people[item.id]) for item in list(chosen.values())[:BEST_PHOTOS]]


def _items(context: Context, responses: Sequence[PostResponse]) -> list[QueueItem]:
    """The posts of these responses with all names, by day."""
    if not responses:
        return []
    days, ids = [response.day for response in responses], {response.post for response in responses}
    groups = {response.group for response in responses}
    items, _ = queue_items(context.open_store, context.root, min(days), max(days), groups=groups)
    return sorted((item for item in items if item.id in ids), key=lambda item: (item.date, item.id))


def _shown(item: QueueItem, people: int) -> ReportPoster:
    assert item.poster  # noqa: S101 - callers chose those that have one
    return ReportPoster(
        item.poster, item.date, item.story_title, people, item.nickname or "", item.group_name
    )


def _ahead(week: WeekInsight, groups: GroupRows) -> list[Message]:
    """What comes next: proposals, what works to be sent more, and groups that wait for a decision."""
    lines = [
        Message("weekly.proposal", what=change.what, before=change.before, after=change.after)
        for change in week.changes
        if change.is_proposal
    ]
    works = [row for row in week.forms.cells.values() if row.verdict is FormVerdict.WORKS]
    lines += [
        Message("weekly.more_of", slot=row.slot.label, form=form_label(row.form))
        for row in works[:URGENT_GROUPS]
    ]
    urgent = [row for row in groups.rows if row.health_class.value in ("dead", "junk")]
    lines += [
        Message("weekly.decide", group=row.group.name, health=row.health_class.label)
        for row in urgent[:URGENT_GROUPS]
    ]
    return lines
