"""飞书: the webhook's signature and its limits; the app's images, and one message for one key."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from channels.senders.feishu_app import FeishuAppSender
from channels.senders.feishu_bot import FeishuBotSender
from content.messages import render
from content.publish.sender import Delivered, Letter, NoAnswer, Part, PartKind, Rejected
from tests.platforms.feishu import APP_ID, APP_SECRET, CHAT, SIGN_SECRET, TOKEN, FakeFeishu
from tests.platforms.posts import CALM, LETTER, POSTER, Desk, account, picture
from tests.platforms.server import Ending, Reply, lost, taken

TEXT = replace(LETTER, picture=None)


@pytest.fixture
def fake() -> Iterator[FakeFeishu]:
    with FakeFeishu() as platform:
        yield platform


def bot(fake: FakeFeishu, off: float = 0.0, **secret: str) -> Desk:
    """A webhook's desk whose clock is `off` seconds ahead of the platform's."""
    known = {"token": TOKEN, "sign_secret": SIGN_SECRET, **secret}
    return Desk(FeishuBotSender(CALM, lambda: fake.clock + off), account(known, fake.base_url))


@pytest.fixture
def app(fake: FakeFeishu) -> Desk:
    return Desk(
        FeishuAppSender(CALM), account({"app_id": APP_ID, "app_secret": APP_SECRET}, fake.base_url, CHAT)
    )


def test_the_webhook_takes_a_signed_text(fake: FakeFeishu) -> None:
    assert bot(fake).send_all(TEXT) == [Delivered()]
    assert fake.accepted == [LETTER.text]


@pytest.mark.parametrize("off", [-3_601, 3_601])
def test_a_clock_that_is_off_is_told_as_such(fake: FakeFeishu, off: float) -> None:
    (outcome,) = bot(fake, off).send_all(TEXT)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing, outcome.whole_channel) == ("19021", False, True)
    assert "时钟" in render(outcome.message, "zh")


def test_a_wrong_signature_is_refused(fake: FakeFeishu) -> None:
    (outcome,) = bot(fake, sign_secret="another").send_all(TEXT)
    assert isinstance(outcome, Rejected)
    assert outcome.code == "19021"


def test_a_webhook_without_signature_needs_no_secret_but_its_address(fake: FakeFeishu) -> None:
    fake.signed = False
    url = f"{fake.base_url}/open-apis/bot/v2/hook/{TOKEN}"
    desk = Desk(FeishuBotSender(CALM), account({"url": url}))
    assert desk.send_all(TEXT) == [Delivered()]
    assert "sign" not in fake.calls[0].json


def test_a_missing_keyword_concerns_this_text_alone(fake: FakeFeishu) -> None:
    fake.keyword = "四时"
    (outcome,) = bot(fake).send_all(TEXT)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing, outcome.whole_channel) == ("19024", False, False)


@pytest.mark.parametrize("character", ["早", "\n早", '"', "\\"])
def test_no_piece_of_a_text_makes_a_body_of_over_20_kb(fake: FakeFeishu, character: str) -> None:
    outcomes = bot(fake).send_all(Letter(character * 9_500))
    assert outcomes == [Delivered()] * len(outcomes)
    assert len(outcomes) > 1


def test_a_members_words_call_nobody(fake: FakeFeishu, app: Desk) -> None:
    words = '看 <at user_id="all">所有人</at> <AT>，<attic>'
    bot(fake).send_all(Letter(words))
    app.send_all(Letter(words))
    for text in (fake.accepted[0], fake.accepted[1][2]["text"]):
        assert "<at " not in text
        assert "</at" not in text
        assert "<AT" not in text
        assert "<attic>" in text
        assert text.replace("\u200b", "") == words


def test_the_webhook_refuses_pictures_and_says_what_to_use(fake: FakeFeishu) -> None:
    desk = bot(fake)
    outcome = desk.sender.upload(desk.account, Part(1, PartKind.PICTURE, picture=POSTER), desk.tokens)
    assert isinstance(outcome, Rejected)
    assert "feishu-app" in render(outcome.message, "en")
    assert desk.sender.capabilities.pictures == ()


def test_success_in_the_older_words_is_success(fake: FakeFeishu) -> None:
    fake.behave(taken(Reply(body={"StatusCode": 0, "StatusMessage": "success", "Extra": None})))
    assert bot(fake).send_all(TEXT) == [Delivered()]


def test_the_app_sends_the_text_and_then_the_picture(fake: FakeFeishu, app: Desk) -> None:
    outcomes = app.send_all(LETTER)
    assert outcomes == [Delivered({"message_id": "om_0"}), Delivered({"message_id": "om_1"})]
    text, image = fake.accepted
    assert text == (CHAT, "text", {"text": LETTER.text})
    assert LETTER.picture is not None
    assert fake.images[image[2]["image_key"]] == LETTER.picture.content


def test_the_same_key_within_the_hour_shows_one_message(fake: FakeFeishu, app: Desk) -> None:
    part = app.first(TEXT)
    fake.behave(taken(Ending.RESET))
    assert isinstance(app.send(part), NoAnswer)
    assert app.send(part) == Delivered({"message_id": "om_0"})
    assert len(fake.accepted) == 1
    assert app.sender.capabilities.same_key_seconds == 3_600


def test_a_message_that_is_still_being_sent_stays_open(fake: FakeFeishu, app: Desk) -> None:
    fake.behave(taken(Reply(400, {"code": 230049, "msg": "The message is being sent."})))
    outcome = app.send(app.first(TEXT))
    assert isinstance(outcome, NoAnswer)
    assert outcome.code == "230049"


def test_a_success_without_a_message_id_stays_open(fake: FakeFeishu, app: Desk) -> None:
    fake.behave(taken(Reply(body={"code": 0, "data": {}})))
    assert isinstance(app.send(app.first(TEXT)), NoAnswer)


def test_a_bot_outside_the_chat_is_refused(fake: FakeFeishu, app: Desk) -> None:
    fake.chats.clear()
    outcome = app.send(app.first(TEXT))
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing, outcome.whole_channel) == ("230002", False, False)


def test_without_a_chat_nothing_is_called(fake: FakeFeishu, app: Desk) -> None:
    poor = Desk(app.sender, replace(app.account, chat=""))
    outcome = poor.send(poor.first(TEXT))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "no_chat"
    assert not fake.calls


def test_a_picture_is_uploaded_once_and_again_where_its_key_is_refused(fake: FakeFeishu, app: Desk) -> None:
    part = Part(1, PartKind.PICTURE, picture=picture("PNG"))
    app.send(part, "k1")
    app.send(part, "k2")
    assert len(fake.images) == 1
    fake.images.clear()
    assert isinstance(app.send(part, "k3"), Rejected)
    assert isinstance(app.send(part, "k4"), Delivered)


@pytest.mark.parametrize("content", [b"", b"no picture at all"])
def test_a_picture_that_is_refused_sends_nothing(fake: FakeFeishu, app: Desk, content: bytes) -> None:
    outcome = app.send(Part(1, PartKind.PICTURE, picture=replace(POSTER, content=content)))
    assert isinstance(outcome, Rejected)
    assert not outcome.passing
    assert not fake.accepted


def test_a_limit_has_the_pause_that_the_header_names(fake: FakeFeishu, app: Desk) -> None:
    limit = Reply(400, {"code": 99991400, "msg": "request trigger frequency limit"})
    fake.behave(lost(replace(limit, headers={"x-ogw-ratelimit-reset": "12"})), lost(limit))
    for pause in (12.0, 60.0):
        outcome = app.send(app.first(TEXT))
        assert isinstance(outcome, Rejected)
        assert (outcome.passing, outcome.whole_channel, outcome.retry_after) == (True, True, pause)
