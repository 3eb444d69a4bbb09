"""发送 in a browser: see what was refused, open it, send it again; keys, dialogs, and what is taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from content.model import ChannelKind, PostState, Slot, StaffMember
from content.workers import Workers
from content.workspace import Workspace
from services.channel_cells import CellOrder, set_cell
from services.channels import ChannelOrder, add_channel
from services.owners import OwnerOrder, set_owner
from services.send_mark import SendMark
from tests.desk.browsing import IN_A_BROWSER, PHONE, Open, axe_finds, listening
from tests.desk.sending import EVENING_POST, NOON_POST, SendingDay, at
from tests.platforms.server import USUAL, Ending, Reply, lost, taken
from tests.platforms.wecom import KEY, FakeWecom

expect = pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed").expect
pytestmark = IN_A_BROWSER
BOARD = "/send?day=2026-11-23"
NO = Reply(body={"errcode": 93000, "errmsg": "invalid webhook url"})


@pytest.fixture
def now() -> datetime:
    return at(12, 26)


@pytest.fixture
def day(workspace: Workspace, workers: Workers) -> Iterator[SendingDay]:
    with FakeWecom() as wecom:
        made = SendingDay(workspace, workers, wecom)
        made.begin()
        made.publish(at(8))
        yield made


def hurry(page: Any) -> None:
    """Let what waits for its seconds run at once."""
    page.add_init_script("const timer = setTimeout; setTimeout = (act, ms) => timer(act, Math.min(ms, 50))")


def test_a_refused_part_is_seen_opened_and_sent_again(day: SendingDay, open_page: Open) -> None:
    day.publish(at(12), lost(NO))
    page = open_page("/")
    hurry(page)
    page.click(".rail a[href='/send']")
    page.click("text=怎么修 >> nth=0")
    dialog = page.locator("dialog:modal")
    expect(dialog).to_contain_text("93000")
    expect(dialog).to_contain_text("可以放心再发")
    expect(dialog).to_contain_text("渠道 robot 上次发出是 11-23 08:0")
    assert axe_finds(page) == []
    dialog.get_by_role("button", name="再发一次").click()
    expect(page.locator(f".tk[data-task='{NOON_POST}']")).to_contain_text("待发")
    day.publish(at(12, 27))
    assert day.state(NOON_POST) is PostState.SENT


def test_the_missing_picture_alone_is_sent_after_a_while_in_which_it_can_be_taken_back(
    day: SendingDay, open_page: Open
) -> None:
    day.publish(at(12), USUAL, taken(Ending.HANG))
    page = open_page(f"{BOARD}&sel={NOON_POST}")
    page.wait_for_selector("html.js")
    page.keyboard.press("u")
    dialog = page.locator("dialog:modal")
    dialog.get_by_role("button", name="只补图").click()
    page.get_by_role("button", name="撤", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("没有记")
    assert day.state(NOON_POST) is PostState.UNKNOWN


def test_keys_walk_the_tasks_and_record_one_as_sent(day: SendingDay, open_page: Open) -> None:
    day.publish(at(12))
    page = open_page(f"{BOARD}&batch=none&sel={EVENING_POST}")
    page.wait_for_selector("html.js")
    page.keyboard.press("m")
    expect(page.locator("#inspector")).to_contain_text("撤回这个勾")
    page.wait_for_selector("html.js")
    page.keyboard.press("z")
    expect(page.locator("#inspector")).to_contain_text("等人发")
    page.wait_for_selector("html.js")
    page.keyboard.press("p")
    expect(page.locator("dialog:modal")).to_contain_text("全部暂停")
    page.keyboard.press("Escape")
    expect(page.locator("dialog:modal")).to_have_count(0)


def test_r_reminds_the_owner_and_t_sends_a_real_post_to_the_test_group(
    day: SendingDay, open_page: Open
) -> None:
    early = day.context(at(8))
    with day.workspace.open_store() as store:
        store.roster.put_staff([StaffMember("lin", "林晓")])
    set_owner(early, OwnerOrder("lin", ["g1", "g2"]), actor="local")
    order = ChannelOrder(
        "tests", ChannelKind.WECOM_ROBOT, base_url=day.wecom.base_url, options={"test": "on"}
    )
    add_channel(early, replace(order, secret={"key": KEY}), actor="local")
    hand = CellOrder("g1", Slot.NOON, "handoff")
    set_cell(early, hand, actor="local")
    day.publish(at(12))
    page = open_page(f"{BOARD}&sel={NOON_POST}")
    page.wait_for_selector("html.js")
    page.keyboard.press("r")
    expect(page.locator(".note")).to_contain_text("林晓还没有提醒用的渠道")
    page.wait_for_selector("html.js")
    page.keyboard.press("t")
    dialog = page.locator("dialog:modal")
    expect(dialog).to_contain_text("只发到测试群")
    assert axe_finds(page) == []
    sent = len(day.wecom.accepted)
    dialog.get_by_role("button", name="发一条试试").click()
    expect(page.locator(".note")).to_be_visible()
    assert len(day.wecom.accepted) == sent + 2
    page.goto(f"{page.url.partition('/send')[0]}/settings/channels?row=g1#ways")
    page.select_option(".mx .cells [name=channel] >> nth=1", "robot")
    assert axe_finds(page) == []
    page.click(".mx .cells button")
    expect(page.locator(".note")).to_contain_text("改好了")


def test_what_others_do_is_seen_without_a_reload(day: SendingDay, open_page: Open, app: Any) -> None:
    page = open_page(f"{BOARD}&sel={EVENING_POST}")
    listening(page, app)
    day.mark(EVENING_POST, SendMark.SKIPPED, at(12, 26))
    expect(page.locator("#inspector")).to_contain_text("跳过")


def test_on_a_phone_open_items_come_first_and_the_inspector_is_a_page(
    day: SendingDay, open_page: Open
) -> None:
    day.publish(at(12), lost(NO))
    page = open_page(BOARD, viewport=PHONE)
    first = page.locator(".nd").first.bounding_box()
    line = page.locator(".line").bounding_box()
    assert first["y"] < line["y"]
    page.click(".nd h3 a >> nth=0")
    expect(page.locator(".side .sh h2")).to_be_visible()
    expect(page.locator(".need")).to_be_hidden()
    assert axe_finds(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_a_script_links_and_forms_do_the_same(day: SendingDay, open_page: Open) -> None:
    day.publish(at(12), lost(NO))
    page = open_page(BOARD, java_script_enabled=False)
    page.click("text=怎么修 >> nth=0")
    page.click("dialog button.pri")
    assert day.state(NOON_POST) is PostState.APPROVED
