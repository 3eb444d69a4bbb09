"""Digests: counts first, at chosen times and once, not in quiet hours, not where there is nothing to tell."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from channels.senders import SENDERS
from content.bell import Ring, ring
from content.model import (
    BellEvent,
    BellSettings,
    BellWay,
    ChannelKind,
    Message,
    Post,
    PosterSpec,
    PostState,
    Role,
    Slot,
    User,
)
from content.publish.secrets import keep_secrets
from content.publish.sender import Delivered, Rejected
from services.alerts import Notifier, ring_night
from services.channels import ChannelOrder, add_channel
from services.context import Context
from services.digests import all_jobs, digest_for, ring_undelivered, send_digest, send_due_digests, text_of
from tests.platforms.smtp import PostOffice
from tests.platforms.wecom import KEY, FakeWecom

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
SPEC = PosterSpec("quiz", "v1", "takumi", {"question": "几度？"}, {"deep": "#111"})
POST = Post("p", "g1", date(2026, 11, 23), Slot.NOON, NOON, PostState.IN_REVIEW, "s1", "午", SPEC.key)
MORNING = datetime(2026, 11, 23, 0, 31, tzinfo=UTC)  # 08:31 in Shanghai


@pytest.fixture
def wecom() -> Iterator[FakeWecom]:
    with FakeWecom() as fake:
        yield fake


@pytest.fixture
def mails() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture
def team(context: Context, furnish: Callable[..., None], wecom: FakeWecom, mails: PostOffice) -> Context:
    """At half past eight with a post to approve, a robot, mail, and two people who sign in."""
    at = replace(context, clock=lambda: MORNING)
    furnish(at.open_store)
    with at.open_store() as store:
        store.queue.add_specs([SPEC])
        store.queue.put_posts([POST], actor="sishi", why=None, at=MORNING, run="r")
        for name, role in (("lin", Role.EDITOR), ("zhou", Role.APPROVER)):
            store.accounts.put_user(User(name, f"名{name}", role), actor="test", at=MORNING)
        store.bell.put_settings(BellSettings("zhou", mail="zhou@example.com"))
    keep_secrets(at.root, "ops", {"key": KEY})
    robot = ChannelOrder("ops", ChannelKind.WECOM_ROBOT, base_url=wecom.base_url, options={"alerts": "on"})
    options = {"host": "127.0.0.1", "port": str(mails.port), "from": "sishi@example.com", "starttls": "off"}
    mail = ChannelOrder("mail", ChannelKind.EMAIL, options=options | {"to": "team@example.com"})
    for order in (robot, mail):
        add_channel(at, order, actor="test")
    return at


def notify(context: Context) -> Notifier:
    return Notifier(context, SENDERS, "publisher-1")


def at(context: Context, moment: datetime) -> Notifier:
    return notify(replace(context, clock=lambda: moment))


def words(wecom: FakeWecom) -> list[str]:
    return [call.json["text"]["content"] for call in wecom.calls]


def test_each_digest_goes_out_once_at_its_time_with_counts_first(
    team: Context, wecom: FakeWecom, mails: PostOffice
) -> None:
    for _ in range(3):
        send_due_digests(notify(team))
    (text,) = words(wecom)
    assert text.splitlines()[0] == "还有 1 条没批，最早的 11-23 12:00 发"
    assert "其中 1 条今天就发" in text
    assert "/review" in text
    ((recipients, message),) = mails.taken
    assert recipients == ["zhou@example.com"]
    assert b"zhou@example.com" in message
    with team.open_store(reading=True) as store:
        assert store.bell.plan("ops").arrived
        assert store.bell.mail_result("zhou")


def test_nothing_goes_out_before_its_time_or_long_after_it(team: Context, wecom: FakeWecom) -> None:
    for moment in (MORNING - timedelta(minutes=2), MORNING + timedelta(hours=3)):
        assert send_due_digests(at(team, moment)) == []
    assert wecom.calls == []


def test_nobody_is_written_to_in_quiet_hours(team: Context, mails: PostOffice) -> None:
    late = BellSettings("zhou", mail="zhou@example.com", mail_at=(time(23),))
    with team.open_store() as store:
        store.bell.put_settings(late)
    eleven = datetime(2026, 11, 23, 15, 1, tzinfo=UTC)  # 23:01 in Shanghai
    send_due_digests(at(team, eleven))
    assert mails.taken == []
    with team.open_store() as store:
        store.bell.put_settings(replace(late, is_quiet=False))
    send_due_digests(at(team, eleven))
    assert len(mails.taken) == 1


def test_nothing_to_tell_is_not_told_unless_somebody_tries_it(team: Context, wecom: FakeWecom) -> None:
    with team.open_store() as store:
        (post,) = store.queue.posts()
        store.queue.change(
            post, replace(post, state=PostState.CANCELLED), kind="withdraw", actor="x", why=None, at=MORNING
        )
        job = all_jobs(store)[0]
    assert send_digest(notify(team), job).outcome is None
    assert wecom.calls == []
    assert isinstance(send_digest(notify(team), job, even_empty=True).outcome, Delivered)


def test_what_did_not_arrive_is_kept_with_its_cause(team: Context, mails: PostOffice) -> None:
    mails.replies["RCPT"] = "550 5.1.1 no such user"
    with team.open_store(reading=True) as store:
        (job,) = [job for job in all_jobs(store) if job.way is BellWay.MAIL]
    assert isinstance(send_digest(notify(team), job).outcome, Rejected)
    with team.open_store(reading=True) as store:
        result = store.bell.mail_result("zhou")
    assert result
    assert not result.arrived
    assert result.outcome
    assert "no such user" in str(result.outcome.params)


def test_only_what_a_person_wants_by_a_way_is_in_it(team: Context) -> None:
    what = Ring(BellEvent.MENTION, "k", Message("bell.mentioned", n=1), "lin", "p", words="看")
    with team.open_store() as store:
        ring(store, ["zhou", "lin"], what, at=MORNING)
        robot, mail = all_jobs(store)
        assert "有人 @ 我、回复我 1" in text_of(team, digest_for(team, store, robot))
        assert "@名zhou" in text_of(team, digest_for(team, store, robot))
        assert "@" not in text_of(team, digest_for(team, store, mail)).replace("@ 我", "")
        store.bell.put_settings(BellSettings("zhou", {(e, BellWay.ROBOT): False for e in BellEvent}))
        assert all_jobs(store)[0].users == ("lin",)


def test_what_nobody_may_miss_stays_on_the_desk(team: Context) -> None:
    off = {(event, way): False for event in BellEvent for way in BellWay}
    settings = BellSettings("lin", off)
    on = {event for event in BellEvent if settings.wants(event, BellWay.DESK)}
    assert on == {BellEvent.MENTION, BellEvent.CHANGE, BellEvent.WITHDRAWAL, BellEvent.UNDELIVERED}
    assert not any(settings.wants(event, BellWay.MAIL) for event in BellEvent)


@pytest.mark.parametrize(
    "begins, ends, moment, rests",
    [
        (time(22), time(7), time(23), True),
        (time(22), time(7), time(6, 59), True),
        (time(22), time(7), time(7), False),
        (time(12), time(14), time(13), True),
        (time(12), time(14), time(22), False),
        (time(8), time(8), time(8), False),
    ],
)
def test_quiet_hours_may_pass_midnight(begins: time, ends: time, moment: time, rests: bool) -> None:
    assert BellSettings("x", quiet_from=begins, quiet_to=ends).rests_at(moment) is rests


def test_a_night_that_failed_rings_once_for_who_can_run_it_again(team: Context) -> None:
    for _ in range(2):
        ring_night(team, 2, "r1")
        ring_undelivered(team)
    with team.open_store(reading=True) as store:
        assert [entry.count for entry in store.bell.entries("zhou")] == [2]
        assert store.bell.entries("lin") == []
