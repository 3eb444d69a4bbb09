"""设置 → 通知: what a person is told in which way, quiet hours, and digests with a true preview of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import Response

from channels.senders.mail import is_address
from content.errors import WrongInput
from content.model import (
    ALWAYS_ON,
    BellEvent,
    BellSettings,
    BellWay,
    Channel,
    DigestPlan,
    MailResult,
    Message,
    Verb,
)
from content.publish.sender import Delivered, NoAnswer
from content.store import Store
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.i18n import language_of, worded
from desk.pages.said import back, said_in, shown
from desk.render import render
from services.alerts import notifier
from services.digests import (
    DigestJob,
    digest_for,
    mail_channel,
    mail_job,
    next_digest_at,
    robot_channels,
    robot_job,
    send_digest,
    text_of,
)

router = APIRouter()
ADDRESS = "/settings/notify"
MOST_TIMES = 6  # a day
ChannelId = Annotated[str, InPath(max_length=60)]


@dataclass(frozen=True, slots=True)
class WayView:
    """A robot or a mailbox: the next digest as it would go out now, and how the last one ended."""

    target: str
    name: str
    text: str
    is_empty: bool
    next_at: datetime | None
    times: Sequence[time]
    skips_empty: bool = True
    last: MailResult | DigestPlan | None = None


class NotifyForm(BaseModel):
    """One's own choices. `on` are "event way" of the switches that are on; times are HH:MM."""

    on: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=40)] = []
    quiet: bool = False
    quiet_from: time = time(22)
    quiet_to: time = time(7)
    mail: Annotated[str, Field(max_length=200)] = ""
    mail_at: Annotated[list[Annotated[str, Field(max_length=8)]], Field(max_length=MOST_TIMES)] = []


@router.get(ADDRESS)
def notify(request: Request, person: Person = may(Verb.NOTICES)) -> Response:
    """The switches of whoever asks, and the digests."""
    return shown(request, _page(request, person, said=said_in(request)))


@router.post(ADDRESS)
def choose(
    request: Request, form: Annotated[NotifyForm, Form()], person: Person = may(Verb.NOTICES)
) -> Response:
    """Keep one's own choices. What cannot be turned off stays on, whatever the form says."""
    office, chosen = office_of(request), frozenset(form.on)
    mail = form.mail.strip()
    if mail and not is_address(mail):
        return _page(
            request, person, wrong=Message("bell.bad_mail", mail=mail[:60]), address=mail, status=422
        )
    choices = {
        (event, way): f"{event} {way}" in chosen
        for event in BellEvent
        for way in BellWay
        if not (way is BellWay.DESK and event in ALWAYS_ON)
    }
    settings = BellSettings(
        person.name, choices, form.quiet, form.quiet_from, form.quiet_to, mail, times_of(form.mail_at)
    )
    with office.open_store() as store:
        store.bell.put_settings(settings)
    office.bells.forget(person.name)
    return back(ADDRESS, worded(Message("bell.kept"), language_of(request)))


class DigestTimes(BaseModel):
    """When a team's digest goes out, and whether it stays at home when there is nothing to tell."""

    at: Annotated[list[Annotated[str, Field(max_length=8)]], Field(max_length=MOST_TIMES)] = []
    skips_empty: bool = False


@router.post(ADDRESS + "/robot/{channel}")
def plan_robot(
    request: Request,
    channel: ChannelId,
    form: Annotated[DigestTimes, Form()],
    person: Person = may(Verb.SET_UP),
) -> Response:
    """The times of a team's digest. UnknownId for a channel there is none of."""
    office = office_of(request)
    with office.open_store() as store:
        known = store.channels.channel(channel)
        plan = replace(store.bell.plan(known.id), times=times_of(form.at), skips_empty=form.skips_empty)
        store.bell.put_plan(plan)
        detail = {"times": [f"{at:%H:%M}" for at in plan.times]}
        store.write_down("digest_plan", known.id, actor=person.name, at=office.clock(), detail=detail)
    return back(ADDRESS, worded(Message("bell.kept"), language_of(request)))


@router.post(ADDRESS + "/robot/{channel}/test")
def try_robot(request: Request, channel: ChannelId, person: Person = may(Verb.SET_UP)) -> Response:
    """Send the digest now, also where there is nothing to tell."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        known = store.channels.channel(channel)
        job = robot_job(store, known)
    return _tried(request, office, job)


@router.post(ADDRESS + "/mail/test")
def try_mail(request: Request, person: Person = may(Verb.NOTICES)) -> Response:
    """Send oneself the digest now."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        job = mail_job(store, person.name)
    if job is None:
        raise WrongInput(Message("bell.no_mail"))
    return _tried(request, office, job)


def times_of(texts: Iterable[str]) -> tuple[time, ...]:
    """Times of day out of a form, each once and in order; what is left empty is none. WrongInput."""
    try:
        return tuple(sorted({time.fromisoformat(text[:5]) for text in texts if text.strip()}))
    except ValueError:
        raise WrongInput(Message("bell.bad_time")) from None


def _tried(request: Request, office: DeskContext, job: DigestJob) -> Response:
    end = send_digest(notifier(office, "desk"), job, even_empty=True)
    if isinstance(end.outcome, Delivered | NoAnswer):
        done = Message("bell.test_sent", to=job.chat or job.channel.id)
    else:
        why = getattr(end.outcome, "message", Message("send.task_created"))
        done = Message("bell.test_failed", why=why)
    return back(ADDRESS, worded(done, language_of(request)))


def _page(request: Request, person: Person, *, status: int = 200, **more: object) -> Response:
    office = office_of(request)
    now = office.clock().astimezone(office.zone)
    with office.open_store(reading=True) as store:
        settings = store.bell.settings(person.name)
        robots = [_robot_view(office, store, channel, now) for channel in robot_channels(store)]
        mail = _mail_view(office, store, person.name, now)
        has_mail = mail_channel(store) is not None
    return render(
        request,
        "notify.html.j2",
        status=status,
        settings=settings,
        events=list(BellEvent),
        ways=list(BellWay),
        always_on=ALWAYS_ON,
        robots=robots,
        mail=mail,
        has_mail=has_mail,
        zone=office.workspace.settings.zone,
        hints={event: Message(f"bell.hint_{event.value}") for event in HINTED},
        **({"said": "", "wrong": "", "address": settings.mail} | more),
    )


HINTED = frozenset(BellEvent) - {BellEvent.MENTION, BellEvent.FINISHED}


def _robot_view(office: DeskContext, store: Store, channel: Channel, now: datetime) -> WayView:
    digest = digest_for(office, store, robot_job(store, channel))
    plan = store.bell.plan(channel.id)
    return WayView(
        channel.id,
        channel.id,
        text_of(office, digest),
        digest.is_empty,
        next_digest_at(plan.times, now),
        plan.times,
        plan.skips_empty,
        plan if plan.sent_at else None,
    )


def _mail_view(office: DeskContext, store: Store, user: str, now: datetime) -> WayView | None:
    job, settings = mail_job(store, user), store.bell.settings(user)
    if job is None:
        return None
    digest = digest_for(office, store, job)
    return WayView(
        user,
        job.chat,
        text_of(office, digest),
        digest.is_empty,
        next_digest_at(settings.mail_at, now),
        settings.mail_at,
        last=store.bell.mail_result(user),
    )
