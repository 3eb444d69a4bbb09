"""The Chromium that the second engine drives: found, started shut off from the machine, asked for pixels.

Texts in a page are strangers' and a template may be anybody's, so the browser is shut from three sides:
no script runs (switched off, and forbidden by the page's content policy), no request leaves (images are
data: URLs; all else is aborted, offline, and no name resolves), nothing stays (a throw-away profile, no
downloads, no service workers). What we ask of a page goes through the debugger's own channel, which answers
with scripts switched off; text set as `innerHTML` there can do no more than in the page itself.
"""

import asyncio
import os
import re
import resource
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from content.errors import NotReady
from content.files import cause_of
from content.model import Message
from content.posters.canvas import Size
from content.posters.fonts import FALLBACKS, font_files, own_fonts

if TYPE_CHECKING:
    from playwright.async_api import Browser as Process
    from playwright.async_api import Page, Playwright

START_SECONDS = 60.0  # for a browser to come up; it takes 1 to 2 on an idle machine
PATIENCE = 3.0  # seconds for a browser to close; it takes 0.1

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

# Greyscale edges at sub-pixel positions, as Takumi paints them; no name resolves.
ARGUMENTS = (
    "--font-render-hinting=none",
    "--disable-lcd-text",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--enable-automation",  # it tells us where its profile is
)

FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <match target="pattern"><edit name="family" mode="append_last">{fallbacks}</edit></match>
  <match target="font">
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
"""

DOCUMENT = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<style></style></head><body></body></html>"""

# An image that cannot be shown is painted as nothing, not as a browser's torn picture.
LAY_OUT = """async ([html, css]) => {
  document.querySelector("style").textContent = css;
  document.body.innerHTML = html;
  const hide = image => () => { image.style.visibility = "hidden"; };
  await Promise.all([...document.images].map(image => image.decode().catch(hide(image))));
}"""

# A line begins where a box starts below the middle of the first box of the line before: spans of other
# sizes on one line start above it, and the next line, at least 3/4 em down, does not.
MEASURE = """([html, css, width]) => {
  const sheet = document.querySelector("style"), body = document.body;
  if (sheet.textContent !== css) sheet.textContent = css;
  body.style.width = width + "px";
  body.innerHTML = html;
  const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT), range = document.createRange();
  let right = 0, lines = 0, middle = -Infinity;
  while (texts.nextNode()) {
    range.selectNodeContents(texts.currentNode);
    for (const box of range.getClientRects()) {
      if (box.width === 0) continue;
      right = Math.max(right, box.right);
      if (box.top > middle) { lines += 1; middle = (box.top + box.bottom) / 2; }
    }
  }
  return [body.getBoundingClientRect().height, right, lines];
}"""


@dataclass(slots=True)
class Browser:
    """A running Chromium: one page for every scale it paints at, and one that measures."""

    playwright: "Playwright"
    process: "Process"
    group: int  # the id of the process group; Playwright makes the browser the leader of its own
    profile: Path
    papers: "dict[float, Page]" = field(default_factory=dict)
    ruler: "Page | None" = None

    async def warm_up(self) -> None:
        """The first page of each kind takes half a second, which no poster's limit should pay."""
        await self.paint("", "", (1, 1), 1.0)
        await self.measure("", "", 1)

    async def paint(self, html: str, css: str, size: Size, scale: float) -> bytes:
        """PNG of a document of its own: nothing of the page before is left."""
        if scale not in self.papers:
            self.papers[scale] = await self._page(scale)
        page, (width, height) = self.papers[scale], size
        await page.goto("about:blank")
        await page.set_viewport_size({"width": width, "height": height})
        await page.set_content(DOCUMENT)
        await page.evaluate(LAY_OUT, [html, css])
        return await page.screenshot(omit_background=True, animations="disabled")

    async def measure(self, html: str, css: str, width: int) -> tuple[float, float, int]:
        """Height, right edge of the widest line (px), number of lines."""
        if self.ruler is None:
            self.ruler = await self._page()
            await self.ruler.set_content(DOCUMENT)
        height, right, lines = await self.ruler.evaluate(MEASURE, [html, css, width])
        return height, right, lines

    async def end(self) -> None:
        """In peace; a browser that hangs does not listen and is killed, its profile left to us."""
        try:
            await asyncio.wait_for(self.process.close(), PATIENCE)
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.killpg(self.group, signal.SIGKILL)
        await self.playwright.stop()
        shutil.rmtree(self.profile, ignore_errors=True)

    async def _page(self, scale: float = 1.0) -> "Page":
        context = await self.process.new_context(
            java_script_enabled=False,
            offline=True,
            accept_downloads=False,
            service_workers="block",
            device_scale_factor=scale,
        )
        context.set_default_timeout(0)  # the limit is the engine's
        await context.route("**/*", lambda route: route.abort("aborted"))
        return await context.new_page()


async def start(program: Path, folder: Path, fonts: Path | None = None) -> Browser:
    """A browser with its first pages; NotReady says why it does not start.

    `folder` holds links to its fonts and must outlive it; `fonts` has more of them.
    """
    from playwright.async_api import Error, async_playwright

    if resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY:
        raise NotReady(Message("machine.browser_addresses"))
    conf = str(_fonts_conf(folder, fonts))
    environment: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": conf}
    playwright = await async_playwright().start()
    try:
        process = await playwright.chromium.launch(
            executable_path=program, args=ARGUMENTS, env=environment, timeout=START_SECONDS * 1000
        )
        session = await process.new_browser_cdp_session()
        processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
        switches = (await session.send("Browser.getBrowserCommandLine"))["arguments"]
        group = next(process["id"] for process in processes if process["type"] == "browser")
        profile = next(
            switch.partition("=")[2] for switch in switches if switch.startswith("--user-data-dir=")
        )
        browser = Browser(playwright, process, group, Path(profile))
        await asyncio.wait_for(browser.warm_up(), START_SECONDS)
    except (Error, TimeoutError) as error:
        await playwright.stop()
        why = str(error).partition("\n")[0] or Message("machine.no_answer_in", seconds=START_SECONDS)
        raise NotReady(Message("machine.browser_does_not_start", program=str(program), cause=why)) from error
    return browser


def find_chromium(search: str | None = None) -> Path:
    """The Chromium or Chrome on `search`, a PATH (default: the environment's). NotReady if there is none."""
    if find_spec("playwright") is None:
        raise NotReady(Message("machine.no_browser", missing=Message("machine.browser_driver")))
    for program in PROGRAMS:
        if program_path := shutil.which(program, path=search):
            return Path(program_path)
    raise NotReady(Message("machine.no_browser", missing="Chromium"))


@cache
def version(program: Path) -> str:
    """The number in what `program --version` says; NotReady if it says none."""
    try:
        output = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20)  # noqa: S603 - found by us
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotReady(
            Message("machine.browser_version_missing", program=str(program), cause=cause_of(error))
        ) from error
    if number := re.search(r"\d+(\.\d+)+", output.stdout):
        return number[0]
    raise NotReady(Message("machine.browser_version_unclear", program=str(program), output=output.stdout))


def _fonts_conf(folder: Path, own: Path | None) -> Path:
    """Chromium sees the fonts of our registry and no others, so that both engines fall back alike."""
    fonts, conf = folder / "fonts", folder / "fonts.conf"
    fonts.mkdir()
    for file in {path.name: path for path in (*font_files().values(), *own_fonts(own))}.values():
        (fonts / file.name).symlink_to(file.resolve())
    fallbacks = "".join(f"<string>{escape(family)}</string>" for family in FALLBACKS)
    conf.write_text(
        FONTS_CONF.format(fonts=escape(str(fonts)), cache=escape(str(folder / "cache")), fallbacks=fallbacks),
        encoding="utf-8",
    )
    return conf
