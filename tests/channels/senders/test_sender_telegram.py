"""Telegram: captions, texts and quizzes within their limits, and what its refusals mean."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.senders.telegram import TelegramSender
from content.messages import render
from content.publish.sender import Delivered, Letter, NoAnswer, Part, PartKind, QuizPoll, Rejected
from tests.platforms.posts import CALM, LETTER, POSTER, QUIZ, Desk, account, picture
from tests.platforms.server import Reply, lost
from tests.platforms.telegram import CHAT, CREDENTIAL, FakeTelegram, refused
from tests.properties import examples


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    with FakeTelegram() as platform:
        yield platform


@pytest.fixture
def desk(fake: FakeTelegram) -> Desk:
    return Desk(TelegramSender(CALM), account({"token": CREDENTIAL}, fake.base_url, CHAT))


def refusal_of(desk: Desk, fake: FakeTelegram, reply: Reply) -> Rejected:
    fake.behave(lost(reply))
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert render(outcome.message, "zh") != render(outcome.message, "en")
    return outcome


def test_a_short_text_is_the_caption_and_a_long_one_goes_before_the_picture(
    desk: Desk, fake: FakeTelegram
) -> None:
    desk.send_all(LETTER)
    desk.send_all(replace(LETTER, text="长" * 1_025))
    assert [method for method, _ in fake.accepted] == ["sendPhoto", "sendMessage", "sendPhoto"]
    assert fake.accepted[0][1]["caption"] == LETTER.text
    assert "caption" not in fake.accepted[2][1]


def test_an_emoji_counts_twice_as_telegram_may_count_it() -> None:
    kinds = [part.kind for part in TelegramSender().parts(replace(LETTER, text="🍵" * 513))]
    assert kinds == [PartKind.TEXT, PartKind.PICTURE]


def test_the_photo_has_its_bytes_and_its_media_type(desk: Desk, fake: FakeTelegram) -> None:
    poster = picture("PNG")
    desk.send_all(Letter("", poster))
    photo = fake.accepted[0][1]["photo"]
    assert (photo.content, photo.media_type, photo.file_name) == (poster.content, "image/png", "poster.png")


def test_nothing_is_parsed_as_mark_up(desk: Desk, fake: FakeTelegram) -> None:
    text = "<b>@channel</b> *x* [a](tg://user?id=1) &amp;"
    desk.send_all(Letter(text, POSTER))
    desk.send_all(Letter(text))
    assert fake.accepted[0][1]["caption"] == fake.accepted[1][1]["text"] == text
    assert not any("parse_mode" in fields or "entities" in fields for _, fields in fake.accepted)


def test_a_quiz_is_native_knows_its_answer_and_comes_last(desk: Desk, fake: FakeTelegram) -> None:
    outcomes = desk.send_all(replace(LETTER, quiz=QUIZ))
    assert all(isinstance(outcome, Delivered) for outcome in outcomes)
    method, fields = fake.accepted[-1]
    assert (method, fields["type"], fields["question"]) == ("sendPoll", "quiz", QUIZ.question)
    assert [option["text"] for option in fields["options"]] == list(QUIZ.options)
    assert (fields["correct_option_ids"], fields["correct_option_id"]) == ([1], 1)
    assert fields["explanation"] == "太烫会苦， 太凉会酸。"


def test_a_long_explanation_is_cut_and_says_so(desk: Desk, fake: FakeTelegram) -> None:
    quiz = replace(QUIZ, explanation="🍵因为水温\n\n\n" * 50)
    assert isinstance(desk.send(Part(1, PartKind.QUIZ, quiz=quiz)), Delivered)
    explanation = fake.accepted[0][1]["explanation"]
    assert explanation.endswith("…")
    assert 195 <= len(explanation.encode("utf-16-le")) // 2 <= 200


@pytest.mark.parametrize(
    "quiz",
    [
        QuizPoll("问" * 301, ("a", "b"), 0),
        QuizPoll("问？", ("a" * 101, "b"), 0),
        QuizPoll("🍵" * 151, ("a", "b"), 0),
    ],
    ids=["question", "option", "emoji"],
)
def test_a_quiz_over_the_limits_is_refused_before_it_is_sent(
    desk: Desk, fake: FakeTelegram, quiz: QuizPoll
) -> None:
    outcome = desk.send(Part(1, PartKind.QUIZ, quiz=quiz))
    assert isinstance(outcome, Rejected)
    assert outcome.message.code == "send_telegram.quiz"
    assert not fake.calls


@examples(100)
@given(st.text(max_size=300), st.integers(1, 30), st.booleans(), st.booleans())
def test_parts_are_the_whole_letter_in_order_and_within_the_limits(
    text: str, times: int, has_picture: bool, has_quiz: bool
) -> None:
    text *= times
    letter = Letter(text, POSTER if has_picture else None, QUIZ if has_quiz else None)
    parts = TelegramSender().parts(letter)
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    assert "".join("".join(part.text.split()) for part in parts) == "".join(text.split())
    assert sum(part.picture is not None for part in parts) == has_picture
    assert [part.quiz for part in parts if part.quiz] == [QUIZ] * has_quiz
    assert all(part.text or part.picture or part.quiz for part in parts)
    for part in parts:
        most = 1_024 if part.kind is PartKind.CAPTIONED else 4_096
        assert len(part.text.encode("utf-16-le", "surrogatepass")) <= 2 * most


def test_a_text_over_the_limit_is_refused_before_it_is_sent(desk: Desk, fake: FakeTelegram) -> None:
    outcome = desk.send(Part(1, PartKind.TEXT, "长" * 4_097))
    assert isinstance(outcome, Rejected)
    assert outcome.message.params == {"size": 4_097, "most": 4_096}
    assert not fake.calls


@pytest.mark.parametrize(
    ("code", "description", "message", "whole_channel"),
    [
        (401, "Unauthorized", "token", True),
        (404, "Not Found", "token", True),
        (400, "Bad Request: chat not found", "chat_not_found", False),
        (403, "Forbidden: bot was kicked from the supergroup chat", "not_member", False),
        (403, "Forbidden: bot was blocked by the user", "not_member", False),
        (403, "Forbidden: bot is not a member of the channel chat", "not_member", False),
        (400, "Bad Request: not enough rights to send photos to the chat", "no_rights", False),
        (400, "Bad Request: need administrator rights in the channel chat", "no_rights", False),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", "no_rights", False),
        (403, "Forbidden: the group chat was deactivated", "chat_gone", False),
        (400, "Bad Request: TOPIC_CLOSED", "topic_closed", False),
        (400, "Bad Request: message caption is too long", "too_long", False),
        (400, "Bad Request: PHOTO_INVALID_DIMENSIONS", "photo", False),
        (400, "Bad Request: poll question must be non-empty", "quiz", False),
    ],
)
def test_a_refusal_is_told_with_what_to_do(
    desk: Desk, fake: FakeTelegram, code: int, description: str, message: str, whole_channel: bool
) -> None:
    refusal = refusal_of(desk, fake, refused(code, description))
    assert (refusal.code, refusal.message.code) == (str(code), f"send_telegram.{message}")
    assert (refusal.passing, refusal.whole_channel) == (False, whole_channel)


def test_an_unknown_refusal_quotes_telegram(desk: Desk, fake: FakeTelegram) -> None:
    refusal = refusal_of(desk, fake, refused(400, "Bad Request: the moon is full"))
    assert not refusal.passing
    assert "the moon is full" in render(refusal.message, "zh")


def test_a_group_that_moved_names_its_new_id(desk: Desk, fake: FakeTelegram) -> None:
    moved = refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1009876543210)
    refusal = refusal_of(desk, fake, moved)
    assert not refusal.passing
    assert "-1009876543210" in render(refusal.message, "zh")
    assert len(fake.calls) == 1


def test_a_flood_passes_after_the_pause_that_telegram_names(desk: Desk, fake: FakeTelegram) -> None:
    refusal = refusal_of(desk, fake, refused(429, "Too Many Requests: retry after 23", retry_after=23))
    assert (refusal.passing, refusal.retry_after, refusal.whole_channel) == (True, 23.0, True)
    assert refusal_of(desk, fake, refused(429, "Too Many Requests")).retry_after == 60


@pytest.mark.parametrize(
    "reply",
    [
        refused(500, "Internal Server Error"),
        Reply(502, {"ok": False, "error_code": 502, "description": "Bad Gateway"}),
        Reply(200, {"ok": "yes"}),
        Reply(200, {"ok": False, "error_code": "x"}),
        Reply(200, {"ok": False, "error_code": True}),
    ],
)
def test_what_is_neither_yes_nor_no_stays_open(desk: Desk, fake: FakeTelegram, reply: Reply) -> None:
    fake.behave(lost(reply))
    assert isinstance(desk.send(desk.first()), NoAnswer)


def test_without_a_chat_nothing_is_called(fake: FakeTelegram) -> None:
    desk = Desk(TelegramSender(CALM), account({"token": CREDENTIAL}, fake.base_url))
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert outcome.code == "no_chat"
    assert not fake.calls


@pytest.mark.parametrize("credential", ["x", "1:../../etc", "1:a/b?c", f"{CREDENTIAL}\n", f"{CREDENTIAL}/x"])
def test_a_malformed_token_never_gets_into_an_address(fake: FakeTelegram, credential: str) -> None:
    desk = Desk(TelegramSender(CALM), account({"token": credential}, fake.base_url, CHAT))
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert outcome.message.code == "send_telegram.token"
    assert not fake.calls


def test_a_bot_cannot_look_up_what_it_sent(desk: Desk) -> None:
    assert desk.find(desk.first(), datetime(2026, 11, 23, tzinfo=UTC)) is None
