"""What is approved on the week board is what is shown, unsaved words included."""

from hashlib import sha256

import pytest
from fastapi import FastAPI

from content.model import Seen, text_hash
from content.review import Amend, amend
from desk.context import DeskContext
from services.composing import current_telling
from tests.desk.browsing import IN_A_BROWSER, listening
from tests.desk.week_board import BESIDE, POST, Opened, approvals, is_now, selected, text_of, until

pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_BROWSER


def test_shift_a_shows_what_waits_and_enter_approves_it_all(opened: Opened) -> None:
    page = opened()
    page.keyboard.press("Shift+A")
    page.wait_for_selector("#strip-dialog[open]")
    assert page.locator(".strip figure").count() == 12
    page.keyboard.press("Enter")
    until(lambda: page.locator('.cell[data-state="approved"]').count() == 12)
    page.keyboard.press("z")
    until(lambda: page.locator('.cell[data-state="in_review"]').count() == 12)


@pytest.mark.parametrize("by", ["key", "button"])
def test_unsaved_words_are_saved_and_approved_together(opened: Opened, office: DeskContext, by: str) -> None:
    page = opened()
    page.keyboard.press("e")
    page.locator("#f-question").fill("水要多热？")
    page.locator("#f-text").fill("换个问法")
    assert page.locator(".acts [data-shown]").inner_text().startswith("保存并批准")
    page.keyboard.press("Escape")
    if by == "key":
        page.keyboard.press("a")
    else:
        page.click(".acts [data-shown]")
    is_now(page, "approved")
    assert text_of(office) == "换个问法"
    assert approvals(office) == [(2, text_hash("换个问法"))]
    with office.open_store(reading=True) as store:
        (spec,) = store.queue.specs([store.queue.post(POST).poster])
        card = store.boards.card(POST)
    assert spec.fields["question"] == "水要多热？"
    assert sha256((office.workspace.root / card.poster_path).read_bytes()).hexdigest() == card.poster_sha256
    page.keyboard.press("z")  # one step back, both at once
    is_now(page, "in_review")
    until(lambda: text_of(office) != "换个问法")


def test_the_strip_shows_unsaved_words_and_approves_them(opened: Opened, office: DeskContext) -> None:
    page = opened()
    page.locator("#f-question").fill("水要多热？")
    page.locator("#f-text").fill("换个问法")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+A")
    page.wait_for_selector("#strip-dialog[open]")
    mine = page.locator(".strip figure", has_text="连同没存的改动")
    assert "换个问法" in mine.inner_text()
    assert mine.locator("img").get_attribute("src").startswith("blob:")
    page.keyboard.press("Enter")
    until(lambda: page.locator('.cell[data-state="approved"]').count() == 12)
    assert approvals(office) == [(2, text_hash("换个问法"))]


def test_words_left_behind_keep_their_post_from_every_approval(opened: Opened, office: DeskContext) -> None:
    page = opened()
    page.locator("#f-text").fill("还没存的话")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(f'[data-editor="{BESIDE}"]')
    page.keyboard.press("Shift+A")
    page.wait_for_selector("#strip-dialog[open]")
    assert page.locator(".strip figure").count() == 11
    assert "有没存的改动" in page.locator("#strip-dialog [data-left]").inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector(f'[data-editor="{POST}"]')
    page.keyboard.press("a")
    page.wait_for_selector(".toast:has-text('先保存或丢弃')")
    page.goto(page.url.split("/week")[0] + f"/post/{POST}")
    page.click(".acts .pri")
    page.wait_for_selector(".toast:has-text('先去保存或丢弃')")
    assert not approvals(office)


def test_words_that_fit_no_poster_are_not_approved(opened: Opened, office: DeskContext) -> None:
    page = opened()
    page.locator("#f-question").fill("长" * 60)
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_selector(".toast:has-text('海报画不出这些字')")
    assert not approvals(office)
    assert page.locator("#f-question").input_value() == "长" * 60


def test_ones_own_return_and_lock_are_no_conflict_with_the_words_one_types(
    opened: Opened, office: DeskContext
) -> None:
    page = opened()
    page.locator("#f-text").fill("边退边改")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.fill("#return-why", "太硬")
    page.keyboard.press("Control+Enter")
    is_now(page, "returned")
    page.locator("#f-text").press("Control+Enter")
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-version="2"]')
    assert page.locator("#conflict-dialog[open]").count() == 0
    assert text_of(office) == "边退边改"


def test_a_swap_waits_until_the_words_are_saved_or_dropped(opened: Opened, office: DeskContext) -> None:
    page = opened()
    was = text_of(office)
    page.locator("#f-text").fill("还没存的话")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.wait_for_selector("#tray-dialog[open] .tray img")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast:has-text('先保存或丢弃')")
    assert text_of(office) == was
    assert page.locator("#f-text").input_value() == "还没存的话"


def test_what_another_changed_is_shown_before_it_can_be_approved(opened: Opened, office: DeskContext) -> None:
    page = opened()
    page.locator("#f-text").focus()  # while somebody stands in a field it is not renewed
    with office.open_store(reading=True) as store:
        seen = Seen(POST, store.queue.post(POST).revision)
    edit = [Amend(seen, "他的")]
    amend(office.open_store, edit, telling=current_telling(office), actor="zhou", at=office.clock())
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_selector(".toast:has-text('请再看一眼')")
    assert not approvals(office)
    page.wait_for_selector('#f-text:text("他的")')
    page.keyboard.press("a")
    is_now(page, "approved")


def test_without_javascript_typed_words_are_saved_and_shown_before_they_are_approved(
    opened: Opened, office: DeskContext
) -> None:
    page = opened(java_script_enabled=False)
    page.locator("#f-question").fill("水要多热？")
    page.click(".acts [data-shown]")
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-version="2"][data-state="in_review"]')
    assert "还没批准" in page.locator(".saidbox").inner_text()
    assert not approvals(office)
    page.click(".acts [data-shown]")
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-state="approved"]')
    assert approvals(office)[0][0] == 2


def test_the_first_a_shows_what_waits_and_the_next_ones_go_on(opened: Opened, office: DeskContext) -> None:
    page = opened("")
    page.keyboard.press("a")
    page.wait_for_selector(".toast:has-text('看过再按 A')")
    first = selected(page)
    assert page.evaluate("document.activeElement.closest('.cell').dataset.cell") == first
    assert not approvals(office, first)
    walked = [first]
    for _ in range(3):
        page.wait_for_selector(f'[data-editor="{walked[-1]}"]')
        page.keyboard.press("a")
        is_now(page, "approved", walked[-1])
        until(lambda: selected(page) != walked[-1])
        walked.append(selected(page))
    assert walked == [f"g1-2026-11-23-{slot}" for slot in ("morning", "noon", "afternoon", "evening")]
    assert page.locator('.cell[data-state="approved"]').count() == 3


def test_what_another_changes_chooses_nothing_for_the_first_a(
    opened: Opened, office: DeskContext, app: FastAPI
) -> None:
    page = opened("")
    listening(page, app)
    with office.open_store(reading=True) as store:
        seen = Seen(POST, store.queue.post(POST).revision)
    edit = [Amend(seen, "他的")]
    amend(office.open_store, edit, telling=current_telling(office), actor="zhou", at=office.clock())
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-version="2"]')
    page.keyboard.press("a")
    page.wait_for_selector(".toast:has-text('看过再按 A')")
    assert page.locator('.cell[data-state="approved"]').count() == 0


def test_keys_pressed_before_a_post_is_shown_approve_nothing(opened: Opened, office: DeskContext) -> None:
    page = opened()
    page.route("**/week/**part=inspector**", lambda route: None)  # it never comes
    page.keyboard.press("ArrowRight")
    page.keyboard.press("a")
    page.wait_for_selector(".toast:has-text('还在打开')")
    assert not approvals(office, BESIDE)
