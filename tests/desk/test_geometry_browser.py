"""How pages lie on screens of all sizes: nothing beside the screen, nothing on each other, posters whole."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from content.model import Slot
from content.store.rail import RailFilter
from content.workspace import Workspace
from desk.context import DeskContext
from tests.desk.browsing import IN_A_BROWSER, Open, Page

pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_BROWSER
GEOMETRY = (Path(__file__).parent / "geometry.js").read_text()
PHONE, UPRIGHT, SMALL, LAPTOP, DESK, LARGE = (
    (360, 740),
    (820, 1180),
    (1100, 800),
    (1366, 768),
    (1440, 900),
    (1920, 1080),
)
ZOOMED = ((683, 384), (720, 450), (960, 540))  # laptop, desk and large screen at 200 %
SIZES = (PHONE, UPRIGHT, SMALL, LAPTOP, DESK, LARGE, *ZOOMED)
BOXES = (
    ".card, .panel, .top, .sub, .edit, .acts, .big, .bulk, .mbar, .mrow, .pc, .tile, .filter, .side, "
    ".rinfo, .ract, .pal"
)
POST = "g1-2026-11-24-noon"
LONG = "这一栏写得很长，长到一屏也放不下。" * 40
WRITE_LONG = "text => document.querySelectorAll('.words textarea').forEach(area => { area.value = text })"
APPROVE = '[data-act="approve"] button, .acts .btn.pri, .mbar .btn.pri'


def faults(page: Page, reach: str = "") -> list[str]:
    """What is wrong at each size, with the size before it."""
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        wrong: list[str] = page.evaluate(GEOMETRY, {"reach": reach, "boxes": BOXES})
        found += [f"{width} x {height}: {sentence}" for sentence in wrong]
    return found


@pytest.mark.parametrize(("slots", "language"), [(1, "zh"), (2, "zh"), (3, "zh"), (4, "zh"), (4, "en")])
def test_the_board_fits_every_screen_whatever_the_number_of_slots_and_however_long_the_fields(
    open_page: Open, office: DeskContext, slots: int, language: str
) -> None:
    with office.open_store() as store:
        group = store.library.group("g1")
        order = (Slot.NOON, Slot.MORNING, Slot.EVENING, Slot.AFTERNOON)
        store.library.put_groups([replace(group, slots={slot: group.slots[slot] for slot in order[:slots]})])
    page = open_page(f"/week/g1/2026-W48?sel={POST}&lang={language}")
    page.wait_for_selector("html.js")
    page.evaluate(WRITE_LONG, LONG)
    assert faults(page, reach=APPROVE) == []


@pytest.mark.parametrize(
    ("path", "reach"),
    [
        ("/", ""),
        ("/queue", ""),
        (f"/post/{POST}", ".acts .btn.pri"),
        ("/cull", ".big .yes"),
        (f"/review?at={POST}", "[data-approve]"),
        (f"/review?at={POST}&edit=1", ".ract .btn"),
        ("/find?q=a", ".palgo"),
    ],
    ids=["today", "queue", "post", "culling", "review", "review-edit", "find"],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_fits_every_screen(open_page: Open, path: str, reach: str, language: str) -> None:
    page = open_page(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert faults(page, reach=reach) == []


def test_how_many_posts_use_a_photo_is_read_on_a_phone_too(open_page: Open) -> None:
    page = open_page("/cull", viewport={"width": 390, "height": 844})
    line = page.locator("[data-used]")
    line.evaluate(
        "node => { node.textContent = '用在 20 条推送里，其中 4 条已批准：再按一次就淘汰，它们都会退回' }"
    )
    used, sheet, poster = (
        page.locator(name).first.bounding_box() for name in ("[data-used]", ".side", ".shot.po")
    )
    assert used["y"] + used["height"] <= sheet["y"]
    assert used["x"] + used["width"] <= poster["x"]


def test_the_mark_of_a_focal_point_lies_on_its_photo(open_page: Open, workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        key = store.rail.page(RailFilter(), most=1).items[0].id
    page = open_page(f"/photo/{key}", viewport={"width": 820, "height": 1180})
    frame, photo = (page.locator(name).bounding_box() for name in (".frame", ".frame input[type=image]"))
    assert abs(frame["width"] - photo["width"]) <= 1


def test_the_suggested_slot_is_seen_without_scrolling_past_the_parts_of_a_score(open_page: Open) -> None:
    page = open_page("/cull")
    for width, height in (LAPTOP, DESK):
        page.set_viewport_size({"width": width, "height": height})
        slot: Any = page.locator(".slotted").bounding_box()
        bars: Any = page.locator(".scored").bounding_box()
        assert slot["y"] + slot["height"] <= bars["y"] + 1
        assert slot["y"] + slot["height"] < height / 2
    assert page.locator(".scored > .rs meter:visible").count() <= 4
    page.locator(".scored summary").click()
    assert page.locator(".scored meter:visible").count() > 4
