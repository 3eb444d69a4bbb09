"""The week board in a real browser: keys, dragging, typing, drafts, and what others do meanwhile."""

import threading
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from fastapi import FastAPI

from content.model import Seen, text_hash
from content.review import Amend, amend, approve, sights
from desk.office import Office
from desk.people import LOCAL
from desk.studio import telling_of
from tests.desk.browsing import IN_A_BROWSER, listening

pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_BROWSER
POST = "g1-2026-11-24-noon"
BESIDE = "g1-2026-11-25-noon"
Page: TypeAlias = Any
Opened: TypeAlias = Callable[..., Page]


@pytest.fixture
def opened(new_page: Callable[..., Page], address: str) -> Opened:
    """`opened("?sel=...")`: the board of g1 in a fresh browser of this machine; scripts are loaded."""

    def board(query: str = f"?sel={POST}", **more: Any) -> Page:
        page = new_page(**more)
        page.set_default_timeout(8000)
        page.goto(f"{address}/week/g1/2026-W48{query}")
        page.wait_for_selector("html.js" if more.get("java_script_enabled", True) else ".board")
        return page

    return board


def until(true: Callable[[], object], seconds: float = 8.0) -> None:
    """Wait until something is so; the policy of the page forbids what Playwright waits with."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came to be so"
        threading.Event().wait(0.02)


def selected(page: Page) -> str:
    found: str = page.locator('.cell[aria-selected="true"]').get_attribute("data-cell")
    return found


def is_now(page: Page, state: str, post: str = POST) -> None:
    page.wait_for_selector(f'.cell[data-cell="{post}"][data-state="{state}"]')


def text_of(office: Office, post: str = POST) -> str:
    with office.open_store(reading=True) as store:
        return store.post(post).text


def test_arrows_walk_the_board_and_the_address_remembers(opened: Opened) -> None:
    page = opened()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    assert selected(page) == "g1-2026-11-25-evening"
    page.reload()
    assert selected(page) == "g1-2026-11-25-evening"
    assert page.evaluate("document.querySelectorAll('.card.lit').length") == 4


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


def test_shift_a_shows_what_waits_and_enter_approves_it_all(opened: Opened) -> None:
    page = opened()
    page.keyboard.press("Shift+A")
    page.wait_for_selector("#strip-dialog[open]")
    assert page.locator(".strip figure").count() == 12
    page.keyboard.press("Enter")
    until(lambda: page.locator('.cell[data-state="approved"]').count() == 12)
    page.keyboard.press("z")
    until(lambda: page.locator('.cell[data-state="in_review"]').count() == 12)


def test_typing_draws_the_poster_anew_and_saving_makes_a_version(opened: Opened, office: Office) -> None:
    page = opened()
    page.keyboard.press("e")
    page.locator("#f-question").fill("水要多热？")
    page.wait_for_selector('.card.sel > img[src^="blob:"]')
    page.locator("#f-text").fill("换个问法")
    assert page.locator("[data-bubble]").text_content() == "换个问法"
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-version="2"]')
    assert text_of(office) == "换个问法"


def test_letters_typed_into_a_field_are_no_commands(opened: Opened) -> None:
    page = opened()
    page.keyboard.press("e")
    page.keyboard.type("arsz")
    is_now(page, "in_review")
    assert "arsz" in page.locator("#f-question").input_value()


def test_words_that_do_not_fit_are_told_under_their_field(opened: Opened) -> None:
    page = opened()
    page.locator("#f-question").fill("长" * 60)
    page.wait_for_selector(".fld.over [data-err]:not([hidden])")
    assert "放得下 42 字" in page.locator(".fld.over [data-err]").text_content()


def test_unsaved_words_survive_a_reload(opened: Opened) -> None:
    page = opened()
    page.locator("#f-text").fill("还没存的话")
    page.reload()
    page.click("[data-restore]")
    assert page.locator("#f-text").input_value() == "还没存的话"
    page.click("[data-save] [data-discard]")
    page.reload()
    assert page.locator("[data-draft]").is_hidden()


def test_words_typed_while_the_desk_restarts_are_kept_and_saved_after(opened: Opened, office: Office) -> None:
    page = opened()
    page.route("**/api/v1/**", lambda route: route.abort())
    page.locator("#f-text").fill("重启前写的")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".toast:has-text('草稿已留在浏览器里')")
    page.unroute("**/api/v1/**")
    page.reload()
    page.click("[data-restore]")
    page.click("[data-save] .pri")
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-version="2"]')
    assert text_of(office) == "重启前写的"


def test_a_wrong_clock_in_the_browser_changes_nothing(opened: Opened, office: Office) -> None:
    page = opened()
    page.add_init_script(  # ten years ahead, and off by half a day
        "const real = Date.now; Date.now = () => real() + 3.2e11; "
        "Date = class extends Date { constructor (...at) { super(...(at.length ? at : [real() + 3.2e11])) } }"
    )
    page.reload()
    page.wait_for_selector("html.js")
    assert page.evaluate("new Date().getFullYear()") > 2030
    assert page.locator(".now").get_attribute("data-t") == "02:00"  # the desk's, on the group's clock
    page.locator("#f-text").fill("十年后写的")
    page.reload()
    page.click("[data-restore]")
    page.click("[data-save] .pri")
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-version="2"]')
    assert text_of(office) == "十年后写的"


@pytest.mark.parametrize("choice, text", [("theirs", "他的"), ("mine", "我的"), ("merge", "他的，我的")])
def test_a_conflict_shows_theirs_and_mine_and_takes_what_is_chosen(
    opened: Opened, office: Office, choice: str, text: str
) -> None:
    page = opened()
    page.locator("#f-text").fill("我的")
    with office.open_store(reading=True) as store:
        seen = Seen(POST, store.post(POST).revision)
    edit = [Amend(seen, "他的")]
    amend(office.open_store, edit, telling=telling_of(office), who="zhou", at=office.clock())
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#conflict-dialog[open]")
    assert page.locator("[data-three] p").all_text_contents() == ["他的", "我的"]
    page.fill("[data-merge=text]", "他的，我的")
    page.click(f'#conflict-dialog button[value="{choice}"]')
    until(lambda: text_of(office) == text)
    until(lambda: page.locator("#f-text").input_value() == text)


def test_space_lifts_a_post_and_drops_it_on_another(opened: Opened, office: Office) -> None:
    page = opened()
    before = text_of(office), text_of(office, BESIDE)
    for key in ("Space", "ArrowRight", "Space"):
        page.keyboard.press(key)
    until(lambda: (text_of(office, BESIDE), text_of(office)) == before)
    page.wait_for_selector(".toast")


def test_a_card_dragged_onto_another_exchanges_the_two(opened: Opened, office: Office) -> None:
    page = opened()
    before = text_of(office), text_of(office, BESIDE)
    page.drag_and_drop(f"#c-{POST} .card", f"#c-{BESIDE} .card")
    until(lambda: (text_of(office, BESIDE), text_of(office)) == before)


def test_a_post_is_lifted_to_its_own_slot_only_and_the_board_says_why(opened: Opened, office: Office) -> None:
    page = opened()
    before = text_of(office), text_of(office, "g1-2026-11-24-afternoon")
    page.keyboard.press("Space")
    assert page.locator(".cell.barred").count() == 21
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".toast:has-text('「午」的推送只能换到别的日子的「午」，不能放进「暮」')")
    page.keyboard.press("Space")
    page.wait_for_selector(".toast:has-text('只能换到别的日子的')")
    assert page.locator(".cell.barred").count() == 0
    page.drag_and_drop(f"#c-{POST} .card", "#c-g1-2026-11-24-afternoon .card")
    page.wait_for_selector(".toast:has-text('只能换到别的日子的')")
    assert (text_of(office), text_of(office, "g1-2026-11-24-afternoon")) == before


def test_s_opens_the_tray_and_enter_takes_the_best(opened: Opened, office: Office) -> None:
    page = opened()
    page.keyboard.press("s")
    page.wait_for_selector("#tray-dialog[open] .tray img")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast:has-text('已换好')")
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-version="2"]')


def test_question_mark_lists_every_key(opened: Opened) -> None:
    page = opened()
    page.keyboard.press("?")
    page.wait_for_selector("#help-dialog[open]")
    assert page.locator("#help-dialog dt").count() == 14


def test_without_javascript_one_reads_approves_and_returns(opened: Opened) -> None:
    page = opened(java_script_enabled=False)
    page.click('.acts form[action="/act/approve"] button')
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-state="approved"]')
    page.click(".acts summary")
    page.fill(".acts textarea[name=why]", "太硬")
    page.click('.acts form[action="/act/return"] button')
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-state="returned"]')


def test_a_thumb_reaches_every_button_of_the_phone(opened: Opened) -> None:
    page = opened()
    page.set_viewport_size({"width": 390, "height": 844})
    sizes = page.evaluate(
        "[...document.querySelectorAll('.phone button, .phone summary, .phone .mbar a, .top button, .top a')]"
        ".filter(each => each.offsetParent).map(each => each.getBoundingClientRect().height)"
    )
    assert sizes
    assert min(sizes) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_week_prints_on_one_landscape_page(opened: Opened, tmp_path: Path) -> None:
    page = opened()
    data: bytes = page.pdf(format="A4", landscape=True, print_background=True)
    (tmp_path / "week.pdf").write_bytes(data)
    assert data.count(b"/Type /Page\n") == 1


# -- what is approved is what is shown ---------------------------------------------------------------


def approvals(office: Office, post: str = POST) -> list[tuple[int, str]]:
    """(version, hash of the text) of the approvals that stand."""
    with office.open_store(reading=True) as store:
        return [(a.version, a.text_sha256) for a in store.approvals(post) if a.revoked_at is None]


@pytest.mark.parametrize("by", ["key", "button"])
def test_unsaved_words_are_saved_and_approved_together(opened: Opened, office: Office, by: str) -> None:
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
        (spec,) = store.specs([store.post(POST).poster])
        card = store.card(POST)
    assert spec.fields["question"] == "水要多热？"
    assert sha256((office.workspace.root / card.poster_path).read_bytes()).hexdigest() == card.poster_sha256
    page.keyboard.press("z")  # one step back, both at once
    is_now(page, "in_review")
    until(lambda: text_of(office) != "换个问法")


def test_the_strip_shows_unsaved_words_and_approves_them(opened: Opened, office: Office) -> None:
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


def test_words_left_behind_keep_their_post_from_every_approval(opened: Opened, office: Office) -> None:
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


def test_words_that_fit_no_poster_are_not_approved(opened: Opened, office: Office) -> None:
    page = opened()
    page.locator("#f-question").fill("长" * 60)
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_selector(".toast:has-text('海报画不出这些字')")
    assert not approvals(office)
    assert page.locator("#f-question").input_value() == "长" * 60


def test_ones_own_return_and_lock_are_no_conflict_with_the_words_one_types(
    opened: Opened, office: Office
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


def test_a_swap_waits_until_the_words_are_saved_or_dropped(opened: Opened, office: Office) -> None:
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


def test_what_another_changed_is_shown_before_it_can_be_approved(opened: Opened, office: Office) -> None:
    page = opened()
    page.locator("#f-text").focus()  # while somebody stands in a field it is not renewed
    with office.open_store(reading=True) as store:
        seen = Seen(POST, store.post(POST).revision)
    edit = [Amend(seen, "他的")]
    amend(office.open_store, edit, telling=telling_of(office), who="zhou", at=office.clock())
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_selector(".toast:has-text('请再看一眼')")
    assert not approvals(office)
    page.wait_for_selector('#f-text:text("他的")')
    page.keyboard.press("a")
    is_now(page, "approved")


def test_without_javascript_typed_words_are_saved_and_shown_before_they_are_approved(
    opened: Opened, office: Office
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


# -- from cell to cell -------------------------------------------------------------------------------


def test_the_first_a_shows_what_waits_and_the_next_ones_go_on(opened: Opened, office: Office) -> None:
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
    opened: Opened, office: Office, app: FastAPI
) -> None:
    page = opened("")
    listening(page, app)
    with office.open_store(reading=True) as store:
        seen = Seen(POST, store.post(POST).revision)
    edit = [Amend(seen, "他的")]
    amend(office.open_store, edit, telling=telling_of(office), who="zhou", at=office.clock())
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-version="2"]')
    page.keyboard.press("a")
    page.wait_for_selector(".toast:has-text('看过再按 A')")
    assert page.locator('.cell[data-state="approved"]').count() == 0


def test_keys_pressed_before_a_post_is_shown_approve_nothing(opened: Opened, office: Office) -> None:
    page = opened()
    page.route("**/week/**part=inspector**", lambda route: None)  # it never comes
    page.keyboard.press("ArrowRight")
    page.keyboard.press("a")
    page.wait_for_selector(".toast:has-text('还在打开')")
    assert not approvals(office, BESIDE)


# -- undo says what it is for ------------------------------------------------------------------------


def approve_elsewhere(office: Office) -> str:
    """A post of another group, approved by the person of this machine."""
    with office.open_store(reading=True) as store:
        post = store.posts(groups=["g2"])[0]
        seen = sights(store, [post])[post.id]
    approve(office.open_store, [seen], rules=office.rules, who=LOCAL.name, at=office.clock())
    return post.id


def test_z_takes_back_what_happened_to_this_group_and_names_it(opened: Opened, office: Office) -> None:
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


def test_z_leaves_the_post_alone_whose_words_are_not_saved(opened: Opened, office: Office) -> None:
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


def test_without_javascript_the_undo_is_of_what_the_page_just_did(opened: Opened, office: Office) -> None:
    page = opened(java_script_enabled=False)
    page.click(".acts [data-shown]")
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-state="approved"]')
    elsewhere = approve_elsewhere(office)
    page.click(".saidbox button")
    page.wait_for_selector(f'.cell[data-cell="{POST}"][data-state="in_review"]')
    assert "已撤销 批准：" in page.locator(".saidbox").inner_text()
    assert approvals(office, elsewhere)
