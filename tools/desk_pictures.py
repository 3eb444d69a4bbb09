"""Pictures of every page of the desk: `python tools/desk_pictures.py --out FOLDER [--docs]`.

Fills a workspace with the sample brand and runs its night (or takes one with --workspace), opens the desk on
a free port, and has Chromium look at each page: 1440 x 900 and 390 x 844, Chinese and English, light and dark
(culling is always dark); beside them the printed weeks as a PDF. With --docs also writes
docs/pictures/desk-*.jpg for the README.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from content.model import Post, PostState, Slot
from content.workspace import open_workspace

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs/pictures"
CHROMIUM = "/usr/bin/chromium"
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
LANGUAGES, THEMES = ("zh", "en"), ("light", "dark")
PATIENCE = 120_000  # ms: the first poster waits for a worker to start
SHOWN_IN_DOCS = ("week", "cull", "review")
ENTRY = re.compile(r"http://[!-~]+/enter\?token=[!-~]+")
PICTURES_THERE = """() => Promise.race([
  new Promise((late) => setTimeout(late, 10000)),
  Promise.all([document.fonts.ready, ...[...document.images]
    .filter((image) => image.checkVisibility() && image.getBoundingClientRect().top < innerHeight)
    .map((image) => image.decode().catch(() => null))])]).then(() => true)"""
QUALITY = 86  # of a JPEG in docs/


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        workspace = options.workspace or filled(Path(folder) / "workspace")
        with desk(workspace) as entry, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            pages = [page for page in pages_of(workspace) if not options.only or page.name in options.only]
            count = look(browser, entry, pages, options.out)
            if options.docs:
                for_docs(browser, entry, pages)
            browser.close()
    print(f"{count} pictures in {options.out}")
    return 0


def filled(workspace: Path) -> Path:
    """A new workspace with the sample brand, after its night."""
    for command in (["init", str(workspace), "--sample"], ["run", "--workspace", str(workspace)]):
        done = subprocess.run([sys.executable, "-m", "cli", *command], cwd=ROOT, check=False)  # noqa: S603 - our own
        if done.returncode not in (0, 1):  # 1: broken items of the sample were set aside
            raise SystemExit(done.returncode)
    return workspace


@contextmanager
def desk(workspace: Path) -> Iterator[str]:
    """`sishi desk` on a free port; the link that opens it."""
    command = [sys.executable, "-m", "cli", "desk", "--workspace", str(workspace), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        try:
            assert process.stderr
            yield next(link[0] for line in process.stderr if (link := ENTRY.search(line)))
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True)
class Shown:
    """A page and what its picture is called. `full` is the whole page, not only what a screen shows."""

    name: str
    path: str
    themes: tuple[str, ...] = THEMES
    full: bool = False


def pages_of(workspace: Path) -> list[Shown]:
    """Every page, with things of this workspace on it."""
    opened = open_workspace(workspace)
    with opened.open_store(reading=True) as store:
        posts = store.queue.posts(states=[PostState.IN_REVIEW])
        run = store.runs.newest(1)[0].id
    opened.database.close()
    post = next(post for post in posts if post.slot is Slot.AFTERNOON)
    week, day = week_of(post.day), f"/day/{post.group}/{post.day}/preview"
    board = f"/week/{post.group}/{week}"
    template = "share-polaroid"
    return [
        Shown("today", "/"),
        Shown("week", f"{board}?sel={post.id}"),
        *(Shown(f"week-{tab}", f"{board}?sel={post.id}&tab={tab}") for tab in ("versions", "notes", "trace")),
        Shown("week-tray", f"{board}?sel={post.id}&tray=1"),
        Shown("week-holidays", f"/week/{post.group}/{week_of(date(post.day.year, 10, 1))}"),
        Shown("weeks", f"/weeks/{week}"),
        Shown("cull", "/cull", ("dark",)),
        Shown("cull-grid", "/cull?view=grid", ("dark",)),
        Shown("queue", "/queue"),
        Shown("review", f"/review?at={post.id}"),
        Shown("review-edit", f"/review?at={post.id}&edit=1"),
        Shown("find", "/find?q=花瓶"),
        *_rooms_of(post, run, day, template),
    ]


def _rooms_of(post: Post, run: str, day: str, template: str) -> Iterator[Shown]:
    yield Shown("post", f"/post/{post.id}")
    yield Shown("diff", f"/post/{post.id}/diff/1..1")
    yield Shown("day", day)
    yield Shown("photo", f"/photo/{post.submission}", full=True)
    yield Shown("groups", "/groups")
    yield Shown("group", f"/groups/{post.group}", full=True)
    yield Shown("koc", "/koc", full=True)
    yield Shown("koc-member", f"/koc/{post.member}", full=True)
    yield Shown("models", "/models", full=True)
    yield Shown("templates", "/templates")
    yield Shown("proof", f"/templates/{template}/proof", full=True)
    yield Shown("tune", f"/templates/{template}/tune")
    yield Shown("runs", "/runs")
    yield Shown("run", f"/runs/{run}", full=True)
    yield Shown("audit", "/audit")
    yield Shown("settings", "/settings", full=True)
    yield Shown("users", "/settings/users", full=True)
    yield Shown("print", "/export/print", ("light",), full=True)
    yield Shown("nothing", "/nothing")


def week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def look(browser: Browser, entry: str, pages: list[Shown], out: Path) -> int:
    """Take every picture; how many there are."""
    out.mkdir(parents=True, exist_ok=True)
    count = on_paper(browser, entry, out)
    for size, language, theme in product(SIZES, LANGUAGES, THEMES):
        with opened(browser, entry, size, language, theme) as (page, address):
            for picture in pages:
                if theme in picture.themes:
                    show(page, address + picture.path)
                    page.screenshot(
                        path=out / f"{picture.name}-{size}-{language}-{theme}.png", full_page=picture.full
                    )
                    count += 1
    return count


def on_paper(browser: Browser, entry: str, out: Path) -> int:
    """The printed week, as a printer gets it; how many pictures that is."""
    with opened(browser, entry, "wide", "zh", "light") as (page, address):
        show(page, f"{address}/export/print")
        page.pdf(path=out / "print.pdf", prefer_css_page_size=True, print_background=True)
    return 1


@contextmanager
def opened(browser: Browser, entry: str, size: str, language: str, theme: str) -> Iterator[tuple[Page, str]]:
    """A page of a browser that has come in, with its language and theme; and the desk's address."""
    width, height = SIZES[size]
    more: dict[str, Any] = {"has_touch": True, "is_mobile": True} if size == "phone" else {}
    context = browser.new_context(
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
        device_scale_factor=1,
        **more,
    )
    address = entry.split("/enter")[0]
    cookies = {"lang": language, "theme": theme}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(entry)
    yield page, address
    context.close()


def show(page: Page, address: str) -> None:
    """Open a page and wait until every picture on the screen is there."""
    page.goto(address, wait_until="load")
    page.evaluate(PICTURES_THERE)


def for_docs(browser: Browser, entry: str, pages: list[Shown]) -> None:
    """The README's pictures: wide, Chinese, light."""
    with (
        opened(browser, entry, "wide", "zh", "light") as (page, address),
        tempfile.TemporaryDirectory() as folder,
    ):
        for wanted in pages:
            if wanted.name in SHOWN_IN_DOCS:
                show(page, address + wanted.path)
                page.screenshot(path=Path(folder) / "shot.png")
                with Image.open(Path(folder) / "shot.png") as picture:
                    file = DOCS / f"desk-{wanted.name}.jpg"
                    picture.convert("RGB").save(file, quality=QUALITY, optimize=True, progressive=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "desk-pictures")
    parser.add_argument("--workspace", type=Path, help="a filled workspace, instead of a new one")
    parser.add_argument("--only", nargs="*", help="names of pages: week cull today ...")
    parser.add_argument("--docs", action="store_true", help="write docs/pictures/desk-*.jpg too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
