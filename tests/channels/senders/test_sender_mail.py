"""E-mail: one message to everybody or to nobody, and nothing that a text or an address could inject."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.senders.http import Patience
from channels.senders.mail import (
    Envelope,
    MailSender,
    MailServer,
    envelope_of,
    is_address,
    message_of,
    server_of,
    subject_of,
)
from content.messages import render
from content.publish.sender import Account, Delivered, Letter, NoAnswer, Part, PartKind, Rejected
from tests.platforms.posts import CALM, KEY, LETTER, POSTER, Desk, account
from tests.platforms.server import half_open, nobody_there
from tests.platforms.smtp import CREDENTIAL, USER, PostOffice, certificate_for
from tests.properties import examples

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
SOON_SILENT = Patience(connect=5, pause=0.5, whole=20)
SOON_OVER = Patience(connect=5, pause=20, whole=1)
ENVELOPE = Envelope("sishi@example.com", ("lin@example.com",))


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as server:
        yield server


def desk_at(office: PostOffice, patience: Patience = CALM, **options: str) -> Desk:
    fields = {"host": "127.0.0.1", "port": str(office.port), "from": USER, "to": "lin@example.com"}
    return Desk(MailSender(patience, lambda: AT), account({}, **(fields | options)))


def message_in(office: PostOffice) -> EmailMessage:
    ((_, content),) = office.taken
    message = message_from_bytes(content, policy=SMTP_POLICY)
    assert isinstance(message, EmailMessage)
    return message


def refusal_of(desk: Desk) -> Rejected:
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert render(outcome.message, "zh") != render(outcome.message, "en")
    return outcome


# -- the message --------------------------------------------------------------------------------------------
def test_the_picture_stands_in_the_message_below_its_text(office: PostOffice) -> None:
    (outcome,) = desk_at(office).send_all(LETTER)
    assert outcome == Delivered({"message_id": f"<{KEY}1@example.com>"})
    message = message_in(office)
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert plain.get_content().strip() == LETTER.text
    (related,) = [part for part in message.walk() if part.get_content_type() == "image/jpeg"]
    assert related.get_payload(decode=True) == POSTER.content
    assert f'src="cid:{related["Content-ID"][1:-1]}"' in page.get_content()
    assert related.get_content_disposition() == "inline"


def test_a_text_goes_without_a_page(office: PostOffice) -> None:
    desk_at(office).send_all(Letter("早\n.\n..晚\nFrom here"))
    message = message_in(office)
    assert message.get_content_type() == "text/plain"
    assert message.get_content().split() == ["早", ".", "..晚", "From", "here"]


def test_the_headers_say_who_when_and_which(office: PostOffice) -> None:
    desk_at(office).send_all(Letter("早安，四时\n第二行"))
    message = message_in(office)
    assert message["From"] == USER
    assert message["To"] == "lin@example.com"
    assert message["Subject"] == "早安，四时"
    assert message["Date"].datetime == AT
    assert message["Message-ID"] == f"<{KEY}1@example.com>"
    assert message["Auto-Submitted"] == "auto-generated"


def test_equal_parts_are_equal_messages() -> None:
    part = Part(1, PartKind.CAPTIONED, LETTER.text, POSTER)
    first, second = (message_of(ENVELOPE, part, KEY, AT).as_bytes() for _ in range(2))
    assert first == second
    assert max(len(line) for line in first.split(b"\r\n")) <= 998


def test_several_people_do_not_see_each_other(office: PostOffice) -> None:
    desk_at(office, to="a@example.com, b@example.com,a@example.com").send_all(LETTER)
    ((recipients, content),) = office.taken
    assert recipients == ["a@example.com", "b@example.com"]
    assert b"a@example.com" not in content
    assert b"b@example.com" not in content


def test_the_groups_own_address_goes_before_that_of_the_channel(office: PostOffice) -> None:
    desk = desk_at(office)
    Desk(desk.sender, replace(desk.account, chat="room@example.com")).send_all(LETTER)
    assert office.taken[0][0] == ["room@example.com"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=1>', "a & b"])
def test_no_text_becomes_a_part_of_the_page(text: str) -> None:
    message = message_of(ENVELOPE, Part(1, PartKind.CAPTIONED, text, POSTER), KEY, AT)
    page = message.get_body(("html",))
    assert page is not None
    body = page.get_content()
    assert (body.count("<img"), "<script" in body) == (1, False)


@examples(60)
@given(st.text(), st.text(max_size=100))
def test_no_text_and_no_subject_makes_a_header_or_a_part(text: str, subject: str) -> None:
    envelope = replace(ENVELOPE, subject=subject)
    usual = message_of(ENVELOPE, Part(1, PartKind.CAPTIONED, "早", POSTER), KEY, AT)
    content = message_of(envelope, Part(1, PartKind.CAPTIONED, text, POSTER), KEY, AT).as_bytes()
    message = message_from_bytes(content, policy=SMTP_POLICY)
    assert message.keys() == usual.keys()
    assert [part.get_content_type() for part in message.walk()] == [
        part.get_content_type() for part in usual.walk()
    ]
    assert len(str(message["Subject"])) <= 78


@pytest.mark.parametrize(
    "text", ["早\r\nBcc: x@example.com", "早\u2028Bcc: x", "\r\n\r\n早", "早\x0bBcc: x", "早\0x"]
)
def test_a_subject_is_one_line(text: str) -> None:
    subject = subject_of(text)
    assert subject.startswith("早")
    assert len(subject.splitlines()) == 1
    assert subject.isprintable()


# -- addresses and servers ----------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["a@example.com", "a.b+c@mail.example.com", "x_1@a-b.example"])
def test_plain_addresses_are_taken(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        *["", "a", "@example.com", "a@", "a b@example.com", "a@b@c", "<a@example.com>", "a@example.com>"],
        *["a@example.com\r\nRCPT TO:<x@example.com>", "a@example.com\nBcc: x", '"a b"@example.com'],
        *[
            "a@exa mple.com",
            "小雨@example.com",
            "a@例子.com",
            ".a@example.com",
            "a@example.com,b@example.com",
        ],
    ],
)
def test_what_could_do_more_than_name_a_mailbox_is_no_address(text: str) -> None:
    assert not is_address(text)


@examples(200)
@given(st.text(max_size=60))
def test_no_address_ends_a_command(text: str) -> None:
    if is_address(text):
        assert text.isascii()
        assert text.isprintable()
        assert not set(text) & set('<> ,;:"')


@pytest.mark.parametrize("name", ["from", "to"])
def test_a_bad_address_is_named_and_nothing_is_sent(office: PostOffice, name: str) -> None:
    refusal = refusal_of(desk_at(office, CALM, **{name: "nobody at home\r\n"}))
    assert refusal.message.code == "send_email.bad_address"
    assert "nobody at home" in render(refusal.message, "zh")
    assert not office.commands


@pytest.mark.parametrize("to", [" , ", ",".join(f"a{n}@example.com" for n in range(51))], ids=["none", "51"])
def test_there_are_one_to_fifty_people(office: PostOffice, to: str) -> None:
    assert refusal_of(desk_at(office, to=to)).code == "recipients"


@pytest.mark.parametrize(
    ("options", "server"),
    [
        ({"host": "smtp.example.com"}, MailServer("smtp.example.com", 587, "starttls")),
        ({"host": "smtp.example.com", "port": "465"}, MailServer("smtp.example.com", 465, "tls")),
        ({"host": "smtp.example.com", "starttls": "off"}, MailServer("smtp.example.com", 587, "none")),
        ({"host": "localhost", "port": "25"}, MailServer("localhost", 25, "none")),
        ({"host": "::1", "port": "25"}, MailServer("::1", 25, "none")),
        ({"host": "127.0.0.1", "starttls": "on"}, MailServer("127.0.0.1", 587, "starttls")),
    ],
)
def test_everything_is_encrypted_but_for_this_machine(options: dict[str, str], server: MailServer) -> None:
    assert server_of(Account("c1", {}, options=options)) == server


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"host": "a b"},
        {"host": "x\r\ny"},
        {"host": "a..b"},
        {"host": "a" * 64},
        {"host": "1.2.3.4:25"},
        {"host": "smtp.example.com", "port": "0"},
        {"host": "smtp.example.com", "port": "70000"},
        {"host": "smtp.example.com", "port": "٢٥"},
        {"host": "smtp.example.com", "port": "-1"},
    ],
)
def test_a_server_that_is_none_is_refused(options: dict[str, str]) -> None:
    refusal = server_of(Account("c1", {}, options=options))
    assert isinstance(refusal, Rejected)
    assert (refusal.code, refusal.whole_channel) == ("no_host", True)


def test_no_password_travels_in_the_clear() -> None:
    options = {"host": "smtp.example.com", "starttls": "off"}
    refusal = server_of(Account("c1", {"user": USER, "password": CREDENTIAL}, options=options))
    assert isinstance(refusal, Rejected)
    assert refusal.message.code == "send_email.no_tls"


def test_where_no_encryption_is_offered_nothing_is_told(office: PostOffice) -> None:
    office.asks_password = True
    desk = desk_at(office, starttls="on")
    desk = Desk(desk.sender, replace(desk.account, secret={"user": USER, "password": CREDENTIAL}))
    refusal = refusal_of(desk)
    assert (refusal.code, refusal.passing, refusal.whole_channel) == ("no_tls", False, True)
    assert not {"AUTH", "MAIL"} & set(office.commands)


def test_a_password_is_told_once_the_line_is_encrypted(tmp_path: Path) -> None:
    server, client = certificate_for("localhost", tmp_path)
    with PostOffice(tls=server, asks_password=True) as office:
        desk = desk_at(office, host="localhost", starttls="on")
        secret = {"user": USER, "password": CREDENTIAL}
        desk = Desk(MailSender(CALM, lambda: AT, lambda: client), replace(desk.account, secret=secret))
        assert isinstance(desk.send(desk.first()), Delivered)
        assert office.secured == [True]


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    server, _ = certificate_for("localhost", tmp_path)
    with PostOffice(tls=server) as office:
        refusal = refusal_of(desk_at(office, host="localhost", starttls="on"))
        assert (refusal.code, refusal.passing, refusal.whole_channel) == ("tls", False, True)
        assert not office.taken


@pytest.mark.parametrize(
    ("asks", "password"), [(True, "not-the-right"), (False, "not-the-right"), (True, "密码不对")]
)
def test_a_wrong_password_is_refused(
    office: PostOffice, asks: bool, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    office.asks_password = asks
    desk = desk_at(office)
    desk = Desk(desk.sender, replace(desk.account, secret={"user": USER, "password": password}))
    with caplog.at_level(logging.DEBUG):
        refusal = refusal_of(desk)
    assert (refusal.message.code, refusal.passing) == ("send_email.login", False)
    assert password not in caplog.text + repr(refusal)


# -- how it ends --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("step", ["hello", "EHLO", "MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize(("code", "passing"), [(451, True), (554, False)])
def test_a_refusal_at_any_step_means_that_nothing_was_sent(
    office: PostOffice, step: str, code: int, passing: bool
) -> None:
    office.replies[step] = f"{code} 5.7.1 not today"
    if step == "EHLO":
        office.replies["HELO"] = office.replies[step]
    refusal = refusal_of(desk_at(office))
    assert (refusal.code, refusal.passing) == (str(code), passing)
    assert not office.taken


def test_a_refusal_quotes_the_server_without_secrets(office: PostOffice) -> None:
    office.replies["MAIL"] = "550 5.7.1 no \u202e <script> for-the-secret-of-all"
    desk = desk_at(office)
    desk = Desk(desk.sender, replace(desk.account, secret={"user": "for-the-secret-of-all"}))
    shown = render(refusal_of(desk).message, "en")
    assert "5.7.1 no" in shown
    assert "for-the-secret-of-all" not in shown


def test_somebody_whom_the_server_does_not_know_stops_it_for_all(office: PostOffice) -> None:
    office.replies["RCPT"] = "550 5.1.1 no such user"
    refusal = refusal_of(desk_at(office, to="a@example.com,b@example.com"))
    assert (refusal.message.code, refusal.passing) == ("send_email.recipient", False)
    assert "a@example.com" in render(refusal.message, "zh")
    assert "DATA" not in office.commands


def test_a_message_that_is_too_large_says_so(office: PostOffice) -> None:
    office.replies["."] = "552 5.3.4 message too big"
    assert refusal_of(desk_at(office)).message.code == "send_email.too_large"


@pytest.mark.parametrize("step", ["hello", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_goes_before_the_message_got_none(office: PostOffice, step: str) -> None:
    office.gone_after = step
    refusal = refusal_of(desk_at(office))
    assert (refusal.code, refusal.passing) == ("not_reached", True)


@pytest.mark.parametrize("took", [True, False])
def test_a_server_that_goes_after_the_message_leaves_it_open(office: PostOffice, took: bool) -> None:
    office.gone_after, office.takes_before_it_goes = ".", took
    desk = desk_at(office)
    assert isinstance(desk.send(desk.first()), NoAnswer)
    assert len(office.taken) == took


def test_a_server_that_falls_silent_is_not_waited_for_long(office: PostOffice) -> None:
    office.silent_after = "."
    desk = desk_at(office, SOON_SILENT)
    assert isinstance(desk.send(desk.first()), NoAnswer)


def test_a_server_that_talks_without_end_is_not_listened_to_for_long(office: PostOffice) -> None:
    office.drips_after = "."
    desk = desk_at(office, SOON_OVER)
    assert isinstance(desk.send(desk.first()), NoAnswer)
    assert office.dripped < 5_000  # smtplib itself stops at 8,192


def test_a_server_that_never_says_a_word_was_not_reached() -> None:
    with half_open() as url:
        fields = {"host": "127.0.0.1", "port": url.rpartition(":")[2], "from": USER, "to": USER}
        desk = Desk(MailSender(replace(CALM, connect=0.1), lambda: AT), account({}, **fields))
        assert refusal_of(desk).code == "not_reached"


def test_where_nobody_listens_nothing_was_sent() -> None:
    port = nobody_there().rpartition(":")[2]
    desk = Desk(MailSender(), account({}, host="127.0.0.1", port=port, **{"from": USER, "to": USER}))
    refusal = refusal_of(desk)
    assert (refusal.code, refusal.passing) == ("not_reached", True)


def test_an_answer_that_is_neither_yes_nor_no_leaves_it_open(office: PostOffice) -> None:
    office.replies["."] = "299 perhaps"
    desk = desk_at(office)
    assert isinstance(desk.send(desk.first()), NoAnswer)


def test_a_password_is_not_shown_by_what_holds_it() -> None:
    assert CREDENTIAL not in repr(MailServer("h", 25, "none", USER, CREDENTIAL))


def test_an_envelope_is_made_of_the_options() -> None:
    options = {"from": USER, "to": "a@example.com", "subject": "今日四时"}
    assert envelope_of(Account("c1", {}, options=options)) == Envelope(USER, ("a@example.com",), "今日四时")


def test_smtp_lists_nothing(office: PostOffice) -> None:
    desk = desk_at(office)
    assert desk.find(desk.first(), AT) is None
