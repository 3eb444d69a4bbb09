"""The week board in a real browser: keys, dragging, typing, drafts, and what others do meanwhile."""

from pathlib import Path

import pytest

from content.model import Seen
from content.review import Amend, amend
from desk.context import DeskContext
from services.composing import current_telling
from services.drawing import draw
from tests.desk.browsing import IN_A_BROWSER
from tests.desk.week_board import BESIDE, POST, Opened, is_now, selected, text_of, until

pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_BROWSER


def test_arrows_walk_the_board_and_the_address_remembers(opened: Opened) -> None:
    page = opened()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    assert selected(page) == "g1-2026-11-25-evening"
    page.reload()
    assert selected(page) == "g1-2026-11-25-evening"
    assert page.evaluate("document.querySelectorAll('.card.lit').length") == 4


def test_typing_draws_the_poster_anew_and_saving_makes_a_version(opened: Opened, office: DeskContext) -> None:
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
    assert "放得下 36 字" in page.locator(".fld.over [data-err]").text_content()


def test_unsaved_words_survive_a_reload(opened: Opened) -> None:
    page = opened()
    page.locator("#f-text").fill("还没存的话")
    page.reload()
    page.click("[data-restore]")
    assert page.locator("#f-text").input_value() == "还没存的话"
    page.click("[data-save] [data-discard]")
    page.reload()
    assert page.locator("[data-draft]").is_hidden()


def test_words_typed_while_the_desk_restarts_are_kept_and_saved_after(
    opened: Opened, office: DeskContext
) -> None:
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


def test_a_wrong_clock_in_the_browser_changes_nothing(opened: Opened, office: DeskContext) -> None:
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
    opened: Opened, office: DeskContext, choice: str, text: str
) -> None:
    page = opened()
    page.locator("#f-text").fill("我的")
    with office.open_store(reading=True) as store:
        seen = Seen(POST, store.queue.post(POST).revision)
    edit = [Amend(seen, "他的")]
    amend(office.open_store, edit, telling=current_telling(office), actor="zhou", at=office.clock())
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#conflict-dialog[open]")
    assert page.locator("[data-three] p").all_text_contents() == ["他的", "我的"]
    page.fill("[data-merge=text]", "他的，我的")
    page.click(f'#conflict-dialog button[value="{choice}"]')
    until(lambda: text_of(office) == text)
    until(lambda: page.locator("#f-text").input_value() == text)


def test_space_lifts_a_post_and_drops_it_on_another(opened: Opened, office: DeskContext) -> None:
    page = opened()
    before = text_of(office), text_of(office, BESIDE)
    for key in ("Space", "ArrowRight", "Space"):
        page.keyboard.press(key)
    until(lambda: (text_of(office, BESIDE), text_of(office)) == before)
    page.wait_for_selector(".toast")


def test_escape_puts_a_lifted_post_down_and_takes_back_what_was_said_of_it(opened: Opened) -> None:
    page = opened()
    page.keyboard.press("Space")
    page.wait_for_selector(".toast:has-text('已拿起')")
    page.keyboard.press("Escape")
    assert page.locator(".toast, .lifted, .barred").count() == 0


def test_what_moved_along_is_said_by_the_name_of_its_day(opened: Opened) -> None:
    page = opened()
    for key in ("Space", "ArrowRight", "Space"):
        page.keyboard.press(key)
    page.wait_for_selector(".toast:has-text('一起动的：11 月 25 日 周三 午')")


def test_a_card_dragged_onto_another_exchanges_the_two(opened: Opened, office: DeskContext) -> None:
    page = opened()
    before = text_of(office), text_of(office, BESIDE)
    page.drag_and_drop(f"#c-{POST} .card", f"#c-{BESIDE} .card")
    until(lambda: (text_of(office, BESIDE), text_of(office)) == before)


def test_a_post_is_lifted_to_its_own_slot_only_and_the_board_says_why(
    opened: Opened, office: DeskContext
) -> None:
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


def test_s_opens_the_tray_and_enter_takes_the_best(opened: Opened, office: DeskContext) -> None:
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
    assert page.locator("#help-dialog dt").count() == 16


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


def test_a_poster_that_is_drawn_unheard_is_shown_after_a_while(opened: Opened, office: DeskContext) -> None:
    with office.open_store(reading=True) as store:
        seen = Seen(POST, store.queue.post(POST).revision)
    edit = [Amend(seen, None, {"question": "水要多热？"})]
    amend(office.open_store, edit, telling=current_telling(office), actor="zhou", at=office.clock())
    page = opened()
    page.route("**/changes", lambda route: route.abort())
    page.clock.install()
    page.reload()
    page.wait_for_selector(f"#c-{POST} [data-awaited]")
    with office.open_store(reading=True) as store:
        poster = store.queue.post(POST).poster
    draw(office, [poster])
    page.clock.fast_forward(16_000)
    page.wait_for_selector(f"#c-{POST} img")
    page.wait_for_selector("[data-awaited]", state="detached")


def test_what_stands_above_the_board_is_one_row_in_english(opened: Opened) -> None:
    page = opened("?lang=en")
    for width in (1440, 1280, 1024):
        page.set_viewport_size({"width": width, "height": 900})
        middles = page.evaluate(
            "[...document.querySelectorAll('.sub .chips, .sub .btn')].filter(each => each.offsetParent)"
            ".map(each => each.getBoundingClientRect()).map(box => Math.round((box.top + box.bottom) / 2))"
        )
        assert max(middles) - min(middles) <= 2, width
        left_out = page.evaluate(
            "(chips => chips.scrollWidth - chips.clientWidth)(document.querySelector('.chips'))"
        )
        assert left_out <= 0, width
