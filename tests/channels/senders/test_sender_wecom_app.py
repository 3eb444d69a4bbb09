"""企业微信应用消息: reminders to staff, as text or as a card that opens a page."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from channels.senders.wecom_app import WecomAppSender
from content.messages import render
from content.publish.sender import Account, Delivered, Letter, Part, PartKind, Rejected
from tests.platforms.posts import CALM, LETTER, POSTER, Desk
from tests.platforms.wecom import AGENT_ID, CORP_ID, CORP_SECRET, OWNER, FakeWecom


@pytest.fixture
def fake() -> Iterator[FakeWecom]:
    with FakeWecom() as platform:
        yield platform


@pytest.fixture
def desk(fake: FakeWecom) -> Desk:
    secret = {"corp_id": CORP_ID, "corp_secret": CORP_SECRET, "agent_id": AGENT_ID}
    return Desk(WecomAppSender(CALM), Account("c1", secret, fake.base_url, people=(OWNER, "ChenYu")))


def with_options(desk: Desk, **options: str) -> Desk:
    return Desk(desk.sender, replace(desk.account, options=options), desk.tokens)


def test_a_reminder_goes_to_all_the_people(desk: Desk, fake: FakeWecom) -> None:
    assert desk.send_all(Letter("今天有 3 条待发")) == [Delivered({"msgid": "msg-to-staff"})]
    (message,) = fake.accepted
    assert message["touser"] == f"{OWNER}|ChenYu"
    assert message["agentid"] == int(AGENT_ID)
    assert message["text"] == {"content": "今天有 3 条待发"}
    assert message["enable_duplicate_check"] == 1


def test_with_a_link_it_is_a_card_whose_first_line_is_the_title(desk: Desk, fake: FakeWecom) -> None:
    linked = with_options(desk, link="https://desk.example.com/handoff/abc")
    assert linked.send_all(Letter("今天有 3 条待发\n徐汇 1 群\n徐汇 2 群"))
    assert fake.accepted[0]["textcard"] == {
        "title": "今天有 3 条待发",
        "description": "徐汇 1 群\n徐汇 2 群",
        "url": "https://desk.example.com/handoff/abc",
    }


def test_a_card_is_cut_with_a_mark_as_its_link_has_the_rest(desk: Desk, fake: FakeWecom) -> None:
    linked = with_options(desk, link="https://desk.example.com/")
    linked.send(Part(1, PartKind.TEXT, "早" * 60 + "\n" + "晚" * 300))
    card = fake.accepted[0]["textcard"]
    assert card["title"] == "早" * 41 + "…"
    assert card["description"] == "晚" * 169 + "…"


def test_a_card_of_one_line_says_it_twice_as_the_platform_wants_both(desk: Desk, fake: FakeWecom) -> None:
    with_options(desk, link="https://desk.example.com/").send_all(Letter("今天有 1 条待发"))
    card = fake.accepted[0]["textcard"]
    assert card["title"] == card["description"] == "今天有 1 条待发"


def test_people_whom_the_platform_does_not_know_are_named(desk: Desk, fake: FakeWecom) -> None:
    fake.staff.discard("ChenYu")
    (outcome,) = desk.send_all(Letter("早"))
    assert outcome == Delivered({"msgid": "msg-to-staff", "missed": "ChenYu"})


def test_where_nobody_is_known_nothing_was_sent(desk: Desk, fake: FakeWecom) -> None:
    fake.staff.clear()
    (outcome,) = desk.send_all(Letter("早"))
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("81013", False)


@pytest.mark.parametrize("agent", ["", "abc", "１２", "-1"])
def test_without_a_whole_number_as_agent_nothing_is_called(desk: Desk, fake: FakeWecom, agent: str) -> None:
    secret = {**desk.account.secret, "agent_id": agent}
    (outcome,) = Desk(desk.sender, replace(desk.account, secret=secret)).send_all(Letter("早"))
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.whole_channel) == ("no_agent", True)
    assert not fake.calls


@pytest.mark.parametrize("people", [(), ("x",) * 1_001], ids=["nobody", "too many"])
def test_nobody_and_too_many_are_refused(desk: Desk, fake: FakeWecom, people: tuple[str, ...]) -> None:
    (outcome,) = Desk(desk.sender, replace(desk.account, people=people)).send_all(Letter("早"))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "no_people"
    assert not fake.calls


def test_a_picture_is_refused_before_the_call(desk: Desk) -> None:
    outcome = desk.sender.upload(desk.account, Part(1, PartKind.PICTURE, picture=POSTER), desk.tokens)
    assert isinstance(outcome, Rejected)
    assert outcome.code == "no_pictures"
    assert render(outcome.message, "zh") != render(outcome.message, "en")
    assert desk.sender.upload(desk.account, desk.first(replace(LETTER, picture=None)), desk.tokens) == ""
