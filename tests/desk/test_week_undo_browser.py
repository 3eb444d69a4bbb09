"""Undo and redo on the week board: they say what they are for."""

import pytest

from content.review import approve, sights
from desk.auth import LOCAL
from desk.context import DeskContext
from tests.desk.browsing import IN_A_BROWSER
from tests.desk.week_board import POST, Opened, approvals, is_now, selected, text_of, until

pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_BROWSER


def test_a_approves_r_returns_and_z_takes_each_back(opened: Opened) -> None:
    page = opened()
    page.keyboard.press("a")
    is_now(page, "approved")
    page.keyboard.press("z")
    page.wait_for_selector(".toast:has-text('已撤销')")
    is_now(page, "in_review")
    page.keyboard.press("r")
    page.fill("#return-why", "太硬")
    page.keyboard.press("Control+Enter")
    is_now(page, "returned")
    page.keyboard.press("z")
    is_now(page, "in_review")


def test_shift_z_does_again_what_z_took_back(opened: Opened) -> None:
    page = opened()
    for key, state in (("a", "approved"), ("z", "in_review"), ("Shift+Z", "approved")):
        page.keyboard.press(key)
        is_now(page, state)


def approve_elsewhere(office: DeskContext) -> str:
    """A post of another group, approved by the person of this machine."""
    with office.open_store(reading=True) as store:
        post = store.queue.posts(groups=["g2"])[0]
        seen = sights(store, [post])[post.id]
    approve(office.open_store, [seen], rules=office.rules, actor=LOCAL.name, at=office.clock())
    return post.id


def test_z_takes_back_what_happened_to_this_group_and_names_it(opened: Opened, office: DeskContext) -> None:
    page = opened()
    page.keyboard.press("a")
    is_now(page, "approved")
    elsewhere = approve_elsewhere(office)
    page.keyboard.press("z")
    page.wait_for_selector(".toast:has-text('已撤销 批准：')")
    assert "11-24 午" in page.locator(".toast").inner_text()
    is_now(page, "in_review")
    until(lambda: selected(page) == POST)
    assert approvals(office, elsewhere)
    page.keyboard.press("z")  # nothing more of this group: the other is named and asked for
    page.wait_for_selector(".toast:has-text('不只在这里')")
    assert approvals(office, elsewhere)
    page.click(".toast button")
    until(lambda: not approvals(office, elsewhere))
    assert "/week/g1/" in page.url


def test_z_leaves_the_post_alone_whose_words_are_not_saved(opened: Opened, office: DeskContext) -> None:
    page = opened()
    page.locator("#f-text").fill("第二版")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f'[data-editor="{POST}"][data-version="2"]')
    page.locator("#f-text").fill("第三版")
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    page.wait_for_selector(".toast:has-text('先保存或丢弃')")
    assert text_of(office) == "第二版"
    page.keyboard.press("a")
    is_now(page, "approved")
    assert text_of(office) == "第三版"


def test_without_javascript_the_undo_is_of_what_the_page_just_did(
    opened: Opened, office: DeskContext
) -> None:
    page = opened(java_script_enabled=False)
    page.click(".acts [data-shown]")
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-state="approved"]')
    elsewhere = approve_elsewhere(office)
    page.click(".saidbox button")
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-state="in_review"]')
    assert "已撤销 批准：" in page.locator(".saidbox").inner_text()
    assert approvals(office, elsewhere)
