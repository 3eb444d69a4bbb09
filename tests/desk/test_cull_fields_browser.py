"""Author, product and words set in the culling room by keys and by thumb, and what axe finds."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pytest

from content.inbox import JoinedText
from content.model import Product, Submission
from content.workspace import Workspace
from tests.desk.browsing import IN_A_SECOND_BROWSER, PHONE, axe_finds

pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_SECOND_BROWSER
Open: TypeAlias = Callable[..., Any]


@pytest.fixture
def opened(new_page: Callable[..., Any], address: str, workspace: Workspace) -> Iterator[Open]:
    """Opens the room; of each photo the words name two products and joined it afterwards."""
    with workspace.open_store() as store:
        store.library.put_products([Product("mug", "马克杯"), Product("lamp", "台灯")])
        store._session.connection().exec_driver_sql(
            "UPDATE submissions SET product_id = NULL, text = '马克杯和台灯 ' || id"
        )
        for key in [one.id for one in store.intake.submissions()]:
            store.corrections.keep_joined(key, [JoinedText("m7", "马克杯和台灯", 12.0)])
    complaints: list[str] = []

    def go(path: str = "/cull", **options: Any) -> Any:
        page = new_page(**options)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        page.wait_for_selector(".app[data-ready]")
        return page

    yield go
    assert not complaints


def current(page: Any) -> str:
    return str(page.get_attribute(".th.cur", "data-id"))


def all_sent(page: Any) -> None:
    page.wait_for_selector('.app[data-unsent="0"]')


def submission(workspace: Workspace, key: str) -> Submission:
    with workspace.open_store(reading=True) as store:
        return store.intake.submission(key)


def test_a_walk_by_keys_sets_the_author_and_z_takes_it_back(opened: Open, workspace: Workspace) -> None:
    page = opened()
    key = current(page)
    was = submission(workspace, key)
    page.keyboard.press("i")
    page.keyboard.type("小雨")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast")
    assert "小雨" in page.inner_text(".toast")
    page.check('.edit [name="new_author"]')
    page.click(".edit .btn")
    page.wait_for_selector('.mem b:has-text("小雨")')
    assert submission(workspace, key).member == "小雨"
    page.wait_for_selector('.origin:has-text("作者由")')
    page.keyboard.press("z")
    page.wait_for_selector(f'.mem b:not(:has-text("小雨")) >> text={was.member and "群友"}')
    assert submission(workspace, key).member == was.member


def test_one_click_takes_the_words_away_and_another_says_the_product(
    opened: Open, workspace: Workspace
) -> None:
    page = opened()
    key = current(page)
    page.click('.choices .btn:has-text("台灯")')
    page.wait_for_selector('.prod:has-text("台灯")')
    page.click('.origin .go:has-text("不是它的话")')
    page.wait_for_selector(".why:not(:has(.quote))")
    now = submission(workspace, key)
    assert (now.product, now.text) == ("lamp", "")
    page.keyboard.press("z")
    page.wait_for_selector(".why .quote")
    assert submission(workspace, key).text


def test_marked_photos_are_set_together(opened: Open, workspace: Workspace) -> None:
    page = opened()
    first = current(page)
    page.keyboard.press("s")
    page.keyboard.press("j")
    second = current(page)
    page.keyboard.press("s")
    assert page.inner_text("[data-marked]") == "已勾 2 张"
    page.select_option('#marked [name="product"]', "lamp")
    page.click("#marked .btn.pri")
    page.wait_for_selector(".app:not(.marking)")
    assert [submission(workspace, key).product for key in (first, second)] == ["lamp", "lamp"]


@pytest.mark.parametrize("path", ["/cull", "/cull?view=grid"])
def test_the_open_form_and_the_marks_are_for_everybody(opened: Open, path: str) -> None:
    page = opened(path)
    page.keyboard.press("i")
    page.keyboard.press("Escape")
    page.click(".edit summary")
    page.keyboard.press("Escape")
    assert axe_finds(page) == []


def test_a_thumb_sets_it_too(opened: Open, workspace: Workspace) -> None:
    page = opened(viewport=PHONE, has_touch=True, is_mobile=True)
    key = current(page)
    asks, buttons = page.locator(".origin").last.bounding_box(), page.locator(".big").bounding_box()
    assert asks["y"] + asks["height"] <= buttons["y"]  # what asks for a tap is not behind the buttons
    page.tap(".edit summary")
    page.select_option(".edit #product", "mug")
    assert page.locator(".edit .btn").bounding_box()["height"] >= 44
    assert axe_finds(page) == []
    page.tap(".edit .btn")
    page.wait_for_selector('.prod:has-text("马克杯")')
    assert submission(workspace, key).product == "mug"
