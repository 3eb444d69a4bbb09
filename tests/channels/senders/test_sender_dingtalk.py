"""钉钉群机器人: the signature in the address, ten minutes of silence, posters by a public address."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from channels.senders.dingtalk import DingTalkSender
from content.messages import render
from content.publish.sender import Delivered, Letter, Rejected
from tests.platforms.dingtalk import SIGN_SECRET, TOKEN, FakeDingTalk
from tests.platforms.posts import CALM, LETTER, POSTER, Desk, account

BASE = "https://posters.example.com/p"
TEXT = replace(LETTER, picture=None)


@pytest.fixture
def fake() -> Iterator[FakeDingTalk]:
    with FakeDingTalk() as platform:
        yield platform


def robot(fake: FakeDingTalk, off: float = 0.0, base: str = BASE) -> Desk:
    """A robot's desk whose clock is `off` seconds ahead of the platform's."""
    secret = {"token": TOKEN, "sign_secret": SIGN_SECRET}
    return Desk(
        DingTalkSender(CALM, lambda: fake.clock + off), account(secret, fake.base_url, picture_base=base)
    )


def test_a_text_keeps_its_lines(fake: FakeDingTalk) -> None:
    assert robot(fake).send_all(Letter("# 早\n*安*")) == [Delivered()]
    assert fake.accepted == [{"msgtype": "text", "text": {"content": "# 早\n*安*"}}]


@pytest.mark.parametrize("base", [BASE, f"{BASE}/"])
def test_a_poster_is_shown_by_its_public_address(fake: FakeDingTalk, base: str) -> None:
    assert robot(fake, base=base).send_all(LETTER) == [Delivered(), Delivered()]
    assert fake.accepted[1]["markdown"]["text"] == f"![]({BASE}/{POSTER.sha256}.jpg)"


@pytest.mark.parametrize("base", ["", "http://posters.example.com", "javascript:x"])
def test_without_a_public_address_a_picture_is_refused_before_any_call(fake: FakeDingTalk, base: str) -> None:
    desk = robot(fake, base=base)
    outcome = desk.send(desk.sender.parts(LETTER)[1])
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("no_picture_base", False)
    assert "picture_base" in render(outcome.message, "zh")
    assert not fake.calls


def test_the_secret_may_be_the_whole_address(fake: FakeDingTalk) -> None:
    secret = {"url": f"{fake.base_url}/robot/send?access_token={TOKEN}", "sign_secret": SIGN_SECRET}
    desk = Desk(DingTalkSender(CALM, lambda: fake.clock), account(secret))
    assert desk.send_all(TEXT) == [Delivered()]


@pytest.mark.parametrize("off", [-3_601, 3_601])
def test_a_clock_that_is_off_is_told_as_such(fake: FakeDingTalk, off: float) -> None:
    (outcome,) = robot(fake, off).send_all(TEXT)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing, outcome.whole_channel) == ("310000", False, True)
    assert "时钟" in render(outcome.message, "zh")


def test_the_signature_counts_in_milliseconds(fake: FakeDingTalk) -> None:
    robot(fake).send_all(TEXT)
    assert fake.calls[0].query["timestamp"] == str(int(fake.clock * 1000))


def test_over_twenty_a_minute_the_robot_is_left_alone_for_ten_minutes(fake: FakeDingTalk) -> None:
    desk = robot(fake)
    outcomes = [desk.send(desk.first(TEXT)) for _ in range(21)]
    assert outcomes[:20] == [Delivered()] * 20
    last = outcomes[-1]
    assert isinstance(last, Rejected)
    assert (last.code, last.passing, last.retry_after, last.whole_channel) == ("130101", True, 600.0, True)


@pytest.mark.parametrize("character", ["早", "\n早", "a"])
def test_no_piece_of_a_text_is_over_the_robots_limit(fake: FakeDingTalk, character: str) -> None:
    outcomes = robot(fake).send_all(Letter(character * 20_000))
    assert outcomes == [Delivered()] * len(outcomes)
    assert len(outcomes) > 1
