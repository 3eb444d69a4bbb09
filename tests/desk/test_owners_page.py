"""负责人: who sends by hand, how much and how punctually; leave, backups and links."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from starlette.testclient import TestClient

from content.model import Leave, Role, StaffMember
from content.workers import Workers
from content.workspace import Workspace
from desk.context import DeskContext
from services.dispatch import dispatch_day
from services.owners import OwnerOrder, add_leave, list_owners, set_owner
from tests.desk.sending import BY_HAND, DAY, SendingDay, at
from tests.platforms.wecom import FakeWecom

PAGE = "/send/owners"
BOARD = "/send?day=2026-11-23"


@pytest.fixture
def now() -> datetime:
    """16:30 in Shanghai: half an hour after g2's post was handed to its owner."""
    return at(16, 30)


@pytest.fixture
def day(workspace: Workspace, workers: Workers) -> Iterator[SendingDay]:
    """g2 is Lin's, and Su takes over."""
    with FakeWecom() as wecom:
        made = SendingDay(workspace, workers, wecom)
        made.begin()
        with workspace.open_store() as store:
            store.roster.put_staff([StaffMember("lin", "林晓"), StaffMember("su", "苏晓晴")])
        set_owner(made.context(at(8)), OwnerOrder("lin", ["g2"], "su"), actor="local")
        made.publish(at(16))
        yield made


def form(client: TestClient, path: str, **fields: object) -> str:
    answer = client.post(path, data=fields)
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["location"]).text


def test_an_owner_stands_with_groups_tasks_and_backup(day: SendingDay, client: TestClient) -> None:
    text = client.get(PAGE).text
    for words in ("林晓", "1 群", "苏晓晴", "还没有记录", "不提醒"):
        assert words in text


def test_nobody_is_no_row(client: TestClient) -> None:
    assert "还没有负责人" in client.get(PAGE).text


def test_a_late_task_names_its_owner_and_goes_to_the_backup(
    day: SendingDay, client: TestClient, office: DeskContext
) -> None:
    text = client.get(BOARD).text
    assert "迟了 30 分" in text
    assert "换苏晓晴" in text
    assert "已交给 苏晓晴" in form(client, "/send/backup", post=BY_HAND, next=BOARD)
    assert [task.owner for task in dispatch_day(office, DAY).tasks if task.id == BY_HAND] == ["su"]


def test_what_waits_for_nobody_cannot_be_given_away(day: SendingDay, client: TestClient) -> None:
    assert "没有在等负责人的" in form(client, "/send/backup", post="g1-2026-11-23-noon", next=BOARD)


def test_the_board_is_filtered_by_owner(day: SendingDay, client: TestClient) -> None:
    text = client.get(f"{BOARD}&owner=lin&batch=none").text
    assert "g1-2026-11-23" not in text


def test_leave_without_a_backup_stands_on_top_with_its_date(
    day: SendingDay, client: TestClient, office: DeskContext
) -> None:
    set_owner(office, OwnerOrder("lin", ["g2"], ""), actor="local")
    add_leave(office, Leave("lin", date(2026, 11, 25), date(2026, 11, 26)), actor="local")
    assert "11 月 25 日 林晓请假" in client.get(PAGE).text
    form(client, f"{PAGE}/lin/back", first="2026-11-25")
    assert "林晓请假" not in client.get(PAGE).text


def test_a_link_is_shown_once_and_can_be_revoked(day: SendingDay, client: TestClient) -> None:
    made = client.post(f"{PAGE}/lin/link").text
    assert "/o/" in made
    assert "/o/" not in client.get(PAGE).text
    assert "还没打开" in client.get(PAGE).text
    form(client, f"{PAGE}/lin/revoke")
    assert "还没打开" not in client.get(PAGE).text


def test_the_form_makes_an_owner(day: SendingDay, client: TestClient, office: DeskContext) -> None:
    form(client, PAGE, staff="su", groups=["g1"], lead="10")
    (su,) = [state.owner for state in list_owners(office) if state.owner.staff == "su"]
    assert (su.groups, su.lead.total_seconds()) == (frozenset({"g1"}), 600)
    assert "nobody" in form(client, PAGE, staff="nobody")


def test_a_wrong_leave_is_refused(day: SendingDay, client: TestClient, office: DeskContext) -> None:
    form(client, f"{PAGE}/lin/leave", first="2026-11-26", last="2026-11-25")
    assert client.post(f"{PAGE}/lin/leave", data={"first": "x"}).status_code == 422
    assert client.post(f"{PAGE}/lin/leave", data={"first": "2026-13-45"}).status_code == 422
    (lin,) = [state.owner for state in list_owners(office) if state.owner.staff == "lin"]
    assert lin.leaves == ()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_only_approvers_give_links_and_leave(client_as: Callable[..., TestClient], role: Role) -> None:
    client = client_as(role)
    for path in ("link", "revoke", "leave", "back"):
        assert client.post(f"{PAGE}/lin/{path}", data={"first": "2026-11-25"}).status_code == 403
    assert client.post(PAGE, data={"staff": "lin"}).status_code == 403


def test_a_table_that_was_sent_makes_owners_and_says_what_is_wrong_with_it(
    day: SendingDay, client: TestClient, office: DeskContext
) -> None:
    def send(name: str, text: str) -> str:
        answer = client.post(f"{PAGE}/import", files={"table": (name, text.encode())})
        assert answer.status_code == 303, answer.text
        return client.get(answer.headers["location"]).text

    empty = client.get(f"{PAGE}/template.xlsx")
    assert empty.content.startswith(b"PK")
    assert "新加 1 位" in send("../owners.csv", "姓名,职务,管的群\n何春晓,店长,g1")
    assert "店长" in client.get(PAGE).text
    assert "没有的群" in send("owners.csv", "姓名,管的群\n何春晓,没有的群")
    send("owners.exe", "MZ")
    assert len(list_owners(office)) == 2
