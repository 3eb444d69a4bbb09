"""What tests in a real browser share: where Chromium is, the two sizes of a window, and what axe finds."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from fastapi import FastAPI

from desk.live import live_of
from tests.chromium import CHROMIUM, NEEDS_CHROMIUM

Page: TypeAlias = Any
Open: TypeAlias = Callable[..., Page]

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
AT_A_DESK = {"viewport": DESKTOP, "locale": "zh-CN"}  # how a browser's context is made, if nobody says more
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# one process draws all pages: another begins each page a sixth slower
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--in-process-gpu"),
    *("--renderer-process-limit=1", "--disable-site-isolation-trials"),
]
VIOLATIONS = "options => axe.run(options).then(results => results.violations)"
# two at a time: a browser takes all of a processor
IN_A_BROWSER = [pytest.mark.xdist_group("browser"), NEEDS_CHROMIUM]
IN_A_SECOND_BROWSER = [pytest.mark.xdist_group("second browser"), NEEDS_CHROMIUM]


@contextmanager
def chromium(fonts: Path) -> Iterator[Any]:
    """A browser that knows the fonts of this fontconfig file."""
    api = pytest.importorskip("playwright.sync_api", reason="the extra `chromium` is not installed")
    api.expect.set_options(timeout=60_000)  # a busy machine draws slowly
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=FLAGS,
            env=dict(os.environ) | {"FONTCONFIG_FILE": str(fonts)},
        )
        yield running
        running.close()


def listening(page: Page, app: FastAPI) -> None:
    """Once the page's stream is open and the server has looked: whatever changes now is news to it."""
    while live_of(app).looks == 0:
        page.wait_for_timeout(20)


def axe_finds(page: Any) -> list[str]:
    """What is wrong with the page for people who cannot see it or cannot point well, a sentence each."""
    axe = pytest.importorskip("axe_core_python.base", reason="axe is not installed")
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.AXE_SCRIPT)
    violations = page.evaluate(VIOLATIONS, {"runOnly": RULES, "resultTypes": ["violations"]})
    return [_told(violation) for violation in violations]


def _told(violation: Any) -> str:
    nodes = "; ".join(
        f"{node['target'][0]} {node['any'][0]['message'] if node['any'] else ''}"
        for node in violation["nodes"][:4]
    )
    return f"{violation['id']}: {nodes}"
