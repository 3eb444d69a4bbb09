"""The rooms in a real browser: choosing many cards, lists that go on, comparing, and following the files."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI

from content.model import Post, PostState, Seen
from content.review import Amend, amend, lock
from content.review.upset import pause_group, retire_story
from content.workspace import Workspace
from desk.context import DeskContext
from services.composing import current_telling
from tests.desk.browsing import IN_A_BROWSER, Open, listening

sync_api = pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_BROWSER
TUESDAY = date(2026, 11, 24)


def states(workspace: Workspace) -> dict[str, PostState]:
    with workspace.open_store(reading=True) as store:
        return {post.id: post.state for post in store.queue.posts()}


# -- the queue ----------------------------------------------------------------------------------
def test_a_row_of_cards_is_chosen_with_shift_and_approved(open_page: Open, workspace: Workspace) -> None:
    page = open_page("/queue?group=g1&from=")
    boxes = page.locator("input[name=item]")
    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    sync_api.expect(page.locator("[data-count]")).to_have_text("已选 4")
    page.click("[data-verb=approve]")
    sync_api.expect(page.locator(".pc .b-ok")).to_have_count(4)
    assert list(states(workspace).values()).count(PostState.APPROVED) == 4


def test_an_approval_by_key_is_undone_by_key(open_page: Open, workspace: Workspace) -> None:
    page = open_page("/queue?group=g2&from=")
    page.locator("input[name=item]").first.click()
    page.keyboard.press("a")
    sync_api.expect(page.locator(".pc .b-ok")).to_have_count(1)
    with page.expect_navigation():
        page.keyboard.press("z")
    sync_api.expect(page.locator(".pc .b-ok")).to_have_count(0)
    assert PostState.APPROVED not in states(workspace).values()


def test_what_upsets_the_plan_shows_without_a_reload(
    open_page: Open, workspace: Workspace, app: FastAPI, office: DeskContext
) -> None:
    page = open_page("/queue?group=g1&from=")
    listening(page, app)
    retire_story(office.open_store, "s0", actor="周正", at=office.clock(), why="卖完了")
    pause_group(office.open_store, "g1", TUESDAY, TUESDAY, actor="周正", at=office.clock())
    sync_api.expect(page.locator(".band summary")).to_contain_text("等待重排")
    page.click(".band summary")
    sync_api.expect(page.locator(".band li").first).to_contain_text("一群")
    assert page.input_value("[name=next] >> nth=0") == "/queue?group=g1&from="


def test_what_somebody_else_holds_stays_chosen_and_says_why(
    open_page: Open, workspace: Workspace, office: DeskContext
) -> None:
    with workspace.open_store(reading=True) as store:
        post = store.queue.posts(groups=["g1"])[0]
    lock(office.open_store, [Seen(post.id, post.revision)], actor="周正", at=office.clock())
    page = open_page("/queue?group=g1&from=")
    for n in range(2):
        page.locator("input[name=item]").nth(n).click()
    page.fill(".why", "照片太暗")
    page.click("[data-verb=return]")
    sync_api.expect(page.locator(".pc .b-chg")).to_have_count(1)
    card = page.locator(f'[data-id="{post.id}"].pc')
    sync_api.expect(card.locator(".nt")).to_contain_text("周正")
    sync_api.expect(card.locator("input")).to_be_checked()


def test_a_return_without_a_reason_asks_for_it(open_page: Open, workspace: Workspace) -> None:
    page = open_page("/queue?group=g1&from=")
    page.locator("input[name=item]").first.click()
    page.click("[data-verb=return]")
    sync_api.expect(page.locator(".why")).to_be_focused()
    assert PostState.RETURNED not in states(workspace).values()


def test_the_list_goes_on_by_itself(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.pages.queue.A_PAGE", 6)
    page = open_page("/queue?from=")
    sync_api.expect(page.locator(".pc")).to_have_count(18)
    sync_api.expect(page.locator("[data-more]")).to_have_count(0)


def test_without_scripts_cards_are_approved_and_lists_go_on(
    open_page: Open, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.pages.queue.A_PAGE", 6)
    page = open_page("/queue?from=", java_script_enabled=False)
    page.locator("input[name=item]").first.check()
    page.click("[data-verb=approve]")
    sync_api.expect(page.locator(".note[role=status]")).to_contain_text("1 张好了")
    page.click("[data-more]")
    sync_api.expect(page.locator(".pc")).to_have_count(6)
    assert list(states(workspace).values()).count(PostState.APPROVED) == 1


def test_the_card_of_a_post_that_another_changes_is_renewed(
    open_page: Open, workspace: Workspace, office: DeskContext, app: FastAPI
) -> None:
    page = open_page("/queue?group=g1&from=")
    with workspace.open_store(reading=True) as store:
        post = store.queue.posts(groups=["g1"])[0]
    listening(page, app)
    lock(office.open_store, [Seen(post.id, post.revision)], actor="周正", at=office.clock())
    sync_api.expect(page.locator(f'[data-id="{post.id}"] .lk')).to_contain_text("周正")


# -- comparing ----------------------------------------------------------------------------------
def test_two_versions_slide_over_each_other_and_the_address_says_so(
    open_page: Open, office: DeskContext
) -> None:
    with office.open_store(reading=True) as store:
        post = store.queue.posts(groups=["g1"])[0]
    edit = Amend(Seen(post.id, post.revision), f"{post.text} 换一句")
    amend(office.open_store, [edit], telling=current_telling(office), actor="林小满", at=office.clock())
    page = open_page(f"/post/{post.id}/diff/1..2")
    sync_api.expect(page.locator("ins").first).to_contain_text("换一句")
    page.click("[data-looks] [data-look=slide]")
    assert "look=slide" in page.url
    page.locator(".knob input").fill("20")
    clip = page.locator("poster-diff").evaluate("it => it.style.getPropertyValue('--at')")
    assert clip == "20%"
    page.reload()
    sync_api.expect(page.locator("poster-diff")).to_have_attribute("data-look", "slide")


# -- a day, and templates -----------------------------------------------------------------------
def test_the_phone_changes_its_look_at_once_and_keeps_it_in_the_address(open_page: Open) -> None:
    page = open_page("/day/g1/2026-11-23/preview")
    page.click('[data-set="look:dark"]')
    page.click('[data-set="size:large"]')
    sync_api.expect(page.locator(".phone")).to_have_attribute("data-look", "dark")
    page.reload()
    sync_api.expect(page.locator(".phone")).to_have_attribute("data-look", "dark")
    sync_api.expect(page.locator(".phone")).to_have_attribute("data-size", "large")


def test_a_proof_is_drawn_anew_once_its_template_is_saved(
    open_page: Open, workspace: Workspace, app: FastAPI
) -> None:
    shipped = workspace.templates("posters")[0] / "hook-type"
    own = workspace.root / "templates" / "posters" / "hook-type"
    shutil.copytree(shipped, own)
    page = open_page("/templates/hook-type/proof?set=4")
    version = page.locator(".counts .hash").inner_text()
    listening(page, app)
    source = own / "template.html.j2"
    source.write_text(source.read_text(encoding="utf-8").replace("</style>", ".x{top:0}</style>", 1), "utf-8")
    sync_api.expect(page.locator(".counts .hash")).not_to_have_text(version)


def test_each_week_of_a_group_is_printed_on_a_page_of_its_own(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/export/print?from=")
    page.pdf(path=tmp_path / "print.pdf", prefer_css_page_size=True, print_background=True)
    pages = re.findall(rb"/Type\s*/Page\b", (tmp_path / "print.pdf").read_bytes())
    assert len(pages) == page.locator(".sheet").count() == 2


# -- somebody's first evening -----------------------------------------------------------------------
@pytest.mark.slow
def test_a_newcomer_reviews_the_week_by_what_the_pages_offer(open_page: Open, workspace: Workspace) -> None:
    """The paths of the desk, each from where it begins and in a few steps."""
    page = open_page("/")
    expect = sync_api.expect
    # 1. tonight's photos, by keyboard: Today, Enter on the button, P and X
    page.locator(".top .pri").press("Enter")
    page.wait_for_selector(".app[data-ready]")
    for key in "pxp":
        page.keyboard.press(key)
    page.wait_for_selector('.app[data-unsent="0"]')
    expect(page.locator("[data-count]")).to_have_text("3 / 12")
    # 2. why was this photo chosen: it stands beside it; W folds it away and back
    expect(page.locator(".scored")).to_contain_text("入选线")
    # 3. the week, from the rail: the first group's board
    page.click(".rail a[href='/weeks']")
    page.click(".weeks tbody a >> nth=0")
    page.wait_for_selector("html.js")
    # 4. swap tomorrow noon: an arrow to the cell, S, Enter
    page.click('.cell[data-cell="g1-2026-11-24-noon"] .card')
    page.keyboard.press("s")
    page.wait_for_selector("#tray-dialog[open] .tray button")
    before = post_of(workspace, "g1-2026-11-24-noon").version
    page.keyboard.press("Enter")
    page.wait_for_selector(f'.cell[data-cell="g1-2026-11-24-noon"][data-version="{before + 1}"]')
    # 5. the whole week: Shift+A, Enter, and Z takes it all back
    page.wait_for_selector('.cell[data-cell="g1-2026-11-24-noon"][data-pending]')
    page.keyboard.press("Shift+A")
    page.wait_for_selector("#strip-dialog[open]")
    page.keyboard.press("Enter")
    expect(page.locator(".cell[data-state=approved]").first).to_be_visible()
    # 6. who approved this: the cell says it, and the tab of versions with the pixels
    page.click('.tabs [data-tab="versions"]')
    expect(page.locator(".vers .yes").first).to_contain_text("本机")
    page.keyboard.press("z")
    expect(page.locator(".cell[data-state=approved]")).to_have_count(0)
    # 7. what failed last night: the tile on Today leads to the cause
    page.click(".rail a[href='/']")
    page.click(".tile.t-bad")
    expect(page.locator(".problems")).to_contain_text("broken.jpg")
    # 8. a template on real captions: the brand, templates, the template, its proof
    page.click(".rail a[href='/brand']")
    page.click("a[href='/templates']")
    page.click(".tpl >> nth=0")
    expect(page.locator(".cells img").first).to_be_visible()


def post_of(workspace: Workspace, key: str) -> Post:
    with workspace.open_store(reading=True) as store:
        return store.queue.post(key)
