"""What holds for every sender that calls by HTTP: one call, one outcome, and no secret anywhere."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.senders.discord import DiscordSender
from channels.senders.discord_bot import DiscordBotSender
from channels.senders.http import Patience
from channels.senders.slack import SlackSender
from channels.senders.telegram import TelegramSender
from channels.senders.webhook import WebhookSender
from content.messages import render
from content.publish.sender import Delivered, NoAnswer, Rejected
from tests.platforms import discord, receiver, slack, telegram
from tests.platforms.posts import CALM, LETTER, QUICK, Desk, account
from tests.platforms.server import Behaviour, Ending, Platform, Reply, lost, nobody_there, taken
from tests.properties import examples

NOW = 1_795_406_400
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Kind:
    """One kind of channel: its fake, and a desk that sends to a base URL."""

    name: str
    fake: Callable[[], Platform]
    desk: Callable[[str, Patience], Desk]
    secret: str
    idempotent: bool = False


KINDS = [
    Kind(
        "telegram",
        telegram.FakeTelegram,
        lambda url, patience: Desk(
            TelegramSender(patience), account({"token": telegram.CREDENTIAL}, url, telegram.CHAT)
        ),
        telegram.CREDENTIAL,
    ),
    Kind(
        "discord",
        discord.FakeDiscord,
        lambda url, patience: Desk(DiscordSender(patience), account({"url": url + discord.HOOK})),
        discord.HOOK,
    ),
    Kind(
        "discord-bot",
        discord.FakeDiscord,
        lambda url, patience: Desk(
            DiscordBotSender(patience), account({"token": discord.CREDENTIAL}, url, discord.CHANNEL)
        ),
        discord.CREDENTIAL,
        idempotent=True,
    ),
    Kind(
        "slack",
        slack.FakeSlack,
        lambda url, patience: Desk(
            SlackSender(patience), account({"token": slack.CREDENTIAL}, url, slack.CHANNEL)
        ),
        slack.CREDENTIAL,
    ),
    Kind(
        "webhook",
        lambda: receiver.Receiver(NOW),
        lambda url, patience: Desk(
            WebhookSender(patience, lambda: NOW), account({"url": f"{url}/posts", "key": receiver.KEY})
        ),
        receiver.KEY,
        idempotent=True,
    ),
]
SECRETS = [f"https://example.com{kind.secret}" for kind in KINDS]
KEEPING = [kind for kind in KINDS if kind.idempotent]
BROKEN = [Ending.RESET, Ending.DROP, Ending.CUT, Ending.FAILED, Ending.REDIRECT]
ENDLESS = [Ending.HANG, Ending.DRIP, Ending.DRIP_HEADERS]
UNREADABLE = [Ending.NOT_JSON, Ending.LIST, Ending.HUGE]  # of 200: to a webhook that is a yes
REFUSALS = [Reply(429, {}, {"Retry-After": "7"}), Reply(403, raw=b"<h1>no</h1>"), Reply(400, {}), Reply(413)]
BEHAVIOURS = st.sampled_from(
    [Behaviour()]
    + [taken(ending) for ending in (Ending.RESET, Ending.DROP, Ending.CUT, Ending.FAILED, Ending.TWICE)]
    + [lost(ending) for ending in (Ending.RESET, Ending.RESET_UNREAD, Ending.DROP, Ending.FAILED)]
    + [lost(reply) for reply in REFUSALS]
)
NAMES = st.sampled_from(
    [
        *["ok", "error", "error_code", "description", "parameters", "migrate_to_chat_id", "retry_after"],
        *["result", "message_id", "code", "message", "global", "id", "channel_id", "channel", "ts", "errors"],
        *["response_metadata", "messages", "next_cursor", "upload_url", "file_id", "metadata", "event_type"],
        *["event_payload", "key", "author", "nonce", "attachments", "content"],
    ]
)
WORDS = st.sampled_from(["", "x", "-1", "ratelimited", "invalid_blocks", "internal_error", "nan", *SECRETS])
BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=12,
)
HEADERS = st.sampled_from(["Retry-After", "Date", "X-RateLimit-Scope"])


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen = request.param
    assert isinstance(chosen, Kind)
    return chosen


@pytest.fixture
def fake(kind: Kind) -> Iterator[Platform]:
    with kind.fake() as platform:
        yield platform


@pytest.fixture
def desk(kind: Kind, fake: Platform) -> Desk:
    return kind.desk(fake.base_url, CALM)


@pytest.fixture
def hasty(kind: Kind, fake: Platform) -> Desk:
    return kind.desk(fake.base_url, QUICK)


def test_a_picture_with_its_text_arrives_as_one_message(desk: Desk, fake: Platform) -> None:
    (outcome,) = desk.send_all(LETTER)
    assert isinstance(outcome, Delivered)
    assert len(fake.accepted) == 1
    assert all(outcome.receipt.values())


def test_a_text_arrives_alone(desk: Desk, fake: Platform) -> None:
    (outcome,) = desk.send_all(replace(LETTER, picture=None))
    assert isinstance(outcome, Delivered)
    assert len(fake.accepted) == 1


def test_a_picture_arrives_alone(desk: Desk, fake: Platform) -> None:
    (outcome,) = desk.send_all(replace(LETTER, text=""))
    assert isinstance(outcome, Delivered)
    assert len(fake.accepted) == 1


@pytest.mark.parametrize("ending", BROKEN)
def test_a_message_that_was_taken_without_an_answer_stays_open(
    desk: Desk, fake: Platform, ending: Ending
) -> None:
    fake.behave(taken(ending))
    outcome = desk.send(desk.first())
    assert isinstance(outcome, NoAnswer)
    assert len(fake.accepted) == 1
    assert render(outcome.message, "zh") != render(outcome.message, "en")


@pytest.mark.parametrize("ending", ENDLESS)
def test_an_answer_that_never_ends_stays_open(hasty: Desk, fake: Platform, ending: Ending) -> None:
    fake.behave(taken(ending))
    assert isinstance(hasty.send(hasty.first()), NoAnswer)


@pytest.mark.parametrize("ending", UNREADABLE)
def test_an_answer_that_cannot_be_read_leaves_it_open(
    kind: Kind, desk: Desk, fake: Platform, ending: Ending
) -> None:
    fake.behave(taken(ending))
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Delivered if kind.name == "webhook" else NoAnswer)


def test_of_two_answers_the_first_counts(desk: Desk, fake: Platform) -> None:
    fake.behave(taken(Ending.TWICE))
    assert isinstance(desk.send(desk.first()), Delivered)


def test_where_nobody_listens_nothing_was_sent_and_it_may_be_tried_again(kind: Kind) -> None:
    desk = kind.desk(nobody_there(), QUICK)
    outcome = desk.sender.send(desk.account, desk.first(), "F1", "k", desk.tokens)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("not_reached", True)


def test_a_limit_of_rate_is_passing_and_has_the_platforms_pause(desk: Desk, fake: Platform) -> None:
    fake.behave(lost(Reply(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "17"})))
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert (outcome.passing, outcome.retry_after) == (True, 17.0)


@pytest.mark.parametrize("status", [400, 402, 403, 405, 422, 451])
def test_a_refusal_without_words_is_for_good(desk: Desk, fake: Platform, status: int) -> None:
    fake.behave(lost(Reply(status, raw=b"<html>no</html>")))
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == (str(status), False)
    assert render(outcome.message, "zh") != render(outcome.message, "en")


@pytest.mark.parametrize("ending", [None, Ending.RESET, Ending.HANG, Ending.REDIRECT])
def test_no_secret_is_logged_or_told(
    kind: Kind, hasty: Desk, fake: Platform, ending: Ending | None, caplog: pytest.LogCaptureFixture
) -> None:
    if ending:
        fake.behave(taken(ending))
    with caplog.at_level(logging.DEBUG):
        outcome = hasty.send(hasty.first())
    assert kind.secret not in caplog.text + repr(outcome) + repr(hasty.account)


@pytest.mark.parametrize("status", [400, 418])
def test_a_secret_that_the_platform_quotes_is_cut_out(
    kind: Kind, desk: Desk, fake: Platform, status: int
) -> None:
    words = f"bad \u202e request\n to https://example.com{kind.secret} " + "x" * 500
    error = {"ok": False, "error": f"odd {kind.secret}", "description": words, "message": words, "code": 1}
    fake.behave(lost(Reply(status, error)))
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert not outcome.passing
    shown = render(outcome.message, "en") + outcome.code
    assert kind.secret not in shown
    assert kind.secret.rpartition("/")[2] not in shown
    assert "\u202e" not in shown
    assert len(str(outcome.message.params["words"])) <= 200


def test_without_one_of_its_secrets_nothing_is_called(desk: Desk, fake: Platform) -> None:
    for field in desk.account.secret:
        poor = Desk(desk.sender, replace(desk.account, secret={**desk.account.secret, field: ""}))
        outcome = poor.send(poor.first())
        assert isinstance(outcome, Rejected)
        assert (outcome.code, outcome.passing, outcome.whole_channel) == ("no_secret", False, True)
    assert not fake.calls


@examples(50)
@given(st.sampled_from(KINDS), st.integers(200, 599), BODIES, st.dictionaries(HEADERS, WORDS, max_size=2))
def test_no_answer_however_odd_is_more_than_an_outcome(
    kind: Kind, status: int, body: Any, headers: dict[str, str]
) -> None:
    with kind.fake() as fake:
        desk = kind.desk(fake.base_url, CALM)
        fake.behave(*[lost(Reply(status, body, headers)) for _ in range(4)])
        for at in ("getUploadURLExternal", "completeUploadExternal", "history", "@me", "/messages"):
            fake.behave(lost(Reply(status, body, headers)), at=at)
        for _ in range(4):
            outcome = desk.send(desk.first())
            assert isinstance(outcome, Delivered | Rejected | NoAnswer)
            assert kind.secret not in repr(outcome)
            if not isinstance(outcome, Delivered):
                assert render(outcome.message, "zh")
                assert len(outcome.code) <= 60
        found = desk.find(desk.first(), NOON)
        assert found is None or isinstance(found, Delivered | Rejected)


@examples(20)
@given(st.sampled_from(KINDS), st.lists(BEHAVIOURS, min_size=1, max_size=4))
def test_each_send_shows_at_most_one_message_and_tells_the_truth_about_it(
    kind: Kind, behaviours: list[Behaviour]
) -> None:
    with kind.fake() as fake:
        fake.behave(*behaviours)
        desk = kind.desk(fake.base_url, CALM)
        part = desk.first()
        for attempt in range(len(behaviours)):
            before = len(fake.accepted)
            outcome = desk.send(part, f"key{attempt}")
            shown = len(fake.accepted) - before
            assert shown <= 1
            if isinstance(outcome, Delivered):
                assert shown == 1
            if isinstance(outcome, Rejected):
                assert shown == 0


@examples(20)
@given(st.sampled_from(KEEPING), st.lists(BEHAVIOURS, min_size=1, max_size=5))
def test_however_often_a_key_is_sent_members_see_one_message(kind: Kind, behaviours: list[Behaviour]) -> None:
    with kind.fake() as fake:
        fake.behave(*behaviours)
        desk = kind.desk(fake.base_url, CALM)
        part = desk.first()
        outcomes = [desk.send(part) for _ in range(len(behaviours) + 1)]
        assert isinstance(outcomes[-1], Delivered)
        assert len(fake.accepted) == 1
