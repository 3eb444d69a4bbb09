"""What a person waits for, in Chromium, on the sample brand's week: board, next photo, new poster."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from content.model import PostState, Slot
from content.workspace import open_workspace

CHROMIUM = "/usr/bin/chromium"
LOADS, KEYS, WORDS = 20, 40, 20  # how often each is measured
Desk = Callable[[Path, int], AbstractContextManager[tuple[str, int]]]

PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  const first = list.getEntriesByName('first-contentful-paint')[0]
  if (first) done(first.startTime)
}).observe({ type: 'paint', buffered: true }))"""
# from the key to the frame in which the next photo is there; the browser's time of the event counts
NEXT_PHOTO = """() => {
  addEventListener('keydown', (event) => {
    const shown = () => document.querySelector('[data-photo]')
    const before = shown().src
    window.next = new Promise((done) => {
      const look = () => {
        const now = shown()
        if (now.src === before || !now.complete || !now.naturalWidth) return requestAnimationFrame(look)
        requestAnimationFrame(() => {
          const painted = new MessageChannel()
          painted.port1.onmessage = () => done(performance.now() - event.timeStamp)
          painted.port2.postMessage(0)
        })
      }
      requestAnimationFrame(look)
    })
  }, { capture: true })
}"""
NEW_POSTER = """() => {
  addEventListener('input', (event) => {
    const began = event.timeStamp
    window.next = new Promise((done) => document.addEventListener('redrawn', () =>
      requestAnimationFrame(() => {
      const painted = new MessageChannel()
      painted.port1.onmessage = () => done(performance.now() - began)
      painted.port2.postMessage(0)
    }), { once: true }))
  }, { capture: true })
}"""


def browser_figures(workspace: Path, desk: Desk) -> dict[str, Any]:
    """Milliseconds of each, of one desk process."""
    sample_in(workspace)
    board, post = _board(workspace)
    with desk(workspace, 1) as (link, _pid), _page(link) as page:
        address = link.split("/enter")[0]
        return {
            "first_paint_of_the_board_ms": _spread([_paint(page, address + board) for _ in range(LOADS)]),
            "key_to_next_photo_ms": _spread(_keys(page, f"{address}/cull?batch=all")),
            "word_to_new_poster_ms": _spread(_words(page, f"{address}{board}?sel={post}")),
        }


def sample_in(workspace: Path) -> None:
    """The sample brand after its night, unless the workspace is there already."""
    if not workspace.exists():
        for arguments in (["init", str(workspace), "--sample"], ["run", "--workspace", str(workspace)]):
            subprocess.run([sys.executable, "-m", "cli", *arguments], check=False, stdout=subprocess.DEVNULL)  # noqa: S603


def _board(workspace: Path) -> tuple[str, str]:
    """The address of a week's board, and a post of it."""
    opened = open_workspace(workspace)
    with opened.open_store(reading=True) as store:
        post = next(p for p in store.queue.posts(states=[PostState.IN_REVIEW]) if p.slot is Slot.NOON)
    opened.database.close()
    year, week, _ = post.day.isocalendar()
    return f"/week/{post.group}/{year}-W{week:02}", post.id


@contextmanager
def _page(link: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(link)
        try:
            yield page
        finally:
            browser.close()


def _paint(page: Page, address: str) -> float:
    page.goto(address, wait_until="load")
    return float(page.evaluate(PAINTED))


def _keys(page: Page, address: str) -> Iterator[float]:
    """Forwards through the strip, as fast as an editor who only looks: five a second."""
    page.goto(address)
    page.wait_for_selector(".app[data-ready]")
    page.evaluate(NEXT_PHOTO)
    for n in range(KEYS):
        page.wait_for_timeout(200)
        page.keyboard.press("j" if n < KEYS // 2 else "k")
        yield float(page.evaluate("() => window.next"))


def _words(page: Page, address: str) -> Iterator[float]:
    page.goto(address, wait_until="load")
    field = page.locator("[data-amend] [data-field]").first
    field.click()
    page.wait_for_timeout(1500)  # an editor reads before the first key
    page.evaluate(NEW_POSTER)
    for n in range(WORDS):
        field.press("End")
        if n % 2:
            field.press("Backspace")
        else:
            page.keyboard.insert_text("嗯")
        yield float(page.evaluate("() => window.next"))


def _spread(took: Sequence[float] | Iterator[float]) -> dict[str, float]:
    ordered = sorted(took)
    return {"p50": round(ordered[len(ordered) // 2], 1), "p95": round(ordered[int(len(ordered) * 0.95)], 1)}
