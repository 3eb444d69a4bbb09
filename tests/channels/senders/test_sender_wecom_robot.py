"""企业微信群机器人: pieces of 2,048 bytes, images with their md5, and nobody called by a member's words."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from channels.senders.wecom_robot import WecomRobotSender
from content.publish.sender import Delivered, Letter, PartKind, Rejected
from tests.platforms.posts import CALM, LETTER, Desk, account, picture
from tests.platforms.wecom import KEY, FakeWecom


@pytest.fixture
def fake() -> Iterator[FakeWecom]:
    with FakeWecom() as platform:
        yield platform


@pytest.fixture
def desk(fake: FakeWecom) -> Desk:
    return Desk(WecomRobotSender(CALM), account({"key": KEY}, fake.base_url))


def test_the_text_goes_first_and_then_the_picture(desk: Desk, fake: FakeWecom) -> None:
    desk.send_all(LETTER)
    assert [message["msgtype"] for message in fake.accepted] == ["text", "image"]
    assert fake.accepted[0]["text"] == {"content": LETTER.text}


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_the_picture_arrives_byte_for_byte(desk: Desk, fake: FakeWecom, form: str) -> None:
    (outcome,) = desk.send_all(Letter("", picture(form)))  # the fake compares the md5
    assert outcome == Delivered()


def test_a_long_text_goes_in_pieces_that_the_platform_takes(desk: Desk, fake: FakeWecom) -> None:
    text = "\n".join(f"第 {n} 段：" + "早安，" * 60 + "谁先喝完？" for n in range(12))
    outcomes = desk.send_all(Letter(text))
    assert all(outcome == Delivered() for outcome in outcomes)
    sent = [message["text"]["content"] for message in fake.accepted]
    assert len(sent) == len(outcomes) > 3
    assert "\n".join(sent) == text
    assert max(len(content.encode()) for content in sent) <= 2_048


def test_a_text_of_exactly_2048_bytes_is_one_message(desk: Desk) -> None:
    text = "早" * 682 + "ab"
    assert len(desk.sender.parts(Letter(text))) == 1
    assert len(desk.sender.parts(Letter(text + "c"))) == 2
    assert desk.send(desk.first(Letter(text))) == Delivered()


def test_a_members_words_call_nobody(desk: Desk, fake: FakeWecom) -> None:
    desk.send_all(Letter("看 <@all> 和 <@LinXiao>，1 < 2"))
    content = fake.accepted[0]["text"]["content"]
    assert "<@" not in content
    assert content.replace("\u200b", "") == "看 <@all> 和 <@LinXiao>，1 < 2"


def test_the_secret_may_be_the_whole_address(fake: FakeWecom) -> None:
    url = f"{fake.base_url}/cgi-bin/webhook/send?key={KEY}"
    desk = Desk(WecomRobotSender(CALM), account({"url": url}))
    assert desk.send_all(LETTER) == [Delivered(), Delivered()]


def test_an_address_in_the_clear_is_refused(fake: FakeWecom) -> None:
    desk = Desk(
        WecomRobotSender(CALM), account({"url": f"http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"})
    )
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("plain_http", False)


def test_a_robot_that_was_removed_stops_the_channel(desk: Desk, fake: FakeWecom) -> None:
    fake.robots.clear()
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing, outcome.whole_channel) == ("93000", False, True)
    assert not fake.accepted


def test_a_picture_over_the_limit_is_refused_by_the_platform(desk: Desk, fake: FakeWecom) -> None:
    large = replace(picture("PNG"), content=picture("PNG").content + b"\0" * 2_000_000)
    outcome = desk.send(desk.first(Letter("", large)))
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("40009", False)


def test_the_same_letter_gives_the_same_parts(desk: Desk) -> None:
    assert desk.sender.parts(LETTER) == desk.sender.parts(LETTER)
    assert [part.kind for part in desk.sender.parts(LETTER)] == [PartKind.TEXT, PartKind.PICTURE]
