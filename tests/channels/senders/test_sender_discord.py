"""Discord, by webhook and by bot: nobody is pinged, doubles are stopped, lost messages are found again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from channels.senders.discord import DiscordSender
from channels.senders.discord_bot import DiscordBotSender
from content.messages import render
from content.publish.sender import Delivered, Letter, NoAnswer, Part, PartKind, Rejected, SendOutcome
from tests.platforms.discord import BOT, CHANNEL, CREDENTIAL, HOOK, NOON, FakeDiscord, refused
from tests.platforms.posts import CALM, KEY, LETTER, POSTER, Desk, account
from tests.platforms.server import Behaviour, Ending, Reply, lost, taken

LATER = NOON + timedelta(minutes=10)


@pytest.fixture
def fake() -> Iterator[FakeDiscord]:
    with FakeDiscord() as platform:
        yield platform


@pytest.fixture
def hook(fake: FakeDiscord) -> Desk:
    return Desk(DiscordSender(CALM), account({"url": fake.base_url + HOOK}))


@pytest.fixture
def bot(fake: FakeDiscord) -> Desk:
    return bot_at(fake, CHANNEL)


def bot_at(fake: FakeDiscord, channel: str) -> Desk:
    return Desk(DiscordBotSender(CALM), account({"token": CREDENTIAL}, fake.base_url, channel))


def refusal_of(desk: Desk, fake: FakeDiscord, reply: Reply) -> Rejected:
    fake.behave(lost(reply))
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert render(outcome.message, "zh") != render(outcome.message, "en")
    return outcome


@pytest.mark.parametrize("text", ["@everyone", "@here 早", "<@123456789012345678>", "<@&1>"])
def test_nobody_is_pinged_whatever_the_text_says(hook: Desk, bot: Desk, fake: FakeDiscord, text: str) -> None:
    for desk in (hook, bot):
        for letter in (Letter(text), Letter(text, POSTER)):
            assert isinstance(desk.send(desk.first(letter), key=f"k{len(fake.accepted)}"), Delivered)
    assert len(fake.accepted) == 4
    assert not any(message["pings"] for message in fake.accepted)


def test_the_picture_is_attached_to_its_text(hook: Desk, fake: FakeDiscord) -> None:
    hook.send_all(LETTER)
    assert fake.calls[0].files["files[0]"].content == POSTER.content
    assert fake.accepted[0]["content"] == LETTER.text


def test_the_webhook_waits_until_the_message_is_saved(hook: Desk, fake: FakeDiscord) -> None:
    outcome = hook.send(hook.first())
    assert fake.calls[0].query == {"wait": "true"}
    assert outcome == Delivered({"message_id": fake.accepted[0]["id"], "channel_id": CHANNEL})


def test_what_the_address_asks_for_stays(fake: FakeDiscord) -> None:
    desk = Desk(DiscordSender(CALM), account({"url": f"{fake.base_url}{HOOK}?thread_id=42"}))
    assert isinstance(desk.send(desk.first()), Delivered)
    assert fake.calls[0].query == {"thread_id": "42", "wait": "true"}


@pytest.mark.parametrize(
    "reply", [Reply(204, raw=b""), Reply(200, {}), Reply(200, {"id": "x"}), Reply(200, {"id": 7})]
)
def test_an_answer_without_a_message_stays_open(hook: Desk, fake: FakeDiscord, reply: Reply) -> None:
    fake.behave(taken(reply))
    assert isinstance(hook.send(hook.first()), NoAnswer)


@pytest.mark.parametrize("kind", ["hook", "bot"])
def test_a_text_over_the_limit_is_refused_before_it_is_sent(
    kind: str, hook: Desk, bot: Desk, fake: FakeDiscord
) -> None:
    desk = hook if kind == "hook" else bot
    outcome = desk.send(Part(1, PartKind.TEXT, "长" * 2_001))
    assert isinstance(outcome, Rejected)
    assert outcome.message.code == "send_refused.too_long"
    assert isinstance(desk.send(Part(1, PartKind.TEXT, "长" * 2_000)), Delivered)
    assert len(fake.calls) == 1


@pytest.mark.parametrize(
    ("status", "code", "message", "passing", "whole_channel"),
    [
        (404, 10015, "webhook_gone", False, True),
        (401, 50027, "webhook_gone", False, True),
        (404, 10003, "channel_gone", False, False),
        (401, 0, "token", False, True),
        (401, 40001, "token", False, True),
        (403, 50001, "no_access", False, False),
        (403, 50013, "no_access", False, False),
        (400, 50008, "no_text_channel", False, False),
        (400, 220001, "forum", False, False),
        (400, 50083, "archived", False, False),
        (413, 40005, "too_large", False, False),
        (400, 200000, "blocked", False, False),
        (400, 240000, "blocked", False, False),
        (429, 20028, "limited", True, False),
        (403, 20016, "slow", True, False),
    ],
)
def test_a_refusal_is_told_with_what_to_do(
    bot: Desk, fake: FakeDiscord, status: int, code: int, message: str, passing: bool, whole_channel: bool
) -> None:
    refusal = refusal_of(bot, fake, refused(status, code, "No"))
    assert refusal.message.code == f"send_discord.{message}"
    assert (refusal.passing, refusal.whole_channel) == (passing, whole_channel)


def test_an_unknown_refusal_quotes_discord(hook: Desk, fake: FakeDiscord) -> None:
    refusal = refusal_of(hook, fake, refused(400, 50035, "Invalid Form Body"))
    assert (refusal.code, refusal.passing) == ("50035", False)
    assert "Invalid Form Body" in render(refusal.message, "zh")


@pytest.mark.parametrize(
    ("reply", "pause", "whole_channel"),
    [
        (Reply(429, {"retry_after": 1.337, "global": False}), 1.337, False),
        (Reply(429, {"retry_after": 64.57, "global": True}), 64.57, True),
        (Reply(429, {}, {"Retry-After": "9"}), 9, False),
        (Reply(429, {"retry_after": "soon"}), 5, False),
        (Reply(429, raw=b"error code: 1015"), 3_600, True),
        (Reply(429, headers={"Retry-After": "1200"}, raw=b"<html>"), 1_200, True),
    ],
)
def test_a_limit_passes_after_the_pause_that_discord_names(
    hook: Desk, fake: FakeDiscord, reply: Reply, pause: float, whole_channel: bool
) -> None:
    refusal = refusal_of(hook, fake, reply)
    assert (refusal.passing, refusal.retry_after, refusal.whole_channel) == (True, pause, whole_channel)


@pytest.mark.parametrize("channel", ["", "@me", "1/../../users/@me", "12\n", "１２"])
def test_a_channel_that_is_no_number_never_gets_into_an_address(fake: FakeDiscord, channel: str) -> None:
    desk = bot_at(fake, channel)
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert outcome.code == "no_chat"
    assert desk.find(desk.first(), NOON) is None
    assert not fake.calls


def test_the_bots_nonce_makes_one_message_of_two_calls(fake: FakeDiscord) -> None:
    desk = bot_at(fake, CHANNEL)
    fake.behave(taken(Ending.RESET))
    first, second = desk.send(desk.first()), desk.send(desk.first())
    assert isinstance(first, NoAnswer)
    assert second == Delivered({"message_id": fake.accepted[0]["id"], "channel_id": CHANNEL})
    assert len(fake.accepted) == 1


def found(desk: Desk, fake: FakeDiscord, letter: Letter = LETTER) -> SendOutcome | None:
    fake.now = LATER
    return desk.find(desk.first(letter), NOON)


@pytest.mark.parametrize("lists_nonces", [True, False])
@pytest.mark.parametrize(
    "letter", [LETTER, Letter("  早\n"), Letter("", POSTER)], ids=["both", "text", "picture"]
)
def test_a_message_without_answer_is_found_again(
    bot: Desk, fake: FakeDiscord, lists_nonces: bool, letter: Letter
) -> None:
    fake.lists_nonces = lists_nonces
    fake.written(letter.text.strip(), author="999", files=1 if letter.picture else 0)
    bot.send(bot.first(letter))
    outcome = found(bot, fake, letter)
    assert outcome == Delivered({"message_id": fake.accepted[1]["id"], "channel_id": CHANNEL})


def test_it_is_found_among_hundreds(bot: Desk, fake: FakeDiscord) -> None:
    for number in range(230):
        fake.written(f"say {number}", author="999")
    bot.send(bot.first())
    for number in range(90):
        fake.written(f"say {number}", author="999")
    assert isinstance(found(bot, fake), Delivered)
    assert len(fake.calls_to("/messages")) == 5  # one of them sent it


def test_what_the_whole_listing_lacks_was_not_sent(bot: Desk, fake: FakeDiscord) -> None:
    fake.written("something else", BOT, nonce="another")
    fake.written(LETTER.text, BOT, files=1, nonce="another")
    outcome = found(bot, fake)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("not_there", True)
    assert render(outcome.message, "zh")


def test_of_the_same_text_at_another_hour_nothing_is_concluded(bot: Desk, fake: FakeDiscord) -> None:
    fake.lists_nonces = False
    fake.now = NOON - timedelta(hours=1)
    bot.send(bot.first(), key="earlier")
    assert found(bot, fake) is None


def test_of_several_with_the_same_text_none_is_chosen(bot: Desk, fake: FakeDiscord) -> None:
    fake.lists_nonces = False
    for key in ("k1", "k2"):
        bot.send(bot.first(), key=key)
    assert found(bot, fake) is None


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_was_an_hour_off_hides_no_message(bot: Desk, fake: FakeDiscord, hours: int) -> None:
    bot.send(bot.first())
    fake.now = NOON + timedelta(hours=3)
    assert isinstance(bot.find(bot.first(), NOON + timedelta(hours=hours)), Delivered)


@pytest.mark.parametrize("minutes", [0, 1, 2])
def test_too_early_nothing_is_concluded(bot: Desk, fake: FakeDiscord, minutes: int) -> None:
    fake.now = NOON + timedelta(minutes=minutes)
    assert bot.find(bot.first(), NOON) is None


@pytest.mark.parametrize(
    "behaviour",
    [
        lost(Ending.FAILED),
        lost(Ending.RESET),
        lost(Reply(403, {"code": 50001})),
        lost(Reply(200, {"a": 1})),
        lost(Reply(200, raw=b"[")),
        lost(Reply(200, [{"id": "x"}])),
        lost(Reply(200, [{"id": "9" * 5_000}])),
        lost(Reply(200, ["x"])),
        lost(Reply(200, [])),  # without a date
    ],
)
def test_a_listing_that_cannot_be_read_tells_nothing(
    bot: Desk, fake: FakeDiscord, behaviour: Behaviour
) -> None:
    fake.behave(behaviour, at="/messages")
    assert found(bot, fake) is None


def test_endless_listings_end(bot: Desk, fake: FakeDiscord) -> None:
    page = [{"id": str(number), "author": {"id": "9"}} for number in range(100)]
    fake.behave(*[lost(Reply(200, page)) for _ in range(40)], at="/messages")
    assert found(bot, fake) is None
    assert len(fake.calls_to("/messages")) == 20


def test_a_webhook_cannot_look_up_what_it_sent(hook: Desk) -> None:
    assert hook.find(hook.first(), NOON) is None


def test_the_key_is_the_nonce(bot: Desk, fake: FakeDiscord) -> None:
    bot.send(bot.first(replace(LETTER, picture=None)))
    assert (fake.calls[0].json["nonce"], fake.calls[0].json["enforce_nonce"]) == (KEY, True)
