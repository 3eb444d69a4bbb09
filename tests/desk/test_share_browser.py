"""Talk about posts in a browser: pins and calls on the board; a guest's page, its keys, no network."""

from dataclasses import replace
from datetime import date

import pytest

from content.model import (
    GuestRole,
    OpinionVerdict,
    PostState,
    Role,
    ShareRights,
    ShareScope,
    User,
)
from content.workspace import Workspace
from desk.auth import LOCAL
from desk.context import DeskContext
from services.shares import ShareOrder, make_share
from tests.desk.browsing import IN_A_SECOND_BROWSER, Open, Page, axe_finds
from tests.desk.week_board import Opened

pytestmark = IN_A_SECOND_BROWSER
NOON = "g1-2026-11-23-noon"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture
def entered(open_page: Open, office: DeskContext) -> Page:
    """A guest of one day, let in with the code, on the first post."""
    day = ShareOrder("何岚", GuestRole.BRAND, ShareScope.DAY, "g1", date(2026, 11, 23), ShareRights.OPINION)
    made = make_share(office, day, by=LOCAL)
    page = open_page(f"/share/{made.token}", **PHONE)
    page.context.clear_cookies()
    assert axe_finds(page) == []
    page.fill("#code", made.code)
    page.click("button.go")
    page.wait_for_selector("html.js [data-poster]")
    return page


def test_a_click_on_the_poster_pins_a_remark_and_a_name_is_offered(
    opened: Opened, workspace: Workspace, office: DeskContext
) -> None:
    with workspace.open_store() as store:
        store.accounts.put_user(User("zhou", "周正", Role.APPROVER), actor="test", at=office.clock())
    page = opened(f"?sel={NOON}&tab=notes")
    page.locator(".nposter").click(position={"x": 60, "y": 80})
    page.locator("[data-new] textarea").press_sequentially("亮一点 @周")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".thread .call")
    with workspace.open_store(reading=True) as store:
        (said,) = store.comments.of_post(NOON)
    assert said.remark.text == "亮一点 @周正"
    assert said.mentions == ("zhou",)
    assert said.remark.pin
    assert 0.2 < said.remark.pin.x < 0.3
    assert axe_finds(page) == []


def test_keys_pass_and_pins_become_several_remarks(entered: Page, workspace: Workspace) -> None:
    page = entered
    assert axe_finds(page) == []
    page.keyboard.press("a")
    page.wait_for_url("**/share/*?at=*noon")
    page.keyboard.press("r")
    page.wait_for_selector("html.js [data-change]")
    assert page.locator("[data-hand]").is_disabled()  # no words yet
    for x, words in ((40, "选项太绕"), (150, "这里暗了")):
        page.locator("[data-poster]").click(position={"x": x, "y": 60})
        page.fill("#remark", words)
    assert "2" in page.inner_text("[data-hand]")
    assert page.locator("[data-poster] .npin").count() == 2
    assert axe_finds(page) == []
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/share/*?at=*afternoon")
    with workspace.open_store(reading=True) as store:
        first, second = store.comments.of_post(NOON)
        opinions = store.shares.opinions_on([NOON, NOON.replace("noon", "morning")])
        assert store.queue.post(NOON).state is PostState.IN_REVIEW
    assert (first.remark.text, second.remark.text) == ("选项太绕", "这里暗了")
    assert first.remark.pin
    assert second.remark.pin
    assert first.remark.pin.x < second.remark.pin.x
    verdicts = {post: [o.verdict for o in given] for post, given in opinions.items()}
    assert verdicts[NOON] == [OpinionVerdict.CHANGE]


def test_without_a_network_a_decision_waits_on_the_phone(entered: Page, workspace: Workspace) -> None:
    page = entered
    page.context.set_offline(True)
    page.click("[data-pass] button")
    page.wait_for_selector("[data-offline]:not([hidden])")
    with workspace.open_store(reading=True) as store:
        (link,) = store.shares.links()
        assert store.shares.opinions_by(link.sha256) == {}
    page.context.set_offline(False)
    page.wait_for_selector("[data-offline] >> text=交上了")
    with workspace.open_store(reading=True) as store:
        assert [o.verdict for o in store.shares.opinions_by(link.sha256).values()] == [OpinionVerdict.PASS]


def test_a_guest_without_scripts_passes_and_says_what_to_change(
    open_page: Open, office: DeskContext, workspace: Workspace
) -> None:
    day = ShareOrder("宋律师", GuestRole.LEGAL, ShareScope.DAY, "g1", date(2026, 11, 23))
    made = make_share(office, replace(day, with_code=False), by=LOCAL)
    page = open_page(f"/share/{made.token}", **PHONE, java_script_enabled=False)
    page.click("button.go")
    page.click("[data-pass] button")
    page.click("text=要改")
    page.check("input[value=law]", force=True)
    page.fill("#remark", "“第一”不能说")
    page.click("[data-hand]")
    page.wait_for_url("**/share/*?at=*afternoon")
    with workspace.open_store(reading=True) as store:
        (said,) = store.comments.of_post(NOON)
    assert (said.remark.kind.value, said.author) == ("law", "宋律师")
