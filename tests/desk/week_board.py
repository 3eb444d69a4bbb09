"""What the browser tests of the week board share: opening it, and what stands on it and behind it."""

import threading
import time
from collections.abc import Callable
from typing import Any, TypeAlias

from desk.context import DeskContext

POST = "g1-2026-11-24-noon"
BESIDE = "g1-2026-11-25-noon"
Page: TypeAlias = Any
Opened: TypeAlias = Callable[..., Page]


def until(true: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until something is so; the policy of the page forbids what Playwright waits with."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came to be so"
        threading.Event().wait(0.02)


def selected(page: Page) -> str:
    cell: str = page.locator('.cell[aria-selected="true"]').get_attribute("data-cell")
    return cell


def is_now(page: Page, state: str, post: str = POST) -> None:
    page.wait_for_selector(f'.cell[data-cell="{post}"][data-state="{state}"]')


def text_of(office: DeskContext, post: str = POST) -> str:
    with office.open_store(reading=True) as store:
        return store.queue.post(post).text


def approvals(office: DeskContext, post: str = POST) -> list[tuple[int, str]]:
    """(version, hash of the text) of the approvals that stand."""
    with office.open_store(reading=True) as store:
        return [(a.version, a.text_sha256) for a in store.history.approvals(post) if a.revoked_at is None]
