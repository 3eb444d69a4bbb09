"""What the desk asks of people: remind an owner, look into a chat; and a real post sent to a test group."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from starlette.testclient import TestClient

from content.errors import IllegalMove, WrongInput
from content.model import ChannelKind, PostState, Slot, StaffMember
from content.workers import Workers
from content.workspace import Workspace
from services.alerts import notifier, sing
from services.channel_cells import CellOrder, list_cells, set_cell
from services.channels import ChannelOrder, add_channel
from services.dispatch import send_health
from services.handing_over import hand_to_owner
from services.nudges import ask_to_look, remind_now
from services.owners import OwnerOrder, make_link, set_owner
from services.send_mark import SendMark
from services.trial_send import TrialOrder, last_trial, try_post
from tests.desk.sending import BY_HAND, DAY, EVENING_POST, NOON_POST, SendingDay, at
from tests.platforms.server import USUAL, Ending, Reply, lost, taken
from tests.platforms.wecom import AGENT_ID, CORP_ID, CORP_SECRET, KEY, OWNER, FakeWecom

NO = Reply(body={"errcode": 93000, "errmsg": "invalid webhook url"})


@pytest.fixture
def now() -> datetime:
    return at(16, 26)


@pytest.fixture
def day(workspace: Workspace, workers: Workers) -> Iterator[SendingDay]:
    """林晓 owns both groups and is reminded by a WeCom app."""
    with FakeWecom() as wecom:
        made = SendingDay(workspace, workers, wecom)
        made.begin()
        early = made.context(at(7))
        with workspace.open_store() as store:
            store.roster.put_staff([StaffMember("lin", "林晓"), StaffMember("su", "苏晓晴")])
        secret = {"corp_id": CORP_ID, "corp_secret": CORP_SECRET, "agent_id": AGENT_ID}
        order = ChannelOrder("app", ChannelKind.WECOM_APP, base_url=wecom.base_url, secret=secret)
        add_channel(early, order, actor="local")
        owner = OwnerOrder("lin", ["g1", "g2"], "su", "app", contacts={"app": OWNER})
        set_owner(early, owner, actor="local")
        yield made


def add_test_robot(day: SendingDay, **options: str) -> None:
    order = ChannelOrder("tests", ChannelKind.WECOM_ROBOT, base_url=day.wecom.base_url, options=options)
    add_channel(day.context(at(7)), replace(order, secret={"key": KEY}), actor="local")


# -- remind now -------------------------------------------------------------------------------------
def test_an_owner_is_reminded_from_the_board_and_the_journal_says_by_whom(
    day: SendingDay, client: TestClient
) -> None:
    day.publish(at(16))
    form = {"post": [BY_HAND], "next": f"/send?day={DAY}"}
    assert client.post("/send/remind", data=form).status_code == 303
    (message,) = day.wecom.accepted[-1:]
    assert message["touser"] == OWNER
    assert "已送到" in client.get(f"/send?day={DAY}").text
    assert "提醒负责人" in client.get(f"/post/{BY_HAND}?tab=sent").text


def test_nobody_is_reminded_twice_within_five_minutes(day: SendingDay) -> None:
    day.publish(at(16))
    assert [nudge.outcome for nudge in remind_now(day.context(at(16, 26)), [BY_HAND], actor="a")] == ["sent"]
    with pytest.raises(IllegalMove):
        remind_now(day.context(at(16, 30)), [BY_HAND], actor="b")
    assert remind_now(day.context(at(16, 32)), [BY_HAND], actor="b")[0].name == "林晓"


def test_what_waits_for_nobody_or_has_no_channel_is_refused_with_what_to_do(day: SendingDay) -> None:
    with pytest.raises(IllegalMove):
        remind_now(day.context(at(15)), [BY_HAND], actor="a")  # it is not due yet
    set_owner(day.context(at(7)), OwnerOrder("lin", reminder_channel=""), actor="local")
    day.publish(at(16))
    with pytest.raises(IllegalMove, match="林晓"):
        remind_now(day.context(at(16, 26)), [BY_HAND], actor="a")


# -- look into the chat -----------------------------------------------------------------------------
def test_an_owner_is_asked_to_look_and_answers_on_the_phone(
    day: SendingDay, client: TestClient, app: object
) -> None:
    day.publish(at(12), taken(Ending.HANG))
    assert "请林晓看" in client.get(f"/send?day={DAY}&do=look&sel={NOON_POST}").text
    client.post("/send/ask", data={"post": [NOON_POST], "next": "/send"})
    assert "去「" in str(day.wecom.accepted[-1])
    token, _ = make_link(day.context(at(16, 26)), "lin", DAY, actor="local")
    assert "里看得到这一条吗" in client.get(f"/o/{token}").text
    seen = {"post": NOON_POST, "sight": "all"}
    assert client.post(f"/o/{token}/seen", data=seen).status_code == 303
    assert day.state(NOON_POST) is PostState.SENT
    assert "里看得到这一条吗" not in client.get(f"/o/{token}").text
    assert "在群里看到了" in client.get(f"/post/{NOON_POST}?tab=sent").text


def test_only_who_was_asked_answers_and_only_what_is_unknown_is_asked(
    day: SendingDay, client: TestClient
) -> None:
    day.publish(at(12), taken(Ending.HANG))
    token, _ = make_link(day.context(at(16, 26)), "su", DAY, actor="local")
    seen = {"post": NOON_POST, "sight": "all"}
    assert client.post(f"/o/{token}/seen", data=seen).status_code == 409
    assert day.state(NOON_POST) is PostState.UNKNOWN
    with pytest.raises(IllegalMove):
        ask_to_look(day.context(at(16, 26)), EVENING_POST, actor="a")
    assert ask_to_look(day.context(at(16, 26)), NOON_POST, actor="a", staff="su").outcome == ""
    assert client.post(f"/o/{token}/seen", data=seen).status_code == 303


# -- another way out --------------------------------------------------------------------------------
def test_what_was_refused_as_a_whole_goes_to_the_owner_and_nothing_is_called_again(
    day: SendingDay, client: TestClient
) -> None:
    day.publish(at(12), lost(NO))
    calls = len(day.wecom.calls_to("webhook/send"))
    early = day.context(at(12, 30))
    assert hand_to_owner(early, NOON_POST, actor="a") == "林晓"
    assert day.state(NOON_POST) is PostState.HANDED_OFF
    day.publish(at(12, 31))
    assert len(day.wecom.calls_to("webhook/send")) == calls
    token, _ = make_link(early, "lin", DAY, actor="local")
    assert NOON_POST in client.get(f"/o/{token}").text
    day.mark(NOON_POST, SendMark.SENT, at(12, 40))
    assert day.state(NOON_POST) is PostState.SENT


def test_what_is_out_in_part_unknown_or_over_goes_to_nobody_else(day: SendingDay, client: TestClient) -> None:
    day.publish(at(12), USUAL, lost(NO))
    with pytest.raises(IllegalMove):
        hand_to_owner(day.context(at(12, 30)), NOON_POST, actor="a")
    day.publish(at(20), lost(NO))
    with pytest.raises(IllegalMove):
        hand_to_owner(day.context(at(22, 30)), EVENING_POST, actor="a")
    assert client.post(f"/api/v1/sends/{BY_HAND}/hand").status_code == 409


# -- a real post to a test group --------------------------------------------------------------------
def test_a_post_goes_to_the_test_group_whole_and_nothing_is_written_into_its_journal(
    day: SendingDay, client: TestClient
) -> None:
    add_test_robot(day, test="on")
    sent = len(day.wecom.accepted)
    form = {"post": [EVENING_POST], "channel": "tests", "next": "/send"}
    client.post("/send/trial", data=form)
    text, picture = day.wecom.accepted[sent:]
    assert (text["msgtype"], picture["msgtype"]) == ("text", "image")
    assert day.parts(EVENING_POST) == []
    assert day.state(EVENING_POST) is PostState.APPROVED
    trial = last_trial(day.context(at(16, 27)))
    assert trial is not None
    assert trial.outcome == "sent"


def test_a_test_stops_at_the_first_refusal_and_never_reaches_a_real_group(day: SendingDay) -> None:
    add_test_robot(day, test="on")
    day.wecom.behave(lost(NO))
    calls = len(day.wecom.calls_to("webhook/send"))
    order = TrialOrder(EVENING_POST, "tests")
    outcome = try_post(day.context(at(16, 26)), order, actor="a")
    assert getattr(outcome, "code", "") == "93000"
    assert len(day.wecom.calls_to("webhook/send")) == calls + 1
    with pytest.raises(WrongInput):
        try_post(day.context(at(16, 26)), TrialOrder(EVENING_POST, "robot"), actor="a")


# -- the morning's canary ---------------------------------------------------------------------------
def test_the_health_line_says_what_became_of_the_canary(day: SendingDay, client: TestClient) -> None:
    add_test_robot(day, canary="on")
    assert send_health(day.context(at(7, 29))).canary is None
    missing = send_health(day.context(at(7, 36))).canary
    assert missing is not None
    assert (missing.at, missing.arrived) == (None, False)
    assert "晨检没发" in client.get("/send").text
    sing(notifier(day.context(at(7, 37)), "p"), "07:30")
    arrived = send_health(day.context(at(7, 38))).canary
    assert arrived is not None
    assert (arrived.at, arrived.arrived) == (at(7, 37), True)


# -- the matrix -------------------------------------------------------------------------------------
def test_a_cell_moves_to_a_person_and_back_and_leaves_the_others(day: SendingDay, client: TestClient) -> None:
    before = list_cells(day.context(at(7)))
    form = {"group": "g1", "slot": ["noon", "evening"], "channel": ["handoff", "robot"]}
    assert client.post("/settings/channels/cells", data=form).status_code == 303
    (g1, g2) = list_cells(day.context(at(7)))
    assert (g1.by_slot[Slot.NOON], g1.by_slot[Slot.EVENING]) == ("handoff", "robot")
    assert g2 == before[1]
    set_cell(day.context(at(7)), CellOrder("g1", Slot.NOON, "robot"), actor="a")
    assert list_cells(day.context(at(7))) == before


def test_a_channel_with_one_a_day_moves_its_slot_instead_of_taking_two(day: SendingDay) -> None:
    early = day.context(at(7))
    order = ChannelOrder("mass", ChannelKind.WECOM_MASS, slots=[Slot.MORNING], limits=(1, None, None))
    add_channel(early, order, actor="local")
    set_cell(early, CellOrder("g2", Slot.EVENING, "mass"), actor="a")
    ways = {row.group.id: row.by_slot for row in list_cells(early)}
    assert [slot for slot, channel in ways["g2"].items() if channel == "mass"] == [Slot.EVENING]
    assert "mass" not in ways["g1"].values()  # the robot stands before it


def test_a_channel_that_does_not_lead_there_takes_nothing(day: SendingDay, client: TestClient) -> None:
    with pytest.raises(WrongInput):
        set_cell(day.context(at(7)), CellOrder("g2", Slot.MORNING, "robot"), actor="a")
    with pytest.raises(WrongInput):
        set_cell(day.context(at(7)), CellOrder("g1", Slot.MORNING, "app"), actor="a")
    answer = client.put("/api/v1/ways/g2/morning", json={"channel": "robot"})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")
