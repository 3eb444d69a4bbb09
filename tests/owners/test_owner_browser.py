"""An owner's day in a phone's browser: a tap a step, ticks without network, nothing cropped or too small."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from PIL import Image

from content.files import write_whole
from content.model import DeliveryState, TaskEventKind
from content.posters import poster_file
from desk.context import DeskContext
from desk.live import live_of
from tests.desk.browsing import IN_A_BROWSER, Page, axe_finds
from tests.owners.conftest import A_MINUTE, BACKUP, NOON, OWNER, Clock

pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
pytestmark = IN_A_BROWSER
Sweep = Callable[[datetime], None]
POST = "g1-2026-11-23-noon"
LEAST = 44  # px, of what a finger presses
TOO_SMALL = """() => [...document.querySelectorAll('button, a, label, textarea')]
  .filter((part) => part.offsetParent && !part.classList.contains('skip'))
  .map((part) => [part.textContent.trim(), part.getBoundingClientRect()])
  .filter(([, box]) => box.width < 44 || box.height < 44).map(([text]) => text)"""
NOW = ".work:not([hidden])"


@dataclass
class Served:
    """The desk on a port of this machine, which may be out of reach for a while."""

    app: FastAPI
    port: int = 0
    _server: Any = field(default=None)
    _thread: Any = field(default=None)

    def start(self) -> None:
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(self.app, log_level="error", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture
def served(app: FastAPI, alike: str, village_by_hand: DeskContext) -> Iterator[Served]:
    """Posters are as wide as true ones are."""
    out = BytesIO()
    Image.new("RGB", (540, 720), "#C8A27A").save(out, "JPEG")
    with village_by_hand.open_store(reading=True) as store:
        for post in store.queue.posts():
            write_whole(poster_file(village_by_hand.workspace.posters, post.poster), out.getvalue())
    made = Served(app)
    made.start()
    yield made
    live_of(app).close()
    made.stop()


@pytest.fixture
def phone_page(browser: Any, served: Served, token: str) -> Iterator[Callable[..., Page]]:
    """Opens the owner's day in a phone that nobody used before."""
    contexts = []

    def opened(width: int = 390, language: str = "zh", theme: str = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 844}, has_touch=True)
        contexts.append(context)
        address = f"http://127.0.0.1:{served.port}"
        cookies = {"lang": language, "theme": theme}
        context.add_cookies([{"name": n, "value": value, "url": address} for n, value in cookies.items()])
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{address}/o/{token}")
        page.wait_for_selector("html.js")
        return page

    yield opened
    for context in contexts:
        context.close()


def parts(office: DeskContext, *posts: str) -> list[DeliveryState]:
    with office.open_store(reading=True) as store:
        known = store.outbox.deliveries(posts)
    return [known[post][0].state for post in posts]


def until(page: Page, true: Callable[[], bool]) -> None:
    """Wait for what the desk is told."""
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end, "it never came true"
        page.wait_for_timeout(50)


def test_a_task_is_three_taps(
    phone_page: Callable[..., Page], sweep: Sweep, village_by_hand: DeskContext, alike: str
) -> None:
    sweep(NOON)
    page = phone_page()
    page.locator(f"{NOW} .b1").click()
    with page.expect_download() as download:
        page.locator(f"{NOW} [data-save]").click()
    assert download.value.suggested_filename == "2026-11-23-午.jpg"
    page.locator(f"{NOW} .b3 button").click()
    until(page, lambda: parts(village_by_hand, POST, alike) == [DeliveryState.SENT] * 2)
    page.wait_for_selector("#rest:not([hidden])")
    with village_by_hand.open_store(reading=True) as store:
        kinds = {event.kind for event in store.owners.events(OWNER, NOON.date())}
    wanted = {TaskEventKind.OPENED, TaskEventKind.COPIED, TaskEventKind.SAVED, TaskEventKind.SENT}
    assert kinds == wanted


def test_a_tick_says_which_group_got_it(
    phone_page: Callable[..., Page], sweep: Sweep, village_by_hand: DeskContext, alike: str
) -> None:
    sweep(NOON)
    page = phone_page()
    page.locator(f"{NOW} .b1").click()
    page.locator(f"{NOW} [data-save]").click()
    page.locator(f"{NOW} .ticks label").first.click()
    page.locator(f"{NOW} .b3 button").click()
    until(page, lambda: DeliveryState.SENT in parts(village_by_hand, POST, alike))
    assert sorted(parts(village_by_hand, POST, alike)) == [DeliveryState.HANDED_OFF, DeliveryState.SENT]
    page.wait_for_function(
        "document.querySelectorAll('.work:not([hidden]) [data-tick]:disabled').length == 1"
    )


def test_a_tick_can_be_undone(
    phone_page: Callable[..., Page], sweep: Sweep, village_by_hand: DeskContext, alike: str
) -> None:
    sweep(NOON)
    page = phone_page()
    page.locator(f"{NOW} .b1").click()
    page.locator(f"{NOW} [data-save]").click()
    page.locator(f"{NOW} .b3 button").click()
    page.locator("#undo button").click()
    until(page, lambda: parts(village_by_hand, POST, alike) == [DeliveryState.HANDED_OFF] * 2)
    page.wait_for_selector(NOW)


def test_without_network_the_day_is_there_and_ticks_are_recorded_later(
    phone_page: Callable[..., Page],
    sweep: Sweep,
    served: Served,
    village_by_hand: DeskContext,
    alike: str,
    clock: Clock,
) -> None:
    sweep(NOON)
    page = phone_page()
    page.wait_for_selector("html[data-kept=yes]")
    served.stop()
    page.reload()
    page.wait_for_selector("#offline:not([hidden])")
    assert page.evaluate(f"document.querySelector('{NOW} [data-poster]').naturalWidth") == 540
    page.locator(f"{NOW} .b1").click()
    page.locator(f"{NOW} [data-save]").dispatch_event("click")
    page.locator(f"{NOW} .b3 button").click()
    page.wait_for_selector("#rest:not([hidden])")
    assert parts(village_by_hand, POST, alike) == [DeliveryState.HANDED_OFF] * 2
    page.reload()
    page.wait_for_selector("#rest:not([hidden])")
    clock.now = NOON + 3 * A_MINUTE
    served.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, lambda: parts(village_by_hand, POST, alike) == [DeliveryState.SENT] * 2)
    page.wait_for_selector("#offline[hidden]", state="attached")
    with village_by_hand.open_store(reading=True) as store:
        (part,) = store.outbox.deliveries([POST])[POST]
        assert len(store.outbox.attempts([POST])[POST]) == 1
    assert part.out_at is not None
    assert part.out_at < clock.now  # when it was ticked, not when that was heard


def test_who_cannot_now_hands_it_over(
    phone_page: Callable[..., Page], sweep: Sweep, village_by_hand: DeskContext
) -> None:
    sweep(NOON)
    page = phone_page()
    page.locator(f"{NOW} .more [data-open^=skip]").click()
    page.locator("dialog[open] [value=hand_over]").check()
    page.locator("dialog[open] .btn.pri").click()

    def owner() -> str | None:
        with village_by_hand.open_store(reading=True) as store:
            return store.outbox.deliveries([POST])[POST][0].owner

    until(page, lambda: owner() == BACKUP)


def test_what_was_changed_is_said(
    phone_page: Callable[..., Page], sweep: Sweep, village_by_hand: DeskContext
) -> None:
    sweep(NOON)
    page = phone_page()
    page.locator(f"{NOW} .more [data-open^=edited]").click()
    page.locator("dialog[open] textarea").fill("猫碰倒过的不算")
    page.locator("dialog[open] .btn.pri").click()
    until(page, lambda: parts(village_by_hand, POST) == [DeliveryState.SENT])
    with village_by_hand.open_store(reading=True) as store:
        (attempt,) = store.outbox.attempts([POST])[POST]
    assert attempt.message is not None
    assert attempt.message.params["words"] == "猫碰倒过的不算"


@pytest.mark.parametrize(
    "width, language, theme", [(320, "en", "light"), (390, "zh", "dark"), (430, "en", "dark")]
)
def test_nothing_is_wrong_with_the_page_on_a_phone(
    width: int,
    language: str,
    theme: str,
    phone_page: Callable[..., Page],
    sweep: Sweep,
    clock: Clock,
    served: Served,
) -> None:
    sweep(NOON.replace(hour=8))
    sweep(NOON)
    clock.now = NOON + 26 * A_MINUTE
    page = phone_page(width, language, theme)
    assert looked_at(page) == []
    ratio = page.evaluate(
        f"(i => i.clientWidth / i.clientHeight)(document.querySelector('{NOW} [data-poster]'))"
    )
    assert ratio == pytest.approx(3 / 4, abs=0.01)
    for sheet in ("how", "groups", "skip", "edited"):
        page.evaluate(f"document.querySelector('{NOW} dialog[id^={sheet}], dialog#{sheet}').showModal()")
        assert looked_at(page) == [], sheet
        page.evaluate("document.querySelector('dialog[open]').close()")
    page.locator(f"{NOW} .b1").click()
    page.locator(f"{NOW} [data-save]").click()
    page.locator(f"{NOW} .b3 button").click()
    page.wait_for_selector("#undo:not([hidden])")
    assert looked_at(page) == []
    page.goto(f"http://127.0.0.1:{served.port}/o/{'x' * 30}")
    assert looked_at(page) == []


def looked_at(page: Page) -> list[str]:
    """What axe finds, what is too small for a finger, and whether the page is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]
    small = [f"{text} is under {LEAST} px" for text in page.evaluate(TOO_SMALL)]
    return [*axe_finds(page), *small, *(["the page is too wide"] if wide else [])]
