"""What happened to the plan shows where people look, and whoever may plans anew at once, beside the desk."""

import asyncio
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import Event
from typing import TypeAlias

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from content.errors import Busy, StoreError
from content.messages import render
from content.model import Message, PostState, Role
from content.night import Drawn
from content.review.upset import retire_story
from content.workspace import Workspace, open_workspace
from desk.auth import LOCAL
from desk.context import DeskContext
from desk.night import Ended, night_of
from desk.server import Server, listening
from services import plan_now
from tests.desk.conftest import HERE, SAME_SITE, ClientAs, desk_of

TUESDAY = date(2026, 11, 24)
RUN = "desk-20261122-180000"
Retire: TypeAlias = Callable[[], str]
Plan: TypeAlias = Callable[..., str]


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The posters that would be drawn: how is tested where posters are."""
    keys: list[str] = []
    monkeypatch.setattr(plan_now, "draw", lambda context, due: keys.extend(due) or Drawn(len(due), 0))
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
            (told,) = store.plan.placements(TUESDAY, TUESDAY, ["g1"])
            story = store.library.story(told.story)
        assert story is not None
        retire_story(workspace.open_store, story.id, actor="local", at=now, why="卖完了")
        return story.title

    return upset


@dataclass
class Halfway:
    """A plan that stands still where it has been laid out and nothing is told."""

    here: Event = field(default_factory=Event)
    on: Event = field(default_factory=Event)

    def __call__(self, *_: object, **__: object) -> None:
        self.here.set()
        assert self.on.wait(30)


@pytest.fixture
def halfway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Halfway]:
    made = Halfway()
    monkeypatch.setattr(plan_now, "lay_out", made)
    yield made
    made.on.set()


@pytest.fixture
def plan(client: TestClient, office: DeskContext) -> Plan:
    """Presses the button and waits until the plan has ended; the address it leads to."""

    def pressed(page: str = "/") -> str:
        answer = client.post("/replans/now", data={"next": page})
        assert answer.status_code == 303
        office.beside.wait()
        return answer.headers["location"]

    return pressed


def ended(office: DeskContext, run: str = RUN) -> Ended:
    with office.open_store(reading=True) as store:
        found = store.lists.run(run)
    assert found is not None
    return night_of(found, office.clock()).ended


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
    client: TestClient, plan: Plan, retire: Retire, workspace: Workspace, drawn: list[str]
) -> None:
    title = retire()
    address = plan("/queue?status=returned")
    assert address == f"/queue?status=returned&planned={RUN}"
    page = client.get(address).text
    with workspace.open_store(reading=True) as store:
        (told,) = store.plan.placements(TUESDAY, TUESDAY, ["g1"])
        story, posts = store.library.story(told.story), store.queue.posts(TUESDAY, TUESDAY, groups=["g1"])
        moves = store.planning_rules.plan_moves(RUN)
        assert store.replans.pending_replans() == []
    assert story is not None
    assert story.title != title
    assert {post.story for post in posts if post.state is not PostState.CANCELLED} == {story.id}
    assert f"动了 {len(moves)} 处" in band(page)
    assert f"一群 · 11 月 24 日</a> {render(moves[0].why, 'zh')}" in page
    assert {post.poster for post in posts if post.state is PostState.DRAFT} <= set(drawn)


def test_planning_is_a_run_that_the_audit_and_the_list_of_runs_know(
    client: TestClient, plan: Plan, retire: Retire
) -> None:
    retire()
    plan()
    page = client.get(f"/runs/{RUN}").text
    assert "顺利" in page
    assert "<dt>谁要的</dt><dd>本机</dd>" in page
    assert RUN in client.get("/audit", params={"kind": "rerun"}).text


def test_last_night_stays_last_night_after_planning(client: TestClient, plan: Plan) -> None:
    before = client.get("/").text
    plan()
    assert 'href="/runs/r1"' in before
    assert 'href="/runs/r1"' in client.get("/").text


def test_last_night_stays_last_night_after_planning_by_command(
    client: TestClient, workspace: Workspace, now: datetime
) -> None:
    with workspace.open_store() as store:
        store.runs.begin_run("by-command", {}, now)
        store.runs.end_run(
            "by-command", {"seconds_by_stage": {"lay_out": 0.1, "tell": 0.2}, "failed": []}, now
        )
    assert 'href="/runs/r1"' in client.get("/").text


def test_planning_again_moves_nothing_and_says_so(
    client: TestClient, plan: Plan, workspace: Workspace
) -> None:
    plan()
    with workspace.open_store(reading=True) as store:
        before = store.plan.placements()
    address = plan()
    with workspace.open_store(reading=True) as store:
        assert store.plan.placements() == before
    assert "不用动" in client.get(address).text


def test_a_poster_that_could_not_be_drawn_is_said_beside_what_moved(
    client: TestClient, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    not_drawn = Message("run_report.poster_failed", poster="p1", why=Message("refusal.gone"))
    monkeypatch.setattr(plan_now, "draw", lambda context, due: Drawn(0, 0, (not_drawn,)))
    page = client.get(plan()).text
    assert "重排好了，不用动 其余照旧 1 张海报没画成" in band(page)
    assert f'href="/runs/{RUN}"' in page


@pytest.mark.parametrize("named", ["r1", "r2", "nothing", "desk-nothing"])
def test_an_address_that_names_no_plan_of_the_desk_says_nothing(
    client: TestClient, workspace: Workspace, now: datetime, named: str
) -> None:
    with workspace.open_store() as store:
        store.runs.begin_run("r2", {}, now)
    assert band(client.get(f"/?planned={named}").text) == ""


# -- under way ----------------------------------------------------------------------------------
def test_the_answer_comes_before_the_plan_and_the_band_says_since_when_and_by_whom(
    client: TestClient, retire: Retire, office: DeskContext, halfway: Halfway
) -> None:
    retire()
    answer = client.post("/replans/now", data={"next": "/"})
    assert halfway.here.wait(30)
    assert answer.headers["location"] == f"/?planned={RUN}"
    for address in ("/", answer.headers["location"]):  # also for those who did not press
        page = client.get(address).text
        assert band(page).startswith("正在重排 本机，02:00 开始")
        assert f'href="/?planned={RUN}" data-again>看看排好没有' in page
        assert 'action="/replans/now"' not in page
    assert "Planning is under way since 02:00, by This machine" in band(client.get("/?lang=en").text)


def test_the_runs_know_a_plan_that_is_under_way(client: TestClient, halfway: Halfway) -> None:
    client.post("/replans/now", data={"next": "/"})
    assert halfway.here.wait(30)
    assert "正在跑" in client.get("/runs").text
    assert "正在跑" in client.get(f"/runs/{RUN}").text
    assert client.get(f"/api/v1/runs/{RUN}").json()["ended"] == "running"


def test_another_process_of_the_desk_says_the_same(
    client: TestClient, office: DeskContext, workspace: Workspace, halfway: Halfway
) -> None:
    other = DeskContext(open_workspace(workspace.root), office.workers, entry="secret", clock=office.clock)
    beside = TestClient(desk_of(other), base_url=HERE, headers=SAME_SITE, follow_redirects=False)
    beside.cookies.update(client.cookies)
    client.post("/replans/now", data={"next": "/"})
    assert halfway.here.wait(30)
    assert "正在重排" in band(beside.get("/").text)
    assert beside.post("/replans/now", data={"next": "/"}).headers["location"] == "/"
    assert "有一次运行还没结束" in beside.get("/").text
    halfway.on.set()
    office.beside.wait()
    assert "正在重排" not in band(beside.get("/").text)
    assert "重排好了" in band(beside.get(f"/?planned={RUN}").text)
    other.workspace.database.close()


def test_the_feed_tells_of_a_plan_when_it_begins_and_when_it_ends(plan: Plan, workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        before = store.feed.newest_change()
    plan()
    with workspace.open_store(reading=True) as store:
        told = [change.kind for change in store.feed.changes(before).items if change.what == RUN]
    assert told == ["replan", "replan"]


def test_a_second_press_is_refused_at_once_and_says_so(
    client: TestClient, office: DeskContext, halfway: Halfway, workspace: Workspace
) -> None:
    client.post("/replans/now", data={"next": "/"})
    assert client.post("/replans/now", data={"next": "/queue"}).headers["location"] == "/queue"
    assert "有一次运行还没结束" in client.get("/queue").text
    halfway.on.set()
    office.beside.wait()
    with workspace.open_store(reading=True) as store:
        assert [run.id for run in store.runs.newest() if run.id.startswith(plan_now.BY_DESK)] == [RUN]


def test_of_many_presses_at_once_one_begins(office: DeskContext, halfway: Halfway) -> None:
    def pressed(_: int) -> str | type[Busy]:
        try:
            return plan_now.begin_plan(office, LOCAL.name, office.beside)
        except Busy:
            return Busy

    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(pressed, range(8)))
    assert sorted(map(str, answers)) == sorted(map(str, [RUN, *[Busy] * 7]))


def test_while_a_night_runs_nobody_plans_and_the_page_says_so(
    client: TestClient, retire: Retire, workspace: Workspace
) -> None:
    retire()
    with workspace.only_run():
        assert client.post("/replans/now", data={"next": "/"}).headers["location"] == "/"
    page = client.get("/").text
    assert "有一次运行还没结束" in page
    assert "件事等待重排" in page


# -- how it ends otherwise ----------------------------------------------------------------------
def test_a_plan_that_fails_is_a_run_that_says_why_and_can_be_asked_for_again(
    client: TestClient, plan: Plan, retire: Retire, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise StoreError("The database is full.")

    retire()
    with monkeypatch.context() as while_full:
        while_full.setattr(plan_now, "lay_out", broken)
        address = plan()
    page = client.get(address).text
    assert band(page).startswith("没有排成 The database is full. 再排一次会接着做完")
    assert page.count('action="/replans/now"') == 1
    assert "The database is full." in client.get(f"/runs/{RUN}").text
    assert "重排好了，动了" in band(client.get(plan()).text)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_nobody_foresaw_ends_the_run_and_is_said_in_both_languages(
    client: TestClient, plan: Plan, retire: Retire, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    retire()
    monkeypatch.setattr(plan_now, "compose_with", broken)
    address = plan()
    zh, en = (band(client.get(f"{address}&lang={language}").text) for language in ("zh", "en"))
    assert zh.startswith("没有排成 重排碰到没料到的事，停下了（ZeroDivisionError: division by zero）。")
    assert en.startswith("Planning failed Planning met what nobody foresaw (ZeroDivisionError")
    run = client.get(f"/api/v1/runs/{RUN}", headers={"accept-language": "zh"}).json()
    assert run["problems"] == run["report"]["failed"]
    assert run["problems"][0].startswith("Planning met what nobody foresaw (ZeroDivisionError: division")
    assert "停下之前动了" in zh  # it was laid out by then
    assert "一群 · 11 月 24 日" in zh


def test_a_server_that_ends_lets_the_plan_finish_its_step_and_no_other(
    client: TestClient,
    office: DeskContext,
    halfway: Halfway,
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plan_now, "compose_with", lambda *_, **__: pytest.fail("it went on"))
    address = client.post("/replans/now", data={"next": "/"}).headers["location"]
    assert halfway.here.wait(30)
    office.beside.stop(0)
    halfway.on.set()
    office.beside.wait()
    assert ended(office) is Ended.CUT_OFF
    page = client.get(address).text
    assert band(page).startswith("重排断了 没有收尾就断了")
    assert "再排一次" in page
    assert "中断" in client.get("/runs").text
    with workspace.only_run():
        pass  # free again


def test_the_server_stops_what_is_beside_it_before_its_workers(
    app: FastAPI, office: DeskContext, halfway: Halfway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office.beside, "_stopping", halfway.on)  # the step at hand ends once it is asked to
    plan_now.begin_plan(office, LOCAL.name, office.beside)
    ends: list[Ended] = []
    app.state.house = ExitStack()
    app.state.house.callback(lambda: ends.append(ended(office)))
    server = Server(uvicorn.Config(app, lifespan="off", timeout_graceful_shutdown=1))
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)

    async def served() -> None:
        with listening("127.0.0.1", 0) as listener:
            await server.startup([listener])
            await server.shutdown([listener])

    asyncio.run(asyncio.wait_for(served(), 20))
    assert ends == [Ended.CUT_OFF]


def test_a_plan_that_died_with_its_process_is_not_under_way(
    client: TestClient, office: DeskContext, workspace: Workspace, now: datetime
) -> None:
    with workspace.open_store() as store:
        store.runs.begin_run(RUN, {"first_day": "2026-11-24", "days": 2, "by": "local"}, now)
    with workspace.only_run():
        assert "正在重排" in band(client.get("/").text)  # somebody holds the workspace: it may live
    assert "中断" in client.get("/runs").text
    assert ended(office) is Ended.CUT_OFF
    assert "正在重排" not in band(client.get("/").text)
    assert band(client.get(f"/?planned={RUN}").text).startswith("重排断了")


def test_a_night_without_a_word_is_not_ended_by_who_looks(
    client: TestClient, office: DeskContext, workspace: Workspace, now: datetime
) -> None:
    with workspace.open_store() as store:
        store.runs.begin_run("r2", {}, now)
    assert "正在跑" in client.get("/runs").text
    assert ended(office, "r2") is Ended.RUNNING


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


def test_the_window_begins_tomorrow_where_the_team_is(office: DeskContext, workspace: Workspace) -> None:
    """At 18:00 UTC it is the 23rd in Shanghai."""
    plan_now.begin_plan(office, LOCAL.name, office.beside)
    office.beside.wait()
    with workspace.open_store(reading=True) as store:
        run = store.lists.run(RUN)
    assert run is not None
    assert run.asked == {"first_day": "2026-11-24", "days": 2, "by": "local"}
    assert ended(office) is Ended.WELL
