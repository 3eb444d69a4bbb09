"""A walk by keyboard through the desk: why not, what next, and who was here meanwhile."""

from datetime import datetime

import pytest

from content.model import Choice, Consent, ConsentState, PostState, Seen, own_words
from content.review import Amend, amend, return_
from content.rights.consents import record_consent
from content.workspace import Workspace
from desk.context import DeskContext
from services.composing import current_telling
from tests.desk.browsing import IN_A_SECOND_BROWSER, Open, Page

api = pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_SECOND_BROWSER
POST = "g1-2026-11-24-noon"


@pytest.fixture
def board(open_page: Open) -> Page:
    page = open_page(f"/week/g1/2026-W48?sel={POST}")
    page.wait_for_selector("html.js")
    return page


def saved_by_another(office: DeskContext, text: str) -> None:
    with office.open_store(reading=True) as store:
        seen = Seen(POST, store.queue.post(POST).revision)
    amend(
        office.open_store,
        [Amend(seen, text)],
        telling=current_telling(office),
        actor="林",
        at=office.clock(),
    )


def test_a_photo_whose_member_said_no_is_not_picked_and_stays_with_the_reason(
    open_page: Open, workspace: Workspace, now: datetime
) -> None:
    page = open_page("/cull")
    key: str = page.locator(".th.cur").get_attribute("data-id")
    with workspace.open_store() as store:
        record_consent(store, key, Consent(ConsentState.WITHDRAWN), at=now, by="群友")
    page.goto(page.url.partition("?")[0] + f"?at={key}")
    page.wait_for_selector(".app[data-ready]")
    for press in ("p", "5", "Shift+P"):
        page.keyboard.press(press)
        api.expect(page.locator(".toast")).to_contain_text("已撤回")
        assert page.locator(".th.cur").get_attribute("data-id") == key
    page.keyboard.press("x")
    page.wait_for_selector(f'.th.drop[data-id="{key}"]')
    page.wait_for_selector('.app[data-unsent="0"]')
    with workspace.open_store(reading=True) as store:
        assert store.decisions.about([key])[key].choice is Choice.DROP


def test_what_was_culled_is_undone_without_asking_for_what_is_not_there(open_page: Open) -> None:
    page = open_page("/cull")
    page.wait_for_selector(".app[data-ready]")
    missing: list[str] = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
    for press in ("x", "z"):
        page.keyboard.press(press)
        page.wait_for_selector('.app[data-unsent="0"]')
    page.wait_for_selector(".th.cur:not(.drop)")
    assert missing == []


def test_enter_in_the_return_dialog_returns_and_shift_enter_is_a_new_line(
    board: Page, office: DeskContext
) -> None:
    board.keyboard.press("r")
    reason = board.locator("#return-why")
    reason.press_sequentially("字太小")
    reason.press("Shift+Enter")
    assert reason.input_value() == "字太小\n"
    reason.press("Enter")
    board.wait_for_selector(f'.cell[data-cell="{POST}"][data-state="returned"]')


def test_what_another_saves_is_told_while_one_types_and_both_can_be_compared(
    board: Page, office: DeskContext
) -> None:
    board.locator("#f-text").press_sequentially("我在写")
    saved_by_another(office, "别人写的")
    note = board.locator("[data-overtaken]")
    api.expect(note).to_contain_text("林 刚存了 v2")
    assert "我在写" in board.locator("#f-text").input_value()
    note.locator("button").click()
    api.expect(board.locator("#conflict-dialog")).to_contain_text("别人写的")


def test_a_greyed_approve_says_why(open_page: Open, workspace: Workspace, now: datetime) -> None:
    with workspace.open_store() as store:
        store.queue.move(POST, PostState.RETURNED, actor="林", why=own_words("字太小"), at=now)
    for path in (f"/week/g1/2026-W48?sel={POST}", f"/post/{POST}"):
        page = open_page(path)
        button = page.locator(".acts .btn.pri")
        assert button.is_disabled()
        reason = page.locator(f"#{button.get_attribute('aria-describedby')}")
        assert "放回待审" in reason.inner_text()


@pytest.mark.parametrize(("path", "keys", "focused"), [("/", "jj", 1), ("/queue", "jjk", 0)])
def test_lists_are_walked_by_key_and_say_which_keys_there_are(
    open_page: Open, path: str, keys: str, focused: int
) -> None:
    page = open_page(path)
    for key in keys:
        page.keyboard.press(key)
    place = "[...document.querySelectorAll('[data-row]')].indexOf(document.activeElement)"
    assert page.evaluate(place) == focused
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/week/" in url or "/post/" in url)


def test_a_card_of_the_queue_is_chosen_and_approved_by_key(open_page: Open, workspace: Workspace) -> None:
    page = open_page("/queue")
    page.keyboard.press("j")
    first: str = page.locator(".pc").first.get_attribute("data-id")
    page.keyboard.press("a")
    api.expect(page.locator(".toast")).to_be_visible()
    with workspace.open_store(reading=True) as store:
        assert store.queue.post(first).state is PostState.APPROVED


def test_the_next_card_is_a_key_away_after_an_approval(open_page: Open, workspace: Workspace) -> None:
    page = open_page("/queue")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second: str = page.locator(".pc").nth(1).get_attribute("data-id")
    page.keyboard.press("a")
    api.expect(page.locator(".toast")).to_be_visible()
    assert page.evaluate("document.activeElement.closest('.pc')?.dataset.id") == second


def test_a_card_of_the_queue_is_returned_by_key_and_the_walk_goes_on_from_it(
    open_page: Open, workspace: Workspace
) -> None:
    page = open_page("/queue?status=in_review")
    second: str = page.locator(".pc").nth(1).get_attribute("data-id")
    for key in ("j", "j", "r"):
        page.keyboard.press(key)
    page.keyboard.type("字太小")
    page.keyboard.press("Enter")
    api.expect(page.locator(".toast")).to_be_visible()
    with workspace.open_store(reading=True) as store:
        assert store.queue.post(second).state is PostState.RETURNED
    page.wait_for_function("id => document.activeElement.closest('.pc')?.dataset.id === id", arg=second)


@pytest.mark.parametrize("path", ["/", "/queue", f"/post/{POST}"])
def test_an_undo_is_named_also_where_the_page_loads_again(
    open_page: Open, office: DeskContext, path: str
) -> None:
    with office.open_store(reading=True) as store:
        seen = Seen(POST, store.queue.post(POST).revision)
    return_(office.open_store, [seen], actor="local", why="字太小", at=office.clock())
    page = open_page(path)
    with page.expect_navigation():
        page.keyboard.press("z")
    toast = page.locator(".toast")
    api.expect(toast).to_contain_text("已撤销 退回")
    api.expect(toast).to_contain_text("11-24 午")


def test_a_post_is_returned_by_key_and_enter_does_not_approve_it(
    open_page: Open, workspace: Workspace
) -> None:
    page = open_page(f"/post/{POST}")
    page.keyboard.press("r")
    page.keyboard.type("太像广告")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with workspace.open_store(reading=True) as store:
        assert store.queue.post(POST).state is PostState.RETURNED


def test_titles_on_a_phone_break_between_words_only(open_page: Open, office: DeskContext) -> None:
    page = open_page(f"/week/g1/2026-W48?sel={POST}", viewport={"width": 360, "height": 740})
    title = page.locator(".mth h2 .phrased")
    assert title.evaluate("node => getComputedStyle(node).wordBreak") == "keep-all"
