"""What goes wrong on ordinary days: a locked database, an old tab, two tabs, a post about to go out."""

import re
import sqlite3
from base64 import urlsafe_b64decode
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from typing import TypeAlias

import pytest
from httpx import Response
from starlette.testclient import TestClient

from content.model import PostState, Role
from content.store.tables import Base
from content.workspace import Workspace, open_workspace
from desk.auth import COOKIE, local_cookie
from desk.context import DeskContext
from desk.pages.said import COOKIE as SAID
from tests.desk.conftest import HERE, SAME_SITE, ClientAs, desk_of

MONDAY = "g1-2026-11-23-noon"  # 12:00 in Shanghai, 04:00 UTC
Mishap: TypeAlias = Callable[[Workspace], None]
ROOMS = [
    "/",
    "/cull",
    "/queue",
    "/weeks",
    "/week/g1/2026-W48",
    "/groups",
    "/koc",
    "/models",
    "/runs",
    "/audit",
]
OTHERS = ["/settings", f"/post/{MONDAY}", "/photo/i00", "/day/g1/2026-11-23/preview"]
ASKED = ["/api/v1/posts", "/api/v1/groups", "/api/v1/submissions", "/api/v1/audit"]


def tab(office: DeskContext, at: datetime) -> TestClient:
    """A tab of the same browser, as the clock is at that time."""
    made = TestClient(
        desk_of(replace(office, clock=lambda: at)),
        base_url=HERE,
        headers=SAME_SITE,
        follow_redirects=False,
    )
    made.cookies.set(COOKIE, local_cookie(office))
    return made


def approve_button(page: str, post: str) -> str:
    """What the approve form of a page names as seen."""
    found = re.search(rf'name="seen" value="({post} [^"]+)"', page)
    assert found
    return found.group(1)


def said(answer: Response) -> str:
    """What a form has answered, for the next page to show."""
    kept = answer.cookies.get(SAID) or ""
    return urlsafe_b64decode(kept.strip('"')).decode()


def test_a_locked_database_is_said_and_nothing_is_lost(
    office: DeskContext, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("content.store.engine.BUSY_SECONDS", 0.05)
    impatient = open_workspace(workspace.root)
    browser = tab(replace(office, workspace=impatient), now)
    post = browser.get(f"/api/v1/posts/{MONDAY}").json()
    asked = {"items": [{"id": MONDAY, "revision": post["revision"]}], "why": "太暗"}
    with sqlite3.connect(workspace.var / "sishi.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert browser.get(f"/post/{MONDAY}").status_code == 200  # reading goes on
        answer = browser.post("/api/v1/posts/return", json=asked)
        other.execute("ROLLBACK")
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert "别的进程正占着它" in answer.json()["message"]
    ends = browser.post("/api/v1/posts/return", json=asked).json()["outcomes"]
    impatient.database.close()
    assert ends[MONDAY]["status"] == "done"


def test_a_tab_a_week_old_approves_nothing_that_has_passed(
    client: TestClient, office: DeskContext, workspace: Workspace, now: datetime
) -> None:
    seen = approve_button(client.get(f"/week/g1/2026-W48?sel={MONDAY}").text, MONDAY)
    later = tab(office, now + timedelta(days=8))
    answer = later.post("/act/approve", data={"seen": seen, "next": "/week/g1/2026-W48"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/week/g1/2026-W48")
    assert "已过" in said(answer)
    with workspace.open_store(reading=True) as store:
        assert store.queue.post(MONDAY).state is PostState.IN_REVIEW


def test_of_two_tabs_of_one_person_the_older_is_told_and_undo_knows_both(
    office: DeskContext, workspace: Workspace, now: datetime
) -> None:
    one, other = tab(office, now), tab(office, now + timedelta(minutes=1))
    post = one.get(f"/api/v1/posts/{MONDAY}").json()
    asked = {"items": [{"id": MONDAY, "revision": post["revision"]}], "why": "太暗"}
    assert one.post("/api/v1/posts/return", json=asked).json()["outcomes"][MONDAY]["status"] == "done"
    end = other.post("/api/v1/posts/withdraw", json=asked).json()["outcomes"][MONDAY]
    assert (end["status"], end["item"]["state"]) == ("conflict", "returned")
    assert end["message"].startswith("本机 刚改过")
    assert other.post("/api/v1/undo").json()["outcomes"][MONDAY]["status"] == "done"
    with workspace.open_store(reading=True) as store:
        assert store.queue.post(MONDAY).state is PostState.IN_REVIEW


def test_what_is_about_to_go_out_shows_a_lock_and_is_only_returned(
    client: TestClient, office: DeskContext
) -> None:
    seen = approve_button(client.get(f"/week/g1/2026-W48?sel={MONDAY}").text, MONDAY)
    client.post("/act/approve", data={"seen": seen})
    with office.open_store(reading=True) as store:
        goes_out = store.queue.post(MONDAY).goes_out_at
    before = tab(office, goes_out - timedelta(minutes=31)).get(f"/week/g1/2026-W48?sel={MONDAY}").text
    soon = tab(office, goes_out - timedelta(minutes=29))
    page = soon.get(f"/week/g1/2026-W48?sel={MONDAY}").text
    assert "已锁" not in before
    assert "已锁" in page
    assert "离发送不到 30 分钟" in page
    assert "readonly" in page
    revision = soon.get(f"/api/v1/posts/{MONDAY}").json()["revision"]
    refused = soon.patch(
        f"/api/v1/posts/{MONDAY}", json={"text": "换个说法"}, headers={"If-Match": f'"{revision}"'}
    )
    assert (refused.status_code, "请先退回" in refused.json()["message"]) == (422, True)
    asked = {"items": [{"id": MONDAY, "revision": revision}], "why": "答案错了"}
    assert soon.post("/api/v1/posts/return", json=asked).json()["outcomes"][MONDAY]["status"] == "done"


@pytest.mark.parametrize(
    "path",
    [
        "/queue?from=0001-01-01",
        "/queue?to=9999-12-31",
        "/audit?from=0001-01-01&to=9999-12-31",
        "/day/g1/0001-01-01/preview",
        "/day/g1/9999-12-31/preview",
        "/api/v1/posts?first=0001-01-01&last=9999-12-31",
    ],
)
def test_the_first_and_the_last_day_there_is_are_days(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("week", ["0001-W01", "9999-W52"])
def test_a_week_beyond_all_posts_is_said_to_be_none(client: TestClient, week: str) -> None:
    assert client.get(f"/week/g1/{week}").status_code == 422


def change_tables(workspace: Workspace) -> None:
    """Do to the tables what another version of the program might: none is called as it was."""
    file = workspace.var / "sishi.db"
    with closing(sqlite3.connect(":memory:")) as other, closing(sqlite3.connect(file)) as database:
        for name in Base.metadata.tables:
            other.execute(f"CREATE TABLE {name}_of_another_version (id)")
        other.backup(database)  # to rename them all takes a hundred times as long


def remove(workspace: Workspace) -> None:
    (workspace.var / "sishi.db").rename(workspace.var / "elsewhere.db")


MISHAPS = pytest.mark.parametrize(
    ("mishap", "zh", "en"),
    [
        (
            change_tables,
            "还是先备份再运行 sishi db upgrade；然后把正在运行的都重启一遍",
            "Run `sishi db check`: it says whether",
        ),
        (remove, "请放回原处，或者把正在运行的都重启一遍", "Put it back, or start again"),
    ],
    ids=["changed", "removed"],
)


@pytest.fixture
def running(client: TestClient) -> TestClient:
    """A browser whose desk has had its database open."""
    assert client.get("/").status_code == 200
    return client


@MISHAPS
@pytest.mark.parametrize("path", [*ROOMS, *OTHERS])
def test_every_page_says_what_became_of_the_database(
    running: TestClient, workspace: Workspace, path: str, mishap: Mishap, zh: str, en: str
) -> None:
    assert running.get(path, follow_redirects=True).status_code == 200
    mishap(workspace)
    for lang, words in (("zh", zh), ("en", en)):
        answer = running.get(path, params={"lang": lang})
        assert answer.status_code == 503
        assert words in unescape(answer.text)
        assert 'class="rail"' in answer.text


@MISHAPS
@pytest.mark.parametrize("path", ASKED)
def test_programs_are_told_too_in_the_one_shape_of_errors(
    running: TestClient, workspace: Workspace, path: str, mishap: Mishap, zh: str, en: str
) -> None:
    mishap(workspace)
    answer = running.get(path, params={"lang": "en"})
    assert (answer.status_code, answer.json().keys()) == (503, {"code", "message", "fields"})
    assert en in answer.json()["message"]


@MISHAPS
def test_whoever_signed_in_is_told_as_well(
    client_as: ClientAs, workspace: Workspace, mishap: Mishap, zh: str, en: str
) -> None:
    editor = client_as(Role.EDITOR)
    mishap(workspace)
    answer = editor.get("/")
    assert (answer.status_code, zh in answer.text) == (503, True)


def test_the_rail_of_an_error_counts_nothing(
    office: DeskContext, workspace: Workspace, now: datetime
) -> None:
    counted = re.compile(r'class="rail".*?<i>\d', re.DOTALL)
    assert counted.search(tab(office, now).get("/audit").text)
    change_tables(workspace)
    later = tab(office, now + timedelta(minutes=1)).get("/audit").text
    assert 'class="rail"' in later
    assert not counted.search(later)
