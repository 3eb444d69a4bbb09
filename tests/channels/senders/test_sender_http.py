"""One call, told as an outcome: against a real server that misbehaves in every way we know of."""

import logging
import threading
from collections.abc import Iterator

import pytest

from channels.senders.http import MOST_BYTES, Answer, Patience, Request, call, seconds
from content.messages import render
from content.publish.sender import NoAnswer, Rejected
from tests.platforms.server import (
    Ending,
    Platform,
    ReceivedCall,
    Reply,
    half_open,
    lost,
    nobody_there,
    taken,
    unreachable,
)

QUICK = Patience(connect=0.2, pause=0.15, whole=0.3)
CALM = Patience(connect=5, pause=5, whole=5)
KEY = "7f3c9a-very-secret"


class Echo(Platform):
    """Takes everything."""

    def answer(self, call: ReceivedCall) -> Reply:
        self.accepted.append(call)
        return Reply(body={"errcode": 0})


@pytest.fixture
def echo() -> Iterator[Echo]:
    with Echo() as platform:
        yield platform


def ask(platform: Platform, patience: Patience = CALM, **fields: object) -> Answer | Rejected | NoAnswer:
    url = f"{platform.base_url}/send?key={KEY}"
    return call(Request("POST", url, **({"body": {"text": "早"}} | fields)), patience)  # type: ignore[arg-type]


def test_an_answer_is_told_with_its_status_and_its_object(echo: Echo) -> None:
    answer = ask(echo)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body, answer.is_json) == (200, {"errcode": 0}, True)
    (received,) = echo.calls
    assert (received.query, received.json) == ({"key": KEY}, {"text": "早"})
    assert received.headers["accept-encoding"] == "identity"  # nothing that grows when it is unpacked


def test_parameters_join_those_that_the_address_has(echo: Echo) -> None:
    ask(echo, params={"sign": "a+b/c="})
    assert echo.calls[0].query == {"key": KEY, "sign": "a+b/c="}


def test_files_and_fields_go_as_a_form(echo: Echo) -> None:
    ask(echo, body=None, form={"type": "image"}, files={"media": ("图.png", b"\x89PNG", "image/png")})
    (received,) = echo.calls
    assert received.form == {"type": "image"}
    part = received.files["media"]
    assert (part.file_name, part.media_type, part.content) == ("图.png", "image/png", b"\x89PNG")


def test_where_nobody_listens_nothing_was_sent() -> None:
    outcome = call(Request("POST", nobody_there()), QUICK)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("not_reached", True)
    assert "ConnectError" in render(outcome.message, "en")


def test_where_no_connection_comes_about_in_time_nothing_was_sent() -> None:
    with unreachable() as base_url:
        outcome = call(Request("POST", base_url), QUICK)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("not_reached", True)
    assert outcome.message.params == {"cause": "ConnectTimeout"}


@pytest.mark.parametrize("content", [b"short", b"x" * 8_000_000], ids=["short", "long"])
def test_an_end_that_never_reads_leaves_it_open(content: bytes) -> None:
    with half_open() as base_url:
        outcome = call(Request("POST", base_url, content=content), QUICK)
    assert isinstance(outcome, NoAnswer)


@pytest.mark.parametrize(
    "ending",
    [
        Ending.HANG,
        Ending.RESET,
        Ending.RESET_UNREAD,
        Ending.DROP,
        Ending.CUT,
        Ending.DRIP,
        Ending.DRIP_HEADERS,
    ],
)
def test_whatever_happens_after_the_request_left_is_no_answer(echo: Echo, ending: Ending) -> None:
    echo.behave(taken(ending))
    outcome = ask(echo, QUICK)
    assert isinstance(outcome, NoAnswer)
    assert len(echo.calls) == 1
    assert render(outcome.message, "zh")


@pytest.mark.parametrize("ending", [Ending.DRIP, Ending.DRIP_HEADERS, Ending.HANG])
def test_a_slow_drip_ends_with_the_whole_calls_deadline(echo: Echo, ending: Ending) -> None:
    echo.behave(taken(ending))
    outcome = ask(echo, Patience(pause=600, whole=0.1))  # each byte comes long before `pause`
    assert isinstance(outcome, NoAnswer)
    assert outcome.code == "ReadTimeout"


def test_a_connection_that_is_reset_before_the_body_was_read_is_no_answer(echo: Echo) -> None:
    echo.behave(lost(Ending.RESET_UNREAD))
    assert isinstance(ask(echo, body=None, content=b"x" * 4_000_000), NoAnswer)


def test_a_redirect_is_an_answer_and_is_never_followed(echo: Echo) -> None:
    echo.behave(taken(Ending.REDIRECT))
    answer = ask(echo)
    assert isinstance(answer, Answer)
    assert (answer.status, answer.is_json) == (307, False)
    assert len(echo.calls) == 1


@pytest.mark.parametrize("ending", [Ending.HUGE, Ending.NOT_JSON, Ending.LIST])
def test_what_is_no_object_is_marked_as_such(echo: Echo, ending: Ending) -> None:
    echo.behave(taken(ending))
    answer = ask(echo)
    assert isinstance(answer, Answer)
    assert (answer.is_json, answer.body) == (False, {})


def test_of_a_huge_answer_no_more_is_read_than_platforms_say(echo: Echo) -> None:
    echo.behave(taken(Ending.HUGE))
    answer = ask(echo)
    assert isinstance(answer, Answer)
    assert len(answer.content) < 1.1 * MOST_BYTES


@pytest.mark.parametrize("raw", [b"[" * 100_000, b'{"a": NaN', b"\xff\xfe", b"", b"7"])
def test_hostile_json_does_no_harm(echo: Echo, raw: bytes) -> None:
    echo.behave(lost(Reply(raw=raw)))
    answer = ask(echo)
    assert isinstance(answer, Answer)
    assert not answer.is_json


def test_of_two_answers_the_first_counts(echo: Echo) -> None:
    echo.behave(taken(Ending.TWICE))
    answer = ask(echo)
    assert isinstance(answer, Answer)
    assert answer.body == {"errcode": 0}


@pytest.mark.parametrize(
    "url",
    ["http://example.com/send", "http://127.0.0.1.example.com", "http://10.0.0.1", "http://[fe80::1]/"],
)
def test_a_secret_never_travels_in_the_clear(url: str) -> None:
    outcome = call(Request("POST", url), QUICK)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("plain_http", False)
    assert "https://" in render(outcome.message, "zh")


@pytest.mark.parametrize(
    "url", ["", "nothing", "ftp://example.com", "https://", "https://a:b/", "https://a\nb"]
)
def test_an_address_that_is_none_is_refused_for_good(url: str) -> None:
    outcome = call(Request("POST", url), QUICK)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("not_reached", False)


@pytest.mark.parametrize("value", ["a\nb", "早"])
def test_a_header_that_cannot_be_sent_is_refused_for_good(echo: Echo, value: str) -> None:
    outcome = ask(echo, headers={"Authorization": value})
    assert isinstance(outcome, Answer | Rejected)
    assert isinstance(outcome, Rejected) == (not echo.calls)


@pytest.mark.parametrize("ending", [None, Ending.RESET, Ending.HANG, Ending.REDIRECT, Ending.DRIP])
def test_no_log_gets_the_secret(echo: Echo, ending: Ending | None, caplog: pytest.LogCaptureFixture) -> None:
    if ending:
        echo.behave(taken(ending))
    with caplog.at_level(logging.DEBUG):
        outcome = ask(echo, QUICK, headers={"Authorization": f"Bearer {KEY}"})
    assert KEY not in caplog.text
    assert KEY not in repr(outcome) or ending is Ending.REDIRECT  # a header of the other end's


def test_no_log_gets_the_secret_where_nobody_listens(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        call(Request("POST", f"{nobody_there()}/send?key={KEY}"), QUICK)
        call(Request("POST", f"ftp://x/send?key={KEY}"), QUICK)
    assert KEY not in caplog.text


def test_a_request_hides_its_address_in_its_representation() -> None:
    request = Request("POST", f"https://x/{KEY}", {"key": KEY}, {"Authorization": KEY})
    assert KEY not in repr(request)


def test_calls_of_several_threads_do_not_mind_one_another(echo: Echo) -> None:
    outcomes: list[object] = []
    threads = [threading.Thread(target=lambda: outcomes.append(ask(echo))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(echo.accepted) == 8
    assert all(isinstance(outcome, Answer) for outcome in outcomes)


@pytest.mark.parametrize(
    ("value", "pause"),
    [
        *[("7", 7.0), (0.5, 0.5), ("1e9", 86_400.0), ("-1", None), ("nan", None), ("Wed, 21 Oct", None)],
        *[(None, None), (True, None), ([], None)],
    ],
)
def test_a_pause_is_a_number_of_seconds_up_to_a_day(value: object, pause: float | None) -> None:
    assert seconds(value) == pause
