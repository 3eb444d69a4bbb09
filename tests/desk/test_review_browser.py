"""逐条审 by hand in a real browser: one key decides and goes on; nothing is lost without a connection."""

import pytest

from content.model import PostState
from content.workspace import Workspace
from desk.context import DeskContext
from tests.desk.browsing import IN_A_BROWSER, Open, Page
from tests.desk.week_board import until

sync_api = pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_BROWSER


def at(page: Page) -> str:
    key: str = page.locator(".rroom").get_attribute("data-at")
    return key


def in_state(workspace: Workspace, state: PostState) -> set[str]:
    with workspace.open_store(reading=True) as store:
        return {post.id for post in store.queue.posts(states=[state])}


def press(page: Page, key: str) -> str:
    """Press a key that goes on, and wait for the next post; which one it is."""
    before = at(page)
    page.keyboard.press(key)
    until(lambda: at(page) != before)
    return at(page)


def test_keys_decide_go_on_and_take_back(open_page: Open, workspace: Workspace) -> None:
    page = open_page("/review")
    page.wait_for_selector("html.js")
    first = at(page)
    second = press(page, "a")
    until(lambda: first in in_state(workspace, PostState.APPROVED))
    sync_api.expect(page.locator(".rstrip .k")).to_have_count(1)
    page.keyboard.press("r")
    page.locator("#return-why").fill("太暗")
    page.keyboard.press("Enter")
    until(lambda: second in in_state(workspace, PostState.RETURNED))
    until(lambda: at(page) != second)
    page.keyboard.press("z")
    until(lambda: at(page) == second)
    assert second in in_state(workspace, PostState.IN_REVIEW)
    assert press(page, "j") != second
    assert press(page, "k") == second


def test_a_decision_without_a_connection_is_kept_and_saved_later(
    open_page: Open, workspace: Workspace
) -> None:
    page = open_page("/review", viewport={"width": 390, "height": 844})  # a browser of its own
    page.wait_for_selector("html.js")
    first = at(page)
    page.context.set_offline(True)
    page.keyboard.press("a")
    sync_api.expect(page.locator("[data-offline]")).to_contain_text("1")
    assert first not in in_state(workspace, PostState.APPROVED)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: first in in_state(workspace, PostState.APPROVED))


def test_the_palette_finds_and_opens(open_page: Open, office: DeskContext) -> None:
    page = open_page("/runs")
    with office.open_store(reading=True) as store:
        group = store.library.group("g2")
    page.keyboard.press("Control+k")
    page.locator(".palette input[name=q]").fill(f"#{group.name}")
    sync_api.expect(page.locator(".palette [data-hit]")).to_have_count(1)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_url("**/week/g2/**")
