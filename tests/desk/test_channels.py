"""渠道: what is in use and what is to mend, which group takes what; setting up, by form and by API."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from stat import S_IMODE

import pytest
from starlette.testclient import TestClient

from content.model import ChannelKind, Role, Slot
from content.workers import Workers
from content.workspace import Workspace
from desk.context import DeskContext
from services.channels import list_channels
from tests.desk.sending import DAY, EVENING_POST, NOON_POST, SendingDay, at
from tests.platforms.server import Ending, Reply, lost, taken
from tests.platforms.wecom import KEY, FakeWecom

PAGE, API = "/settings/channels", "/api/v1/channels"
NO = Reply(body={"errcode": 93000, "errmsg": "invalid webhook url"})
FORM = {"id": "tg", "kind": "telegram", "name": "群", "slots": ["noon"], "groups": ["g1"]}
SECRET = "123:abc-very-secret"  # noqa: S105 - made up


@pytest.fixture
def now() -> datetime:
    return at(12, 26)


@pytest.fixture
def day(workspace: Workspace, workers: Workers) -> Iterator[SendingDay]:
    with FakeWecom() as wecom:
        made = SendingDay(workspace, workers, wecom)
        made.begin()
        yield made


def saved(client: TestClient, **more: object) -> str:
    answer = client.post(PAGE, data={**FORM, "field": ["token"], "value": [SECRET], **more})
    assert answer.status_code == 303, answer.text
    return client.get(PAGE).text


# -- the page -----------------------------------------------------------------------------------
def test_a_channel_in_use_says_what_it_carries_and_what_follows_no_answer(
    day: SendingDay, client: TestClient
) -> None:
    text = client.get(PAGE).text
    for words in ("20 条/分", "文字 2048 字节", "图 2 MB", "只能人看"):
        assert words in text
    assert "要修" not in text


def test_what_refused_or_has_no_secret_is_to_mend(day: SendingDay, client: TestClient) -> None:
    day.publish(at(8))
    day.publish(at(12), lost(NO))
    client.post(PAGE, data=FORM)
    mend = client.get(PAGE).text.partition("要修")[2].partition("还没接")[0]
    assert "1 条未达" in mend
    assert "没有密钥" in mend


def test_the_matrix_says_which_slots_take_which_channel(day: SendingDay, client: TestClient) -> None:
    saved(client)
    rows = re.findall(r'<tr><th scope="row">(.*?)</tr>', client.get(PAGE).text, re.DOTALL)
    first = re.findall(r"<td>(.*?)</td>", rows[0], re.DOTALL)
    assert [cell.count('class="ss') for cell in first] == [
        0,
        4,
        0,
        0,
    ]  # the owner's name, and the robot stands first


def test_a_form_adds_a_channel_and_its_secret_never_comes_back(
    client: TestClient, office: DeskContext
) -> None:
    assert SECRET not in saved(client)
    assert SECRET not in client.get(f"{PAGE}?edit=tg").text
    file = office.root / "secrets.json"
    assert json.loads(file.read_text())["channels"]["tg"] == {"token": SECRET}
    assert S_IMODE(file.stat().st_mode) == 0o600
    (state,) = list_channels(office)
    assert (state.channel.kind, state.channel.slots) == (ChannelKind.TELEGRAM, (Slot.NOON,))


def test_an_empty_secret_stays_as_it_is(client: TestClient, office: DeskContext) -> None:
    saved(client)
    saved(client, value=[""], name="另一个")
    assert json.loads((office.root / "secrets.json").read_text())["channels"]["tg"] == {"token": SECRET}
    assert list_channels(office)[0].channel.name == "另一个"


def test_a_change_keeps_what_the_form_does_not_show(
    day: SendingDay, office: DeskContext, client: TestClient
) -> None:
    before = next(state.channel for state in list_channels(office))
    client.post(PAGE, data={"id": "robot", "kind": "wecom-robot", "slots": ["noon"], "groups": ["g1"]})
    after = next(state.channel for state in list_channels(office))
    assert (after.base_url, after.slots) == (before.base_url, (Slot.NOON,))


def test_chats_are_written_a_line_each(client: TestClient, office: DeskContext) -> None:
    saved(client, chats="g1=-100\n\n-200\n")
    assert dict(list_channels(office)[0].channel.chats) == {"g1": "-100", "": "-200"}


def test_a_group_that_is_not_there_is_refused(client: TestClient, office: DeskContext) -> None:
    assert "nowhere" in saved(client, groups=["nowhere"])
    assert list_channels(office) == []


def test_a_folder_is_always_one_of_the_workspace(client: TestClient, office: DeskContext) -> None:
    client.post(PAGE, data={"id": "files", "kind": "folder", "field": ["path"], "value": ["/etc"]})
    (state,) = list_channels(office)
    assert state.channel.options["path"] == str(office.root / "out" / "files")


def test_a_removed_channel_leaves_what_it_sent(
    day: SendingDay, client: TestClient, office: DeskContext
) -> None:
    day.publish(at(8))
    client.post(f"{PAGE}/robot/remove")
    assert list_channels(office) == []
    assert client.get("/send?day=2026-11-23").status_code == 200
    assert "robot" in client.get("/post/g1-2026-11-23-morning?tab=sent").text


def test_a_test_and_a_pause_answer_in_words(day: SendingDay, client: TestClient) -> None:
    client.post(f"{PAGE}/robot/test")
    assert len(day.wecom.accepted) == 1
    client.post(f"{PAGE}/robot/pause")
    assert "停着" in client.get(PAGE).text
    client.post(f"{PAGE}/robot/pause")
    assert "停着" not in client.get(PAGE).text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.APPROVER])
def test_only_admins_set_channels_up(client_as: Callable[..., TestClient], role: Role) -> None:
    client = client_as(role)
    assert "修改" not in client.get(f"{PAGE}?kind=telegram").text
    assert client.post(PAGE, data=FORM).status_code == 403
    assert client.put(f"{API}/tg", json={"kind": "telegram"}).status_code == 403


# -- the API ------------------------------------------------------------------------------------
def test_the_api_sets_up_lists_and_removes_and_never_tells_a_secret(
    client: TestClient, office: DeskContext
) -> None:
    body = {"kind": "telegram", "groups": ["g1"], "slots": ["noon"], "secret": {"token": SECRET}, "a_day": 2}
    made = client.put(f"{API}/tg", json=body)
    assert (made.status_code, made.json()["secret"], made.json()["a_day"]) == (200, "file", 2)
    assert SECRET not in made.text + client.get(API).text
    assert client.delete(f"{API}/tg").status_code == 204
    assert client.delete(f"{API}/tg").status_code == 404
    assert "tg" not in json.loads((office.root / "secrets.json").read_text())["channels"]


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "pigeon"},
        {"kind": "telegram", "base_url": "http://169.254.169.254"},
        {"kind": "folder", "folder": "../../etc"},
        {"kind": "folder", "options": {"path": "/etc"}},
        {"kind": "discord", "secret": {"url": "http://evil.example"}},
        {"kind": "telegram", "extra": 1},
    ],
)
def test_what_would_reach_elsewhere_is_refused(client: TestClient, office: DeskContext, body: object) -> None:
    assert client.put(f"{API}/x", json=body).status_code == 422
    assert list_channels(office) == []


def test_a_test_by_the_api_says_how_it_ended(day: SendingDay, client: TestClient) -> None:
    assert client.post(f"{API}/robot/test").json()["outcome"] == "sent"
    day.wecom.behave(lost(NO))
    refused = client.post(f"{API}/robot/test", json={"text": "试"}).json()
    assert (refused["outcome"], refused["code"]) == ("refused", "93000")
    assert client.post(f"{API}/nowhere/test").status_code == 404


def test_pauses_come_and_go(day: SendingDay, client: TestClient) -> None:
    assert client.post(f"{API}/robot/pause").status_code == 200
    made = client.post(
        "/api/v1/pauses", json={"scope": "group", "what": "g1", "until": "2026-11-24T00:00+08:00"}
    )
    assert made.status_code == 201
    scopes = [(pause["scope"], pause["what"]) for pause in client.get("/api/v1/pauses").json()["items"]]
    assert scopes == [("channel", "robot"), ("group", "g1")]
    assert client.post(f"{API}/robot/resume").json()["paused"] is False
    assert client.delete("/api/v1/pauses/group?what=g1").status_code == 204
    assert client.delete("/api/v1/pauses/group?what=g1").status_code == 404
    over = client.post("/api/v1/pauses", json={"scope": "all", "until": "2020-01-01T00:00+00:00"})
    assert over.status_code == 409


def test_sends_are_filtered_and_paged(day: SendingDay, client: TestClient) -> None:
    day.publish(at(8))
    day.publish(at(12), taken(Ending.HANG))
    listed = client.get("/api/v1/sends", params={"day": DAY.isoformat()}).json()["items"]
    assert [item["due_at"] for item in listed] == sorted(item["due_at"] for item in listed)
    unknown = client.get("/api/v1/sends?state=unknown").json()["items"]
    assert [item["id"] for item in unknown] == [f"{NOON_POST}/1"]
    assert {item["group"] for item in client.get("/api/v1/sends?group=g2").json()["items"]} == {"g2"}
    assert {item["channel"] for item in client.get("/api/v1/sends?channel=robot").json()["items"]} == {
        "robot"
    }
    paged, after = [], ""
    while after is not None:
        page = client.get(f"/api/v1/sends?day={DAY}&most=1" + (f"&after={after}" if after else "")).json()
        paged += page["items"]
        after = page["next"]
    assert paged == listed


def test_one_send_has_its_journal_and_takes_a_word(day: SendingDay, client: TestClient) -> None:
    day.publish(at(8))
    day.publish(at(12), taken(Ending.HANG))
    one = client.get(f"/api/v1/sends/{NOON_POST}").json()
    (attempt,) = one["parts"][0]["attempts"]
    assert (attempt["phase"], attempt["outcome"]) == ("outcome", "unknown")
    assert KEY not in json.dumps(one)
    marked = client.post(f"/api/v1/sends/{NOON_POST}/mark", json={"mark": "sent", "why": "看到了", "part": 1})
    assert marked.json()["parts"][0]["state"] == "sent"
    again = client.post(f"/api/v1/sends/{EVENING_POST}/mark", json={"mark": "retry", "why": "再来"})
    assert (again.status_code, again.json()["code"]) == (409, "illegal_move")
    assert (
        client.post(f"/api/v1/sends/{NOON_POST}/mark", json={"mark": "sent", "why": " "}).status_code == 422
    )
    assert client.post("/api/v1/sends/nowhere/mark", json={"mark": "sent", "why": "x"}).status_code == 404


def test_a_part_that_is_not_there_is_not_found(day: SendingDay, client: TestClient) -> None:
    answer = client.post(f"/api/v1/sends/{NOON_POST}/mark", json={"mark": "sent", "why": "x", "part": 9})
    assert answer.status_code == 404


def test_the_publisher_tells_whether_it_lives(client: TestClient) -> None:
    assert client.get("/api/v1/publisher").json()["heartbeat"] == "never"
