"""The queue as calendars: one .ics a group, which phones and calendar programs subscribe to or open."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from pathlib import Path

from icalendar import Calendar, Event

from channels.exports.files import safe_name, unlike, write_archive, write_bytes
from channels.exports.item import QueueItem
from channels.exports.rights import DRAFTS
from channels.exports.words import DRAFT, in_order
from content.errors import WrongInput
from content.messages import render
from content.model import Message, PostState
from content.sanitize import clean, one_line

SHOWN_FOR = timedelta(minutes=15)  # a post is a moment; a calendar needs room to show it
OFF = {PostState.CANCELLED, PostState.EXPIRED, PostState.SKIPPED}


def write_ics(items: Sequence[QueueItem], out: Path) -> None:
    """One calendar a group into the folder `out` or the archive OUT.zip; a single group also into OUT.ics."""
    calendars = list(_calendars(items))
    match out.suffix.lower():
        case ".zip":
            write_archive(out, calendars)
        case ".ics" if len(calendars) == 1:
            write_bytes(out, calendars[0][1])
        case ".ics":
            raise WrongInput(Message("export.one_calendar_one_group", file=out.name, n=len(calendars)))
        case _:
            for name, calendar in calendars:
                write_bytes(out / name, calendar)


def _calendars(items: Sequence[QueueItem]) -> Iterator[tuple[str, bytes]]:
    taken: set[str] = set()
    for group, of_group in groupby(in_order(items), key=lambda item: item.group):
        posts = list(of_group)
        stem = unlike(safe_name(f"{group}_{posts[0].group_name}"), taken)
        taken.add(stem)
        yield f"{stem}.ics", _calendar(posts)


def _calendar(posts: list[QueueItem]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Sishi//queue//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean(one_line(posts[0].group_name)))
    calendar.add("x-wr-timezone", posts[0].group_zone)
    for post in posts:
        calendar.add_component(_event(post))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(post: QueueItem) -> Event:
    event = Event()
    event.add("uid", f"{post.id}@sishi")
    event.add("dtstamp", post.goes_out_at)  # not the clock: the same queue is the same file
    event.add("dtstart", post.local)
    event.add("dtend", post.local + SHOWN_FOR)
    draft = f"【{DRAFT}】" if post.state in DRAFTS else ""
    event.add("summary", clean(one_line(f"{draft}{post.slot.sign} · {post.story_title}")))
    event.add("description", clean(post.text))
    event.add("categories", [post.slot.job, render(post.state.label, "zh")])
    event.add("status", _status(post.state))
    event.add("sequence", post.version - 1)
    event.add("transp", "TRANSPARENT")
    return event


def _status(state: PostState) -> str:
    if state in OFF:
        return "CANCELLED"
    return "TENTATIVE" if state in DRAFTS else "CONFIRMED"
