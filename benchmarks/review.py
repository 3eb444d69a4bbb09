"""The sample brand's week reviewed by hand in Chromium, for `python benchmarks/desk.py review`.

Somebody looks at each thing that waits and approves it: how many looks and keys that takes, from a key to
the next poster, and how many posts, contents and tellings there were.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from desk_browser import CHROMIUM, sample_in
from playwright.sync_api import Page, sync_playwright

from content.model import PostState
from content.store import QueueFilter
from content.workspace import open_workspace

SEEN_FOR = 0.3  # seconds an item stays on the screen here; a person takes 8
WORDS = 20  # how often a word is typed
NEXT = """() => {
  addEventListener('keydown', (event) => {
    const before = document.querySelector('.rroom')?.dataset.at
    window.next = new Promise((done) => {
      const look = () => {
        const room = document.querySelector('.rroom')
        const image = room?.querySelector('.po')
        if (room && (room.dataset.at === before || !image.complete)) return requestAnimationFrame(look)
        requestAnimationFrame(() => done(performance.now() - event.timeStamp))
      }
      requestAnimationFrame(look)
    })
  }, { capture: true })
}"""


def review_figures(
    workspace: Path, desk: Callable[[Path, int], AbstractContextManager[tuple[str, int]]]
) -> dict[str, Any]:
    """Counts, and milliseconds, of one desk process."""
    sample_in(workspace)
    figures = _counted(workspace)
    with desk(workspace, 1) as (link, _pid), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        page.goto(link)
        address = link.split("/enter")[0]
        figures |= _words(page, address) | _walked(page, address)
        browser.close()
    return figures | {"left": _counted(workspace)["posts"]}


def _counted(workspace: Path) -> dict[str, Any]:
    """What waits: posts, contents equal to the letter, and tellings."""
    opened = open_workspace(workspace)
    waiting = QueueFilter(states=(PostState.IN_REVIEW,))
    with opened.open_store(reading=True) as store:
        counts, tally = store.distinct.counts(waiting), store.distinct.tally(waiting)
    opened.database.close()
    return {"posts": counts.posts, "contents": counts.distinct, "tellings": tally.waiting}


def _words(page: Page, address: str) -> dict[str, Any]:
    """Milliseconds from a word typed to the poster with it."""
    page.goto(f"{address}/review?edit=1")
    page.wait_for_selector("html.js")
    page.evaluate("() => document.addEventListener('redrawn', ({ detail }) => { window.redrawn = detail })")
    took = []
    for n in range(WORDS + 2):
        page.evaluate("() => { window.redrawn = 0 }")
        if n % 2:
            page.keyboard.press("Backspace")  # the first field has the focus
        else:
            page.keyboard.type("好")
        _until(lambda: page.evaluate("() => window.redrawn"))
        took.append(page.evaluate("() => window.redrawn"))
    return {"word_to_new_poster_ms": _spread(took[2:])}  # the first two wait for the process that draws


def _walked(page: Page, address: str) -> dict[str, Any]:
    page.goto(f"{address}/review")
    page.wait_for_selector("html.js")
    page.evaluate(NEXT)
    looks, keys, took = 0, 0, []
    while page.locator("[data-approve]").count():
        looks += 1
        time.sleep(SEEN_FOR)
        page.keyboard.press("a")
        keys += 1
        took.append(page.evaluate("() => window.next"))
    _until(lambda: page.locator(".rdone").count())
    return {"looks": looks, "keys": keys, "key_to_next_ms": _spread(took)}


def _until(true: Callable[[], Any]) -> None:
    end = time.monotonic() + 30
    while not true():
        if time.monotonic() > end:
            raise TimeoutError("it never came to be so")
        time.sleep(0.01)


def _spread(values: Sequence[float]) -> dict[str, int]:
    ordered = sorted(values)
    return {"p50": round(ordered[len(ordered) // 2]), "p95": round(ordered[int(len(ordered) * 0.95)])}
