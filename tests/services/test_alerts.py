"""Alerts: each thing once, by every channel that was added for it; and the canary of a morning."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from channels.senders import SENDERS
from content.model import Channel, ChannelKind, Delivery, DeliveryState, Post, PosterSpec, PostState, Slot
from content.publish.secrets import keep_secrets
from services.alerts import Notifier, sing, tell_of_night, tell_of_open
from services.channels import ChannelOrder, add_channel
from services.context import Context
from tests.platforms.wecom import KEY, FakeWecom

DUE = datetime(2026, 11, 23, 4, tzinfo=UTC)
SPEC = PosterSpec("quiz", "v1", "takumi", {"question": "几度？"}, {"deep": "#111"})
POST = Post("p", "g1", date(2026, 11, 23), Slot.NOON, DUE, PostState.APPROVED, "s1", "午", SPEC.key)
OTHER = replace(POST, id="q", slot=Slot.MORNING, state=PostState.UNKNOWN)
UNKNOWN = Delivery("q", 2, 2, 1, "picture", "robot", DeliveryState.UNKNOWN, DUE)


@pytest.fixture
def wecom() -> Iterator[FakeWecom]:
    with FakeWecom() as fake:
        yield fake


@pytest.fixture
def notify(context: Context, wecom: FakeWecom, furnish: Callable[..., None]) -> Notifier:
    """At six minutes after a post's time, with one channel for alerts; a part of another has no answer."""
    late = replace(context, clock=lambda: DUE + timedelta(minutes=6))
    furnish(late.open_store)
    with late.open_store() as store:
        store.queue.add_specs([SPEC])
        store.queue.put_posts([POST, OTHER], actor="sishi", why=None, at=DUE, run="r")
        store.outbox.put_deliveries("g1", [UNKNOWN])
    _add(late, wecom, "ops", alerts="on")
    return Notifier(late, SENDERS, "publisher-1")


def _add(context: Context, wecom: FakeWecom, name: str, **options: str) -> Channel:
    keep_secrets(context.root, name, {"key": KEY})
    order = ChannelOrder(name, ChannelKind.WECOM_ROBOT, base_url=wecom.base_url, options=options)
    return add_channel(context, order, actor="editor")


def words(wecom: FakeWecom) -> list[str]:
    return [call.json["text"]["content"] for call in wecom.calls]


def test_what_is_overdue_or_unanswered_is_told_once(notify: Notifier, wecom: FakeWecom) -> None:
    for _ in range(3):
        tell_of_open(notify)
    overdue, unanswered = words(wecom)
    assert "p" in overdue
    assert "q/2" in unanswered


def test_a_post_has_five_minutes_before_anybody_is_told(notify: Notifier, wecom: FakeWecom) -> None:
    early = replace(notify, context=replace(notify.context, clock=lambda: DUE + timedelta(minutes=4)))
    tell_of_open(early)
    (only,) = words(wecom)  # of the part without an answer
    assert "q/2" in only


def test_an_alert_that_nobody_took_is_tried_again(notify: Notifier, wecom: FakeWecom) -> None:
    wecom.robots.clear()  # the robot was removed from its chat
    tell_of_open(notify)
    wecom.robots.add(KEY)
    tell_of_open(notify)
    assert len(wecom.accepted) == 2  # what is overdue, and what has no answer


def test_a_channel_for_alerts_takes_no_posts(notify: Notifier) -> None:
    with notify.context.open_store(reading=True) as store:
        assert store.channels.channel("ops").slots == ()


@pytest.mark.parametrize(("minutes", "sung"), [(-1, 0), (0, 1), (179, 1), (180, 0)])
def test_the_canary_sings_within_three_hours_of_its_time(
    minutes: int, sung: int, notify: Notifier, wecom: FakeWecom
) -> None:
    _add(notify.context, wecom, "canary", canary="on")
    dawn = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # half past seven in Shanghai
    awake = replace(notify, context=replace(notify.context, clock=lambda: dawn + timedelta(minutes=minutes)))
    sing(awake, "07:30")
    sing(awake, "07:30")
    assert len(wecom.accepted) == sung


def test_a_canary_that_does_not_arrive_is_told(notify: Notifier, wecom: FakeWecom) -> None:
    _add(notify.context, wecom, "canary", canary="on")
    keep_secrets(notify.context.root, "canary", {"key": "of-a-robot-that-is-gone"})
    awake = replace(
        notify, context=replace(notify.context, clock=lambda: datetime(2026, 11, 22, 23, 31, tzinfo=UTC))
    )
    sing(awake, "07:30")
    assert len(wecom.accepted) == 1
    assert "canary" in words(wecom)[-1]


def test_a_night_that_failed_is_told_once_and_one_that_did_not_never(
    notify: Notifier, wecom: FakeWecom
) -> None:
    tell_of_night(notify.context, [], "night-1")
    for _ in range(2):
        tell_of_night(notify.context, ["a poster"], "night-2")
    assert len(wecom.accepted) == 1
