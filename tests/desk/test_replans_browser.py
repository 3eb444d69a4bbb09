"""Planning now in a real browser: the page answers at once, and says by itself what moved."""

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from fastapi import FastAPI

from content.errors import StoreError
from content.night import Drawn
from content.review.upset import retire_story
from content.workspace import Workspace
from desk.auth import LOCAL
from desk.context import DeskContext
from services import plan_now
from services.nightly import lay_out
from tests.desk.browsing import IN_A_BROWSER, Open, Page, axe_finds, listening

sync_api = pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_BROWSER


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Plans stand still until it is set, and draw nothing."""
    made = Event()

    def held(*given: Any, **more: Any) -> Any:
        assert made.wait(60)
        return lay_out(*given, **more)

    monkeypatch.setattr(plan_now, "lay_out", held)
    monkeypatch.setattr(plan_now, "draw", lambda context, due: Drawn(len(due), 0))
    yield made
    made.set()


@pytest.fixture
def open_page(open_page: Open, office: DeskContext) -> Open:
    """As everywhere, after a story was retired."""
    retire_story(office.open_store, "s0", actor="local", at=office.clock(), why="卖完了")
    return open_page


def says(page: Page, words: str) -> None:
    sync_api.expect(page.locator("[data-replans] .band b").first).to_contain_text(words)


@pytest.mark.parametrize("path", ["/", "/queue?group=g1&from="])
def test_who_presses_goes_on_at_once_and_sees_by_itself_what_moved(
    open_page: Open, go_on: Event, path: str
) -> None:
    page = open_page(path)
    page.click("[data-plan] button")
    says(page, "正在重排")
    assert "planned=desk-" in page.url
    go_on.set()
    says(page, "重排好了，动了")
    sync_api.expect(page.locator(".band.done li").first).to_contain_text("一群")
    assert page.locator("[data-plan]").count() == 0


def test_who_only_looks_on_sees_it_begin_and_end(
    open_page: Open, go_on: Event, office: DeskContext, app: FastAPI
) -> None:
    page = open_page("/queue?group=g1&from=")
    listening(page, app)
    says(page, "1 件事等待重排")
    plan_now.begin_plan(office, LOCAL.name, office.beside)
    says(page, "正在重排")
    go_on.set()
    says(page, "重排好了，动了")
    sync_api.expect(page.locator(".toast")).to_contain_text("重排好了")
    page.reload()
    says(page, "重排好了，动了")


def test_without_scripts_one_looks_again(open_page: Open, go_on: Event, office: DeskContext) -> None:
    page = open_page("/queue", java_script_enabled=False)
    page.click("[data-plan] button")
    says(page, "正在重排")
    page.click("[data-again]")
    says(page, "正在重排")
    go_on.set()
    office.beside.wait()
    page.click("[data-again]")
    says(page, "重排好了，动了")


def test_a_plan_that_fails_says_so_by_itself_and_is_asked_for_again(
    open_page: Open, go_on: Event, monkeypatch: pytest.MonkeyPatch, workspace: Workspace
) -> None:
    def broken(*_: object, **__: object) -> None:
        assert go_on.wait(60)
        raise StoreError("The database is full.")

    page = open_page("/")
    with monkeypatch.context() as while_full:
        while_full.setattr(plan_now, "lay_out", broken)
        page.click("[data-plan] button")
        says(page, "正在重排")
        assert axe_finds(page) == []
        go_on.set()
        says(page, "没有排成")
        assert axe_finds(page) == []
    page.click("[data-plan] button")
    says(page, "重排好了，动了")
    with workspace.open_store(reading=True) as store:
        assert store.replans.pending_replans() == []
