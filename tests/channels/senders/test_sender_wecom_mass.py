"""企业微信群发: a task for the owner, looked up by what it says where its answer was lost."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from channels.senders.wecom_mass import WecomMassSender, task_body
from content.messages import render
from content.publish.sender import (
    Account,
    Delivered,
    Letter,
    NoAnswer,
    OpenCall,
    Part,
    PartKind,
    Rejected,
    TaskCreated,
)
from tests.platforms.posts import CALM, KEY, LETTER, Desk
from tests.platforms.server import Ending, Reply, lost, taken
from tests.platforms.wecom import CHAT, CORP_ID, CORP_SECRET, OWNER, FakeWecom

CALLED = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PART = Part(1, PartKind.TEXT, "早")


@pytest.fixture
def fake() -> Iterator[FakeWecom]:
    with FakeWecom() as platform:
        yield platform


@pytest.fixture
def sender() -> WecomMassSender:
    return WecomMassSender(CALM)


@pytest.fixture
def desk(fake: FakeWecom, sender: WecomMassSender) -> Desk:
    secret = {"corp_id": CORP_ID, "corp_secret": CORP_SECRET}
    return Desk(sender, Account("c1", secret, fake.base_url, CHAT, people=(OWNER,)))


def find(desk: Desk, part: Part = PART, receipt: Mapping[str, str] = MappingProxyType({})) -> object:
    call = OpenCall(KEY, CALLED, CALLED + timedelta(seconds=10), receipt)
    return desk.sender.find(desk.account, part, call, desk.tokens)


def test_text_and_picture_are_one_task_of_the_owner(desk: Desk, fake: FakeWecom) -> None:
    (outcome,) = desk.send_all(LETTER)
    assert outcome == TaskCreated({"msgid": fake.tasks[0].msgid, "sender": OWNER})
    (body,) = fake.accepted
    assert (body["chat_type"], body["chat_id_list"], body["sender"]) == ("group", [CHAT], OWNER)
    assert body["text"] == {"content": LETTER.text}
    assert LETTER.picture is not None
    assert fake.media[body["attachments"][0]["image"]["media_id"]] == LETTER.picture.content
    assert body["allow_select"] is False


def test_a_long_text_is_several_tasks_and_the_picture_the_last(desk: Desk) -> None:
    parts = desk.sender.parts(replace(LETTER, text="早安，各位。" * 300))
    assert [part.kind for part in parts] == [PartKind.TEXT, PartKind.TEXT, PartKind.PICTURE]
    assert all(isinstance(desk.send(part), TaskCreated) for part in parts)


def test_an_uploaded_picture_serves_all_its_tasks(desk: Desk, fake: FakeWecom) -> None:
    for number in range(3):
        desk.send(desk.first(), f"k{number}")
    assert len(fake.calls_to("media/upload")) == 1


def test_a_picture_that_is_gone_is_uploaded_again_by_the_next_try(desk: Desk, fake: FakeWecom) -> None:
    desk.send(desk.first())
    fake.media.clear()
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing, outcome.retry_after) == ("40007", True, 0)
    assert isinstance(desk.send(desk.first()), TaskCreated)


@pytest.mark.parametrize("ending", [Ending.RESET, Ending.NOT_JSON, Ending.FAILED])
def test_an_upload_that_is_lost_is_passing_and_creates_nothing(
    desk: Desk, fake: FakeWecom, ending: Ending
) -> None:
    fake.behave(taken(ending), at="media/upload")
    outcome = desk.send(desk.first())
    assert isinstance(outcome, Rejected)
    assert outcome.passing
    assert not fake.tasks
    assert isinstance(desk.send(desk.first()), TaskCreated)


def test_one_task_may_serve_many_groups_of_one_owner(
    desk: Desk, sender: WecomMassSender, fake: FakeWecom
) -> None:
    outcome = sender.create(desk.account, (CHAT, "wrGone", "wrOther"), PART, "", desk.tokens)
    assert isinstance(outcome, TaskCreated)
    assert outcome.receipt["failed"] == "wrGone"
    assert fake.accepted[0]["chat_id_list"] == [CHAT, "wrGone", "wrOther"]


def test_more_groups_than_a_task_takes_is_an_error(desk: Desk, sender: WecomMassSender) -> None:
    with pytest.raises(ValueError, match="2001"):
        sender.create(desk.account, ["wr"] * 2_001, PART, "", desk.tokens)


def test_a_group_that_the_platform_left_out_was_not_sent_to(desk: Desk, fake: FakeWecom) -> None:
    fake.behave(lost(Reply(body={"errcode": 0, "fail_list": [CHAT], "msgid": "m1"})))
    outcome = desk.send(PART)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("fail_list", False)


def test_a_task_without_a_name_stays_open(desk: Desk, fake: FakeWecom) -> None:
    fake.behave(taken(Reply(body={"errcode": 0, "msgid": 7})))
    assert isinstance(desk.send(PART), NoAnswer)


@pytest.mark.parametrize(("change", "code"), [({"people": ()}, "no_sender"), ({"chat": ""}, "no_chat")])
def test_without_owner_or_chat_nothing_is_called(
    desk: Desk, fake: FakeWecom, change: dict[str, object], code: str
) -> None:
    poor = Desk(desk.sender, replace(desk.account, **change))  # type: ignore[arg-type]  # of either field
    outcome = poor.send(PART)
    assert isinstance(outcome, Rejected)
    assert outcome.code == code
    assert render(outcome.message, "zh") != render(outcome.message, "en")
    assert not fake.calls


def test_an_owner_whom_the_platform_does_not_know_is_refused(desk: Desk, fake: FakeWecom) -> None:
    fake.staff.clear()
    outcome = desk.send(PART)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.passing) == ("40003", False)


def test_a_body_has_only_what_there_is() -> None:
    assert "attachments" not in task_body(OWNER, [CHAT], "早", "")
    assert "text" not in task_body(OWNER, [CHAT], "", "media")


def test_a_task_is_open_until_the_owner_taps(desk: Desk, fake: FakeWecom) -> None:
    outcome = desk.send(PART)
    assert isinstance(outcome, TaskCreated)
    assert find(desk, receipt=outcome.receipt) == outcome
    fake.tap(outcome.receipt["msgid"])
    sent = find(desk, receipt=outcome.receipt)
    assert isinstance(sent, Delivered)
    assert sent.receipt["sent_at"] == "1700000000"


def test_a_group_that_had_its_share_did_not_get_it(desk: Desk, fake: FakeWecom) -> None:
    outcome = desk.send(PART)
    assert isinstance(outcome, TaskCreated)
    fake.tap(outcome.receipt["msgid"], status=3)
    refused = find(desk, receipt=outcome.receipt)
    assert isinstance(refused, Rejected)
    assert (refused.code, refused.passing) == ("share_used", False)
    assert render(refused.message, "zh") != render(refused.message, "en")


def test_the_result_is_found_on_the_second_page(desk: Desk, sender: WecomMassSender, fake: FakeWecom) -> None:
    fake.page = 1
    outcome = sender.create(desk.account, ("wrOther", CHAT), PART, "", desk.tokens)
    assert isinstance(outcome, TaskCreated)
    fake.tap(outcome.receipt["msgid"])
    assert isinstance(find(desk, receipt=outcome.receipt), Delivered)


@pytest.mark.parametrize("letter", [LETTER, Letter("早")], ids=["with picture", "text"])
def test_a_task_whose_answer_was_lost_is_found_by_what_it_says(
    desk: Desk, fake: FakeWecom, letter: Letter
) -> None:
    fake.behave(taken(Ending.RESET))
    part = desk.first(letter)
    assert isinstance(desk.send(part), NoAnswer)
    assert find(desk, part) == TaskCreated({"msgid": fake.tasks[0].msgid, "sender": OWNER})


def test_a_task_that_was_never_created_is_known_after_ten_minutes(desk: Desk, fake: FakeWecom) -> None:
    fake.behave(lost(Ending.RESET))
    assert isinstance(desk.send(PART), NoAnswer)
    assert find(desk) is None
    fake.now = CALLED + timedelta(minutes=10, seconds=9)
    assert find(desk) is None
    fake.now += timedelta(seconds=1)
    outcome = find(desk)
    assert isinstance(outcome, Rejected)
    assert outcome.passing
    assert render(outcome.message, "zh")


def test_tasks_of_another_time_text_or_kind_are_others(desk: Desk, fake: FakeWecom) -> None:
    desk.send(Part(1, PartKind.TEXT, "晚安"))
    desk.send(desk.first(replace(LETTER, text="早")))
    fake.now = CALLED - timedelta(minutes=2)
    desk.send(PART)
    fake.now = CALLED + timedelta(minutes=3)
    desk.send(PART)
    fake.now = CALLED + timedelta(hours=1)
    assert isinstance(find(desk), Rejected)


def test_of_two_tasks_alike_a_person_decides_unless_one_is_known(desk: Desk, fake: FakeWecom) -> None:
    desk.send(PART)
    fake.behave(taken(Ending.RESET))
    desk.send(PART)
    first, second = (task.msgid for task in fake.tasks)
    assert find(desk) is None
    assert find(desk, receipt={"known": first}) == TaskCreated({"msgid": second, "sender": OWNER})
    assert find(desk, receipt={"known": f"{first} {second}"}) is None


def test_a_task_for_somebody_else_is_not_ours(desk: Desk, fake: FakeWecom) -> None:
    other = Desk(desk.sender, replace(desk.account, people=("ChenYu",)), desk.tokens)
    other.send(PART)
    assert find(desk) is None


@pytest.mark.parametrize("path", ["get_groupmsg_list_v2", "get_groupmsg_task"])
@pytest.mark.parametrize("reply", [Reply(body={"errcode": 41063}), Reply(502), Reply(429)], ids=repr)
def test_what_cannot_be_read_proves_nothing(desk: Desk, fake: FakeWecom, path: str, reply: Reply) -> None:
    fake.behave(taken(Ending.RESET))
    desk.send(PART)
    fake.now = CALLED + timedelta(hours=1)
    fake.behave(lost(reply), at=path)
    assert find(desk) is None


def test_a_list_that_breaks_off_on_its_second_page_proves_nothing(desk: Desk, fake: FakeWecom) -> None:
    for text in ("甲", "乙", "丙"):
        desk.send(Part(1, PartKind.TEXT, text))
    fake.page, fake.now = 1, CALLED + timedelta(hours=1)
    assert isinstance(find(desk), Rejected)
    fake.behave(taken(Reply(body={"errcode": 0, "group_msg_list": [], "next_cursor": "1"})), at="list_v2")
    fake.behave(lost(Ending.RESET), at="list_v2")
    assert find(desk) is None


@pytest.mark.parametrize(
    "entries",
    [
        *[None, "x", [7], [None], [{}], [{"msgid": 1}], [{"msgid": "m", "text": "x"}]],
        *[[{"msgid": "m", "attachments": 3}], [{"msgid": "m", "attachments": [3]}]],
        *[[{"msgid": "m", "text": {"content": 7}}]],
    ],
    ids=repr,
)
def test_hostile_lists_prove_nothing(desk: Desk, fake: FakeWecom, entries: object) -> None:
    fake.now = CALLED + timedelta(hours=1)
    fake.behave(lost(Reply(body={"errcode": 0, "group_msg_list": entries})), at="get_groupmsg_list_v2")
    assert find(desk) is None


def test_an_owner_is_reminded_three_times_and_no_more(
    desk: Desk, sender: WecomMassSender, fake: FakeWecom
) -> None:
    desk.send(PART)
    msgid = fake.tasks[0].msgid
    assert [sender.remind(desk.account, msgid, desk.tokens) for _ in range(3)] == [None] * 3
    fourth = sender.remind(desk.account, msgid, desk.tokens)
    assert isinstance(fourth, Rejected)
    assert fourth.passing


def test_a_task_is_cancelled(desk: Desk, sender: WecomMassSender, fake: FakeWecom) -> None:
    desk.send(PART)
    assert sender.cancel(desk.account, fake.tasks[0].msgid, desk.tokens) is None
    assert fake.tasks[0].cancelled
    unknown = sender.cancel(desk.account, "none", desk.tokens)
    assert isinstance(unknown, Rejected)
    assert unknown.code == "41047"
