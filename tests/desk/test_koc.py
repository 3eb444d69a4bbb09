"""KOC: members by their axes, the ladder, and a person's word over what was measured."""

import re
from datetime import datetime, timedelta

import pytest
from starlette.testclient import TestClient

from content.model import Member, MemberType, Role, Rung
from content.workspace import Workspace
from desk import community as circle
from desk.context import DeskContext
from desk.pages import koc
from services.community import Community, measure_community
from services.context import Context
from tests.desk.conftest import ClientAs


@pytest.fixture
def liked(workspace: Workspace) -> Workspace:
    """The village after twelve people liked one photo: more than chance explains."""
    with workspace.open_store() as store:
        store.intake.set_likes("i00", [f"m{n:02d}" for n in range(1, 12)])
    return workspace


def members(page: str) -> list[str]:
    return re.findall(r'class="who" href="/koc/([^"]+)"', page)


def test_everybody_who_was_active_is_listed_with_four_axes(client: TestClient) -> None:
    page = client.get("/koc").text
    assert sorted(members(page)) == [f"m{n:02d}" for n in range(12)]
    assert page.count('class="ax"') == 12 * 4
    assert page.count("未知") == 12  # nobody told of orders, so nobody guesses


def test_the_list_is_filtered_by_name_group_type_and_rung(
    client: TestClient, workspace: Workspace, now: datetime
) -> None:
    with workspace.open_store() as store:
        store.koc.climb("m03", Rung.CANDIDATE, actor="t", why="", at=now)
        store.koc.overrule_type("m05", MemberType.LEADER, actor="t", why="x", at=now)
    for asked, found in (
        ({"q": "群友3"}, ["m03"]),
        ({"rung": "candidate"}, ["m03"]),
        ({"type": "leader"}, ["m05"]),
        ({"group": "g2", "type": "leader"}, ["m05"]),
        ({"group": "g1", "type": "leader"}, []),
        ({"type": "<script>"}, []),
    ):
        assert members(client.get("/koc", params=asked).text) == found, asked


def test_a_long_list_goes_on_after_the_last_one(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(koc, "A_PAGE", 5)
    found, path = [], "/koc"
    while path:
        page = client.get(path).text
        found += members(page)
        more = re.search(r'<p class="more"><a class="btn" href="([^"]+)"', page)
        path = more[1] if more else ""
    assert len(found) == len(set(found)) == 12


def test_a_member_climbs_a_rung_and_the_page_says_by_whom_and_why(client: TestClient) -> None:
    answer = client.post("/koc/m03/rung", data={"rung": "candidate", "why": "三次入选"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/koc/m03")
    page = client.get("/koc/m03").text
    assert '<li class="on" aria-current="step">候选</li>' in page
    assert "三次入选" in page
    assert "私信问候" in page  # what to do next
    assert re.findall(r'name="rung" value="(\w+)"', page) == ["none", "contacted"]


def test_a_rung_that_is_too_far_is_refused_in_words(client: TestClient) -> None:
    client.post("/koc/m03/rung", data={"rung": "vip"})
    assert "m03 现在在 none（未列入），不能移到 vip（VIP 群）" in client.get("/koc/m03").text
    assert client.post("/koc/m03/rung", data={"rung": "king"}).status_code == 422


def test_a_type_is_overruled_with_a_reason_only_and_handed_back(
    client: TestClient, workspace: Workspace
) -> None:
    for why in ("", "   "):
        assert client.post("/koc/m03/type", data={"type": "leader", "why": why}).status_code == 422
    client.post("/koc/m03/type", data={"type": "leader", "why": "线下组织者"})
    page = client.get("/koc/m03").text
    assert "人定 · 量得未定" in page
    assert "线下组织者" in page
    with workspace.open_store(reading=True) as store:
        assert store.koc.standings()["m03"].type is MemberType.LEADER
    client.post("/koc/m03/type", data={"type": "", "why": "看错了"})
    with workspace.open_store(reading=True) as store:
        assert store.koc.standings()["m03"].type is None


def test_likes_that_came_too_fast_wait_for_a_person(client: TestClient, liked: Workspace) -> None:
    assert "等人看过才算" in client.get("/koc").text
    client.post("/koc/cleared", data={"submission": "i00", "why": "看过，是真的"})
    assert "这些赞算数了" in (page := client.get("/koc").text)
    assert "等人看过才算" not in page
    client.post("/koc/cleared", data={"submission": "none", "why": "x"})
    assert "没有来稿" in client.get("/koc").text


def test_axes_are_measured_every_few_minutes_and_rungs_are_as_they_are(
    office: DeskContext, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    measured: list[datetime] = []

    def count(context: Context, now: datetime) -> Community:
        measured.append(now)
        return measure_community(context, now)

    monkeypatch.setattr(circle, "measure_community", count)
    assert office.circle.at(now).profiles["m03"].standing.rung is Rung.NONE
    with office.open_store() as store:
        store.koc.climb("m03", Rung.CANDIDATE, actor="t", why="", at=now)
    assert office.circle.at(now + timedelta(minutes=4)).profiles["m03"].standing.rung is Rung.CANDIDATE
    assert measured == [now]
    office.circle.at(later := now + timedelta(minutes=6))
    office.circle.forget()
    office.circle.at(later)
    assert measured == [now, later, later]


def test_a_member_who_was_silent_has_a_page_without_axes(client: TestClient, workspace: Workspace) -> None:
    with workspace.open_store() as store:
        store.library.put_members([Member("quiet", "不说话", "g1")])
    page = client.get("/koc/quiet").text
    assert "近 90 天没有来稿" in page
    assert "未定" in page
    assert client.get("/koc/nobody").status_code == 404


def test_who_only_looks_sees_it_and_says_nothing(client_as: ClientAs, liked: Workspace) -> None:
    viewer = client_as(Role.VIEWER)
    assert "/koc/cleared" not in viewer.get("/koc").text
    assert "<form" not in viewer.get("/koc/m03").text
    assert viewer.post("/koc/m03/rung", data={"rung": "candidate"}).status_code == 403


def test_an_editor_may_and_the_audit_lists_it(client_as: ClientAs) -> None:
    editor = client_as(Role.EDITOR, "周正")
    editor.post("/koc/m03/rung", data={"rung": "candidate", "why": "常来"})
    audit = editor.get("/audit", params={"kind": "koc"}).text
    assert "周正" in audit
    assert "未列入 → 候选" in audit
    assert "常来" in audit


def test_hostile_names_are_only_words(client: TestClient, workspace: Workspace) -> None:
    evil = '"><script>alert(1)</script>'
    with workspace.open_store() as store:
        store.library.put_members([Member("m03", evil, "g2")])
    for path in ("/koc", "/koc/m03"):
        assert "<script>alert" not in client.get(path).text


def test_the_pages_speak_english(client: TestClient, liked: Workspace) -> None:
    client.cookies.set("lang", "en")
    client.post("/koc/m03/rung", data={"rung": "candidate"})
    for path, word in (("/koc", "Ladder"), ("/koc/m03", "candidate")):
        page = client.get(path).text
        assert word in page
        body = page.partition("<main")[2].replace("群友", "").replace("一群", "").replace("二群", "")
        assert re.findall(r"[\u4e00-\u9fff]+", body) == []
