"""The signed webhook: what a receiver needs to believe a part, and to take it once."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from channels.senders.webhook import WebhookSender, signature
from content.messages import render
from content.publish.sender import Delivered, NoAnswer, Rejected
from tests.platforms.posts import CALM, KEY, LETTER, POSTER, QUIZ, Desk, account
from tests.platforms.receiver import KEY as SIGNING
from tests.platforms.receiver import Receiver
from tests.platforms.server import Ending, Reply, lost, taken

NOW = 1_795_406_400


@pytest.fixture
def fake() -> Iterator[Receiver]:
    with Receiver(NOW) as platform:
        yield platform


@pytest.fixture
def desk(fake: Receiver) -> Desk:
    return desk_with(fake, SIGNING)


def desk_with(fake: Receiver, signing: str) -> Desk:
    secret = {"url": f"{fake.base_url}/posts?shop=1", "key": signing}
    place = {"day": "2026-11-23", "group": "g1", "slot": "morning"}
    return Desk(WebhookSender(CALM, lambda: NOW), account(secret, chat="room", **place))


def test_the_receiver_gets_the_whole_part(desk: Desk, fake: Receiver) -> None:
    outcome = desk.send(desk.first(replace(LETTER, quiz=QUIZ)))
    assert outcome == Delivered({"id": "r-1"})
    (part,) = fake.accepted
    assert base64.b64decode(part["picture"].pop("base64")) == POSTER.content
    assert part == {
        "id": KEY,
        "kind": "captioned",
        "text": LETTER.text,
        "chat": "room",
        "day": "2026-11-23",
        "group": "g1",
        "slot": "morning",
        "picture": {"media_type": "image/jpeg", "sha256": POSTER.sha256, "width": 48, "height": 64},
        "quiz": {
            "question": QUIZ.question,
            "options": list(QUIZ.options),
            "right": 1,
            "explanation": QUIZ.explanation,
        },
    }


def test_the_signature_is_over_time_and_body(desk: Desk, fake: Receiver) -> None:
    desk.send(desk.first())
    (call,) = fake.calls
    signed = f"{NOW}.".encode() + call.content
    expected = hmac.new(SIGNING.encode(), signed, hashlib.sha256).hexdigest()
    assert call.headers["x-sishi-timestamp"] == str(NOW)
    assert call.headers["x-sishi-signature"] == f"sha256={expected}"
    assert call.query == {"shop": "1"}


def test_another_key_another_time_or_another_body_has_another_signature() -> None:
    signatures = {
        signature(*of) for of in [("k", "1", b"a"), ("l", "1", b"a"), ("k", "2", b"a"), ("k", "1", b"b")]
    }
    assert len(signatures) == 4


def test_a_key_that_was_taken_before_counts_as_delivered(desk: Desk, fake: Receiver) -> None:
    fake.behave(taken(Ending.RESET))
    assert isinstance(desk.send(desk.first()), NoAnswer)
    assert desk.send(desk.first()) == Delivered({"id": KEY})
    assert len(fake.accepted) == 1


@pytest.mark.parametrize("reply", [Reply(200, raw=b""), Reply(202, {"id": 7}), Reply(204, raw=b"")])
def test_any_success_counts(desk: Desk, fake: Receiver, reply: Reply) -> None:
    fake.behave(lost(reply))
    assert desk.send(desk.first()) == Delivered({"id": KEY})


@pytest.mark.parametrize(
    ("reply", "message", "passing", "pause"),
    [
        (Reply(401), "send_webhook.signature", False, None),
        (Reply(403), "send_webhook.signature", False, None),
        (Reply(404), "send_webhook.gone", False, None),
        (Reply(410), "send_webhook.gone", False, None),
        (Reply(413), "send_webhook.too_large", False, None),
        (Reply(422, {"error": "no such room"}), "send_refused.unknown", False, None),
        (Reply(429, headers={"Retry-After": "5"}), "send_webhook.busy", True, 5),
        (Reply(429), "send_webhook.busy", True, 60),
        (Reply(503, headers={"Retry-After": "0"}), "send_webhook.busy", True, 0),
    ],
)
def test_a_refusal_is_told_with_what_to_do(
    desk: Desk, fake: Receiver, reply: Reply, message: str, passing: bool, pause: float | None
) -> None:
    fake.behave(lost(reply))
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert (outcome.message.code, outcome.passing, outcome.retry_after) == (message, passing, pause)
    assert render(outcome.message, "zh") != render(outcome.message, "en")


@pytest.mark.parametrize("status", [301, 307, 500, 502, 503, 504])
def test_the_rest_stays_open(desk: Desk, fake: Receiver, status: int) -> None:
    fake.behave(lost(Reply(status, headers={"Location": "/posts"})))
    assert isinstance(desk.send(desk.first()), NoAnswer)
    assert len(fake.calls) == 1


def test_a_wrong_key_is_noticed(fake: Receiver) -> None:
    desk = desk_with(fake, "another")
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert outcome.message.code == "send_webhook.signature"


def test_half_a_character_does_not_break_the_body(desk: Desk, fake: Receiver) -> None:
    desk.send(desk.first(replace(LETTER, text="早\ud83c")))
    assert json.loads(fake.calls[0].content)["text"] == "早?"


def test_an_address_in_the_clear_is_refused() -> None:
    desk = Desk(WebhookSender(CALM), account({"url": "http://example.com/posts", "key": SIGNING}))
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert outcome.code == "plain_http"
