"""What happened to the plan shows where people look, and whoever may plans anew at once."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import TypeAlias

import pytest
from starlette.testclient import TestClient

from content.errors import StoreError
from content.model import PostState, Role
from content.review.upset import retire_story
from content.workspace import Workspace
from desk import planning
from desk.office import Office
from desk.people import LOCAL, Person
from tests.desk.conftest import ClientAs

TUESDAY = date(2026, 11, 24)
Retire: TypeAlias = Callable[[], str]


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The posters that would be drawn: how is tested where posters are."""
    keys: list[str] = []
    monkeypatch.setattr(planning, "draw_due", lambda office, due: keys.extend(due) or ())
    return keys


@pytest.fixture
def workspace(workspace: Workspace) -> Workspace:
    """Two days are planned: tomorrow and the day after."""
    plan = workspace.settings.plan.model_copy(update={"days": 2})
    return replace(workspace, settings=workspace.settings.model_copy(update={"plan": plan}))


@pytest.fixture
def retire(workspace: Workspace, now: datetime) -> Retire:
    """Retires the story that the first group is told on Tuesday; its title."""

    def upset() -> str:
        with workspace.open_store(reading=True) as store:
            (told,) = store.placements(TUESDAY, TUESDAY, ["g1"])
            story = store.story(told.story)
        assert story is not None
        retire_story(workspace.open_store, story.id, who="local", at=now, why="卖完了")
        return story.title

    return upset


def band(page: str) -> str:
    """What the band says, without markup."""
    _, _, said = page.partition("data-replans>")
    for end in ("现在重排", '<section class="tiles"', '<nav class="chips"'):
        said = said.partition(end)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", said).split())


@pytest.mark.parametrize("page", ["/", "/queue"])
def test_what_upset_the_plan_stands_on_today_and_on_the_queue(
    client: TestClient, retire: Retire, page: str
) -> None:
    assert band(client.get(page).text) == ""
    title = retire()
    said = band(client.get(page).text)
    assert said.startswith(f"1 件事等待重排 剧情「{title}」已下架 今晚自动")
    assert "6 条推送退回了 · 本机" in said


def test_the_band_speaks_english(client: TestClient, retire: Retire) -> None:
    retire()
    page = client.get("/", params={"lang": "en"}).text
    assert "1 thing waits for the next plan" in page
    assert "was retired" in page
    assert "Plan now" in page


def test_planning_now_settles_it_and_says_what_moved(
    client: TestClient, retire: Retire, workspace: Workspace, drawn: list[str]
) -> None:
    title = retire()
    answer = client.post("/replans/now", data={"next": "/queue?status=returned"})
    assert answer.status_code == 303
    assert re.fullmatch(r"/queue\?status=returned&planned=desk-20261122-180000", answer.headers["location"])
    page = client.get(answer.headers["location"]).text
    with workspace.open_store(reading=True) as store:
        (told,) = store.placements(TUESDAY, TUESDAY, ["g1"])
        story, posts = store.story(told.story), store.posts(TUESDAY, TUESDAY, groups=["g1"])
        moves = store.plan_moves("desk-20261122-180000")
        assert store.pending_replans() == []
    assert story is not None
    assert story.title != title
    assert {post.story for post in posts if post.state is not PostState.CANCELLED} == {story.id}
    assert f"动了 {len(moves)} 处" in band(page)
    assert f"一群 · 11 月 24 日</a> {moves[0].zh}" in page
    assert {post.poster for post in posts if post.state is PostState.DRAFT} <= set(drawn)


def test_planning_is_a_run_that_the_audit_and_the_list_of_runs_know(
    client: TestClient, retire: Retire
) -> None:
    retire()
    client.post("/replans/now", data={"next": "/"})
    page = client.get("/runs/desk-20261122-180000").text
    assert "顺利" in page
    assert "desk-20261122-180000" in client.get("/audit", params={"kind": "rerun"}).text


def test_last_night_stays_last_night_after_planning(client: TestClient) -> None:
    before = client.get("/").text
    client.post("/replans/now", data={"next": "/"})
    assert 'href="/runs/r1"' in before
    assert 'href="/runs/r1"' in client.get("/").text


def test_last_night_stays_last_night_after_planning_by_command(
    client: TestClient, workspace: Workspace, now: datetime
) -> None:
    with workspace.open_store() as store:
        store.begin_run("by-command", {}, now)
        store.end_run("by-command", {"seconds_by_stage": {"lay_out": 0.1, "tell": 0.2}, "failed": []}, now)
    assert 'href="/runs/r1"' in client.get("/").text


def test_planning_again_moves_nothing_and_says_so(client: TestClient, workspace: Workspace) -> None:
    client.post("/replans/now", data={"next": "/"})
    with workspace.open_store(reading=True) as store:
        before = store.placements()
    answer = client.post("/replans/now", data={"next": "/"})
    with workspace.open_store(reading=True) as store:
        assert store.placements() == before
    assert "不用动" in client.get(answer.headers["location"]).text


def test_while_a_night_runs_nobody_plans_and_the_page_says_so(
    client: TestClient, retire: Retire, workspace: Workspace
) -> None:
    retire()
    with workspace.only_run():
        assert client.post("/replans/now", data={"next": "/"}).headers["location"] == "/"
    page = client.get("/").text
    assert "有一次运行还没结束" in page
    assert "件事等待重排" in page


def test_a_plan_that_fails_is_a_run_that_says_why(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StoreError("The database is full.")

    monkeypatch.setattr(planning, "lay_out", broken)
    client.post("/replans/now", data={"next": "/"})
    assert "The database is full." in client.get("/").text
    assert "The database is full." in client.get("/runs/desk-20261122-180000").text


@pytest.mark.parametrize(("role", "may"), [(Role.VIEWER, False), (Role.EDITOR, False), (Role.APPROVER, True)])
def test_who_may_run_a_night_again_may_plan_now(
    client_as: ClientAs, retire: Retire, role: Role, may: bool
) -> None:
    retire()
    page = client_as(role).get("/").text
    assert "件事等待重排" in page
    assert ("/replans/now" in page) is may
    answer = client_as(role).post("/replans/now", data={"next": "https://elsewhere.test/"})
    assert answer.status_code == (303 if may else 403)
    if may:
        assert answer.headers["location"].startswith("/?planned=")


def test_the_band_comes_alone_for_who_listens(client: TestClient, retire: Retire) -> None:
    retire()
    alone = client.get("/replans").text
    assert "<html" not in alone
    assert "件事等待重排" in alone


def test_the_window_begins_tomorrow_where_the_team_is(office: Office, workspace: Workspace) -> None:
    """At 18:00 UTC it is the 23rd in Shanghai."""
    planning.plan_now(office, Person(LOCAL))
    with workspace.open_store(reading=True) as store:
        (run, *_) = store.runs(1)
    assert run.asked == {"first_day": "2026-11-24", "days": 2}
    assert run.ended_at is not None
