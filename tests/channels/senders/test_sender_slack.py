"""Slack: a picture uploaded once, a message that pings nobody, and found again by its metadata."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.senders.slack import SECTION, SlackSender, escaped, sections_of
from content.messages import render
from content.publish.sender import Delivered, Letter, NoAnswer, Part, PartKind, Rejected, SendOutcome
from tests.platforms.posts import CALM, KEY, LETTER, POSTER, Desk, account
from tests.platforms.server import Behaviour, Ending, Reply, lost, taken
from tests.platforms.slack import CHANNEL, CREDENTIAL, INVALID_FILE, NOON, FakeSlack, refused
from tests.properties import examples

LATER = NOON + timedelta(minutes=10)
POST = "chat.postMessage"
STEPS = ["files.getUploadURLExternal", "files.completeUploadExternal"]
LATE = {"Date": "Mon, 23 Nov 2026 04:10:00 GMT"}


@pytest.fixture
def fake() -> Iterator[FakeSlack]:
    with FakeSlack() as platform:
        yield platform


@pytest.fixture
def desk(fake: FakeSlack) -> Desk:
    return Desk(SlackSender(CALM), account({"token": CREDENTIAL}, fake.base_url, CHANNEL))


def refusal_of(desk: Desk, fake: FakeSlack, reply: Reply) -> Rejected:
    fake.behave(lost(reply), at=POST)
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert render(outcome.message, "zh") != render(outcome.message, "en")
    return outcome


def text_of(message: dict[str, list[dict[str, dict[str, str]]]]) -> str:
    return "".join(block["text"]["text"] for block in message["blocks"] if "text" in block)


def test_the_picture_stands_below_its_text(desk: Desk, fake: FakeSlack) -> None:
    desk.send_all(LETTER)
    (message,) = fake.accepted
    assert [block["type"] for block in message["blocks"]] == ["section", "image"]
    assert text_of(message) == LETTER.text
    assert fake.files[message["blocks"][1]["slack_file"]["id"]] == POSTER.content


def test_one_upload_serves_all_groups(desk: Desk, fake: FakeSlack) -> None:
    for number in range(3):
        desk.send(desk.first(), key=f"k{number}")
    assert (len(fake.accepted), len(fake.calls_to("files.completeUploadExternal"))) == (3, 1)


@pytest.mark.parametrize(
    "text", ["<!channel> <!here> <!everyone>", "<@U024BE7LH>", "a & b < c > d", "@channel"]
)
def test_nobody_is_pinged_whatever_the_text_says(desk: Desk, fake: FakeSlack, text: str) -> None:
    desk.send_all(Letter(text, POSTER))
    (message,) = fake.accepted
    assert text_of(message) == message["text"] == escaped(text)
    assert not {"<", ">"} & set(text_of(message))
    assert {block["text"]["type"] for block in message["blocks"] if "text" in block} == {"plain_text"}
    assert (message["mrkdwn"], message["parse"], message["link_names"]) == (False, "none", False)


@examples(25)
@given(st.text(st.sampled_from("长a<&\n ") | st.characters(exclude_categories=["Cs"]), max_size=2_400))
def test_a_long_text_is_cut_into_sections_and_stays_whole(text: str) -> None:
    pieces = sections_of(text)
    assert all(0 < len(piece) <= SECTION and piece.strip() for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(escaped(text).split())


@pytest.mark.parametrize("text", ["长" * 12_000, "\n".join("行" * 900 for _ in range(13)), "&" * 2_400])
def test_the_longest_texts_are_taken(desk: Desk, fake: FakeSlack, text: str) -> None:
    assert isinstance(desk.send(Part(1, PartKind.TEXT, text)), Delivered)
    assert text_of(fake.accepted[0]) == escaped(text)


@pytest.mark.parametrize("text", ["长" * 12_001, "&" * 2_401])
def test_a_text_over_the_limit_is_refused_before_it_is_sent(desk: Desk, fake: FakeSlack, text: str) -> None:
    outcome = desk.send(Part(1, PartKind.TEXT, text))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "too_long"
    assert not fake.calls


@pytest.mark.parametrize(
    ("error", "message", "whole_channel"),
    [
        ("channel_not_found", "channel_not_found", False),
        ("not_in_channel", "not_in_channel", False),
        ("is_archived", "archived", False),
        ("invalid_auth", "token", True),
        ("token_revoked", "token", True),
        ("account_inactive", "token", True),
        ("missing_scope", "scope", True),
        ("msg_too_long", "too_long", False),
        ("msg_blocks_too_long", "too_long", False),
        ("restricted_action", "restricted", False),
    ],
)
def test_a_refusal_is_told_with_what_to_do(
    desk: Desk, fake: FakeSlack, error: str, message: str, whole_channel: bool
) -> None:
    refusal = refusal_of(desk, fake, refused(error))
    assert (refusal.code, refusal.message.code) == (error, f"send_slack.{message}")
    assert (refusal.passing, refusal.whole_channel) == (False, whole_channel)


def test_an_unknown_refusal_quotes_slack(desk: Desk, fake: FakeSlack) -> None:
    reply = refused("moon_is_full", response_metadata={"messages": ["[ERROR] wait for another night"]})
    refusal = refusal_of(desk, fake, reply)
    assert (refusal.code, refusal.passing) == ("moon_is_full", False)
    assert "wait for another night" in render(refusal.message, "zh")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "12"}),
        Reply(200, {"ok": False, "error": "rate_limited"}, {"Retry-After": "12"}),
        Reply(429, raw=b"", headers={"Retry-After": "12"}),
    ],
)
def test_a_limit_passes_after_the_pause_that_slack_names(desk: Desk, fake: FakeSlack, reply: Reply) -> None:
    refusal = refusal_of(desk, fake, reply)
    assert (refusal.message.code, refusal.passing, refusal.retry_after) == ("send_slack.limited", True, 12)


def test_a_file_that_is_not_ready_yet_passes(desk: Desk, fake: FakeSlack) -> None:
    refusal = refusal_of(desk, fake, INVALID_FILE)
    assert (refusal.message.code, refusal.passing) == ("send_slack.file_not_ready", True)
    assert isinstance(desk.send(desk.first()), Delivered)
    assert len(fake.calls_to("files.completeUploadExternal")) == 1


def test_blocks_that_are_wrong_otherwise_do_not_pass(desk: Desk, fake: FakeSlack) -> None:
    assert not refusal_of(desk, fake, refused("invalid_blocks", errors=["no more than 50 items"])).passing


@pytest.mark.parametrize("error", ["internal_error", "fatal_error", "service_unavailable"])
def test_an_error_that_may_come_after_the_message_stays_open(desk: Desk, fake: FakeSlack, error: str) -> None:
    fake.behave(taken(refused(error)))
    assert isinstance(desk.send(desk.first()), NoAnswer)
    assert len(fake.accepted) == 1


@pytest.mark.parametrize("error", [None, 7, ["x"], {"a": 1}])
def test_an_error_without_a_name_stays_open(desk: Desk, fake: FakeSlack, error: object) -> None:
    fake.behave(lost(Reply(200, {"ok": False, "error": error})))
    assert isinstance(desk.send(desk.first()), NoAnswer)


def test_a_request_that_arrived_in_part_was_not_sent(desk: Desk, fake: FakeSlack) -> None:
    assert refusal_of(desk, fake, refused("request_timeout")).passing


def test_a_file_that_is_gone_is_uploaded_again(desk: Desk, fake: FakeSlack) -> None:
    assert not refusal_of(desk, fake, refused("file_not_found")).passing
    desk.send(desk.first())
    assert len(fake.calls_to("files.completeUploadExternal")) == 2


@pytest.mark.parametrize(
    ("step", "ending"),
    [
        *[(step, ending) for step in STEPS for ending in (Ending.RESET, Ending.FAILED, Ending.NOT_JSON)],
        ("/upload/F0000000000", Ending.RESET),  # what is answered there is no JSON
        ("/upload/F0000000000", Ending.FAILED),
    ],
)
def test_an_upload_that_fails_is_tried_again_and_nothing_is_sent(
    desk: Desk, fake: FakeSlack, step: str, ending: Ending
) -> None:
    fake.behave(lost(ending), at=step)
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert outcome.passing
    assert not fake.calls_to(POST)
    assert isinstance(desk.send(desk.first()), Delivered)


@pytest.mark.parametrize("step", STEPS)
def test_an_upload_that_is_refused_says_why(desk: Desk, fake: FakeSlack, step: str) -> None:
    fake.behave(lost(refused("missing_scope", needed="files:write")), at=step)
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert (outcome.message.code, outcome.passing) == ("send_slack.scope", False)


def test_the_token_stays_with_slack(desk: Desk, fake: FakeSlack) -> None:
    desk.send(desk.first())
    (upload,) = [call for call in fake.calls if call.path.startswith("/upload/")]
    assert "authorization" not in upload.headers


def found(desk: Desk, fake: FakeSlack) -> SendOutcome | None:
    fake.now = LATER
    return desk.find(desk.first(), NOON)


def test_a_message_without_answer_is_found_again(desk: Desk, fake: FakeSlack) -> None:
    fake.behave(taken(Ending.RESET))
    assert isinstance(desk.send(desk.first()), NoAnswer)
    assert found(desk, fake) == Delivered({"channel": CHANNEL, "ts": fake.accepted[0]["ts"]})


def test_it_is_found_among_hundreds(desk: Desk, fake: FakeSlack) -> None:
    desk.send(desk.first())
    for number in range(450):
        fake.accepted.append({"ts": f"{NOON.timestamp() + 20 + number / 1000:.6f}", "text": "x"})
    assert isinstance(found(desk, fake), Delivered)
    assert len(fake.calls_to("conversations.history")) == 3


def test_what_the_whole_history_lacks_was_not_sent(desk: Desk, fake: FakeSlack) -> None:
    desk.send(desk.first(), key="another")
    fake.accepted.append(
        {"ts": fake.accepted[0]["ts"], "metadata": {"event_type": "x", "event_payload": {"key": KEY}}}
    )
    outcome = found(desk, fake)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("not_there", True)


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_was_an_hour_off_hides_no_message(desk: Desk, fake: FakeSlack, hours: int) -> None:
    desk.send(desk.first())
    fake.now = NOON + timedelta(hours=3)
    assert isinstance(desk.find(desk.first(), NOON + timedelta(hours=hours)), Delivered)


@pytest.mark.parametrize("minutes", [0, 1, 2])
def test_too_early_nothing_is_concluded(desk: Desk, fake: FakeSlack, minutes: int) -> None:
    fake.now = NOON + timedelta(minutes=minutes)
    assert desk.find(desk.first(), NOON) is None


@pytest.mark.parametrize(
    "behaviour",
    [
        lost(Ending.RESET),
        lost(Reply(200, {"ok": False, "error": "missing_scope"}, LATE)),
        lost(Reply(200, {"ok": True, "messages": 7}, LATE)),
        lost(Reply(200, {"ok": True, "messages": []})),  # without a date
    ],
)
def test_a_history_that_cannot_be_read_tells_nothing(
    desk: Desk, fake: FakeSlack, behaviour: Behaviour
) -> None:
    fake.behave(behaviour, at="conversations.history")
    assert found(desk, fake) is None


def test_endless_histories_end(desk: Desk, fake: FakeSlack) -> None:
    page = {"ok": True, "messages": [], "response_metadata": {"next_cursor": "x"}}
    fake.behave(*[lost(Reply(200, page)) for _ in range(40)], at="conversations.history")
    assert found(desk, fake) is None
    assert len(fake.calls_to("conversations.history")) == 10
