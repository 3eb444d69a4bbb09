"""The second engine: it paints and measures as Takumi does, reaches nothing, and outlives what it paints."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from socket import SHUT_WR, create_connection
from threading import Thread

import pytest
from PIL import Image, ImageChops

from content.errors import PosterError
from content.posters import browser, typography
from content.posters.browser import Browser
from content.posters.canvas import Size
from content.posters.chromium import Chromium
from content.posters.engine import Engine, Measured, Takumi
from content.posters.template import base_css

pytestmark = pytest.mark.xdist_group("chromium")

RED = '<div style="width:40px;height:30px;background-color:#ff0000"></div>'
NICKNAMES = "囍祎喆堃珺玥瑄婳翀赟囧หมูกรอบمرحباéñ한日"
LONG = "这是一段很长很长的晒单文字会被截断的，今天的咖啡特别香真的真的真的很长很长很长"

# Ten to the eighth squares: minutes of work.
ENDLESS = '<svg><g id="n0"><rect width="9" height="9"/></g>' + "".join(
    f'<g id="n{n}">{f"<use href=#n{n - 1} />" * 10}</g>' for n in range(1, 9)
)


class Visited(ThreadingHTTPServer):
    """Counts who comes, even without asking for anything."""

    count = 0

    def verify_request(self, request: object, client: object) -> bool:  # noqa: ARG002 - the caller's names
        self.count += 1
        return True


@pytest.fixture
def visited() -> Iterator[Visited]:
    with Visited(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def drawn(engine: Engine, html: str, style: str = "", size: Size = (400, 90)) -> Image.Image:
    """`html` in black on white."""
    box = f"width:{size[0]}px;height:{size[1]}px;font-size:60px;line-height:80px;color:#000;background:#fff"
    images = {"asset:photo": picture("#335577", "PNG")}
    return engine.paint(f'<div style="{box};{style}">{html}</div>', base_css(), size, images)


def differ(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one, other).getbbox(alpha_only=False) is not None


def picture(colour: str, kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (20, 20), colour).save(out, kind)
    return out.getvalue()


def test_the_canvas_is_transparent_where_nothing_is_painted(chromium: Chromium) -> None:
    half = '<div style="width:40px;height:10px;background-color:rgba(200,100,0,.5)"></div>'
    painted = chromium.paint(RED + half, "", (100, 60), {})
    assert (painted.mode, painted.size) == ("RGBA", (100, 60))
    assert painted.getchannel("A").getbbox() == (0, 0, 40, 40)
    assert painted.getpixel((39, 29)) == (255, 0, 0, 255)
    assert painted.getpixel((39, 39)) == pytest.approx((200, 100, 0, 128), abs=2)
    assert painted.getpixel((40, 39)) == (0, 0, 0, 0)


@pytest.mark.parametrize("scale, size", [(0.5, (540, 720)), (0.333, (360, 480)), (1.0, (1080, 1440))])
def test_the_scale_multiplies_the_size(chromium: Chromium, scale: float, size: Size) -> None:
    full = '<div style="width:1080px;height:1440px;background-color:#00ff00"></div>'
    painted = chromium.paint(full, "", (1080, 1440), {}, scale)
    assert painted.size == size
    assert painted.getpixel((size[0] - 1, size[1] - 1)) == (0, 255, 0, 255)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_image_is_shown_where_its_name_stands(chromium: Chromium, kind: str) -> None:
    html = '<img width="50" height="40" src="asset:photo-1">'
    painted = chromium.paint(html, base_css(), (60, 60), {"asset:photo-1": picture("#0000ff", kind)})
    assert painted.getchannel("A").getbbox() == (0, 0, 50, 40)
    assert painted.getpixel((25, 20)) == pytest.approx((0, 0, 255, 255), abs=2)


@pytest.mark.parametrize("data", [b"", b"\x89PNG, but broken"])
def test_an_image_that_is_missing_or_broken_leaves_its_box_empty(chromium: Chromium, data: bytes) -> None:
    html = '<img width="50" height="40" src="asset:photo">'
    images = {"asset:photo": data} if data else {}
    assert chromium.paint(html, base_css(), (60, 60), images).getbbox() is None


ALIKE = {
    "clamped": f'<div class="running kai clamp" style="-webkit-line-clamp:2;line-clamp:2">{LONG}</div>',
    "one line": f'<div class="line">{LONG}</div>',
    "balanced": f'<div class="phrases serif">{typography.phrases("周末的第一杯咖啡，谁来猜豆子？")}</div>',
    "mixed": f'<div class="running">{typography.zh("用 iPhone 15 拍的，“加 3 勺糖”（真的）！")}</div>',
    "punctuation": '<div class="running">省略号，（括号）《书名》「引号」</div>',
    "bold": '<div class="bold">粗体 Bold สวัสดี</div>',
    "turned": '<div class="kai" style="transform:rotate(-2deg);box-shadow:0 9px 20px #0008">转</div>',
    "see-through": '<div style="opacity:.5;border-radius:50%;border:9px solid #383;height:90px">圆</div>',
    "gradient": (
        '<div style="--a:#a31;height:200px;background-image:linear-gradient(160deg,'
        'color-mix(in srgb,var(--a) 9%,transparent) 10%,var(--a))"></div>'
    ),
    "shaded": '<p class="kai" style="color:#fff;text-shadow:0 4px 32px #0009">影</p>',
    "picture": '<div style="background:#aaa"><img src="asset:photo" width="90" height="99"></div><p>下</p>',
    "columns": '<div class="columns"><div class="vertical"><span>早</span><span>安</span></div></div>',
}


@pytest.mark.parametrize("html", ALIKE.values(), ids=ALIKE.keys())
def test_both_engines_paint_the_same(chromium: Chromium, engine: Takumi, html: str) -> None:
    one, other = (drawn(each, html, "font-size:48px", (600, 240)) for each in (engine, chromium))
    far = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).convert("L").point(lambda v: v > 96)
    share = sum(far.get_flattened_data()) / (600 * 240)
    assert share < 0.002  # edges by a fraction of a px; another line break is 0.02 and more


TEXTS = {
    "Chinese": "你好，世界",
    "two lines": "一行很长很长的文字，会断成两行的，真的会断成两行",
    "names": "囍祎喆堃珺玥瑄婳翀赟囧",
    "Latin": "Hello",
    "mixed": "mixed 中文 and English 123，ok",
    "phrases": "周末\u200b的\u200b第一杯\u200b咖啡，\u200b谁来\u200b喝\u200b慢一点？",
}


@pytest.mark.parametrize("style", ["phrases serif", "running", "running kai", "running bold"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_both_engines_measure_the_same(chromium: Chromium, engine: Takumi, text: str, style: str) -> None:
    html = f'<div class="{style}" style="width:600px;font-size:64px;line-height:83px">{text}</div>'
    mine, theirs = (each.measure(html, base_css(), 600) for each in (chromium, engine))
    assert mine.lines == theirs.lines
    assert mine.height == pytest.approx(theirs.height, abs=1)
    assert mine.width == pytest.approx(theirs.width, abs=2)


def test_an_emoji_measures_as_wide_in_both_engines(chromium: Chromium, engine: Takumi) -> None:
    html = '<div style="font-size:60px;line-height:100px">☕👩\u200d🍳</div>'
    mine, theirs = (each.measure(html, base_css(), 600) for each in (chromium, engine))
    assert mine.lines == 1
    assert mine.width == pytest.approx(theirs.width, abs=2)


def test_words_of_several_sizes_on_one_line_are_one_line(chromium: Chromium) -> None:
    html = '<div style="font-size:40px;line-height:50px">小<b style="font-size:60px">大</b>小☕ก<br>二</div>'
    assert chromium.measure(html, base_css(), 600).lines == 2


def test_the_space_at_a_line_s_end_takes_no_room(chromium: Chromium) -> None:
    html = '<div style="font-size:40px;width:{}px">ab {}</div>'
    alone = chromium.measure(html.format(600, ""), base_css(), 600)
    assert chromium.measure(html.format(90, "cd"), base_css(), 600).width <= alone.width + 2


def test_nothing_measures_nothing(chromium: Chromium) -> None:
    assert chromium.measure("<div></div>", base_css(), 600) == Measured(0, 0, 0)


@pytest.mark.parametrize("family", ["Noto Sans CJK", "Noto Serif CJK"])
def test_characters_have_their_simplified_shapes(chromium: Chromium, family: str) -> None:
    simplified = drawn(chromium, "<b>骨直令</b>", f"font-family:'{family} SC'")
    assert differ(simplified, drawn(chromium, '<b lang="ja">骨直令</b>', f"font-family:'{family} JP'"))
    assert not differ(drawn(chromium, "骨直令"), drawn(chromium, "骨直令", "font-family:'Noto Sans CJK SC'"))


@pytest.mark.parametrize("style", ["", "font-family:'LXGW WenKai'", "font-weight:700"])
def test_names_have_no_tofu(chromium: Chromium, style: str) -> None:
    letters = [letter for letter in NICKNAMES if letter.isalpha()]
    cell = '<div style="height:90px">{}</div>'
    page = drawn(
        chromium, "".join(map(cell.format, [*letters, "\ue123"])), style, (90, 90 * len(letters) + 90)
    )
    *shown, tofu = (page.crop((0, top, 90, top + 90)) for top in range(0, page.height, 90))
    assert [letter for letter, one in zip(letters, shown, strict=True) if not differ(one, tofu)] == []


def test_an_emoji_is_one_picture_in_colour(chromium: Chromium) -> None:
    painted = drawn(chromium, "👩\u200d🍳").convert("RGB")
    assert painted.convert("HSV").getchannel("S").getextrema()[1] > 100  # type: ignore[operator] # one band
    box = ImageChops.invert(painted.convert("L")).getbbox()
    assert box is not None
    assert box[2] - box[0] < 90  # px: a sequence that fell apart is two wide


def test_it_sees_the_fonts_of_the_registry_and_no_others(chromium: Chromium) -> None:
    unknown = drawn(chromium, "Sishi 四时", "font-family:'No Such Family'")
    for family in ("DejaVu Sans", "Noto Serif", "Liberation Mono"):
        assert not differ(drawn(chromium, "Sishi 四时", f"font-family:'{family}'"), unknown)


def reaching(address: str) -> str:
    """A page that asks for `address` in every way that we know."""
    return f"""
    <img src="{address}/1"><img srcset="{address}/2 1x"><picture><source srcset="{address}/3"><img></picture>
    <iframe src="{address}/4"></iframe><iframe srcdoc="<img src='{address}/5'>"></iframe>
    <object data="{address}/6"></object><embed src="{address}/7"><input type="image" src="{address}/8">
    <video src="{address}/9" poster="{address}/10" autoplay></video>
    <audio src="{address}/11" autoplay></audio>
    <link rel="stylesheet" href="{address}/12"><link rel="preconnect" href="{address}">
    <link rel="prefetch" href="{address}/13"><link rel="preload" as="image" href="{address}/14">
    <link rel="icon" href="{address}/15"><link rel="manifest" href="{address}/16">
    <link rel="dns-prefetch" href="{address}"><link rel="modulepreload" href="{address}/17">
    <svg><image href="{address}/18" width="9" height="9"/><use href="{address}/19#a"/></svg>
    <script src="{address}/20"></script><img src="x" onerror="fetch('{address}/21')">
    <script type="speculationrules">{{"prerender":[{{"urls":["{address}/22"]}}]}}</script>
    <style>@import url({address}/23);@font-face{{font-family:F;src:url({address}/24)}}
    b{{font-family:F;cursor:url({address}/25),auto;background:url({address}/26)}}</style><b>b</b>
    <p style="background:url({address}/27);list-style-image:url({address}/28)">p</p>
    <meta http-equiv="refresh" content="0;url={address}/30"><base href="{address}/"><img src="relative">"""


def test_a_page_reaches_no_server(chromium: Chromium, visited: Visited) -> None:
    for host in ("127.0.0.1", "localhost", "[::1]", "127.1"):
        html = reaching(f"http://{host}:{visited.server_port}")
        css = f"@import url(http://{host}:{visited.server_port}/css);" + base_css()
        chromium.paint(html, css, (300, 300), {})
        chromium.measure(html, css, 300)
        assert chromium.paint(RED, "", (100, 60), {}).getbbox() == (0, 0, 40, 30)
    assert visited.count == 0


def test_the_server_would_have_counted_even_a_silent_visit(visited: Visited) -> None:
    for _ in range(2):
        with create_connection(("127.0.0.1", visited.server_port)) as silent:
            silent.shutdown(SHUT_WR)
            assert silent.recv(1) == b""  # it has noticed and hung up
    assert visited.count == 2


FILE = """<img width="90" height="90" src="{0}"><iframe src="{0}"></iframe><object data="{0}"></object>
<embed src="{0}"><p style="height:90px;background:url({0})"></p><link rel="stylesheet" href="{0}">
<svg><image href="{0}" width="90" height="90"/></svg><style>@import url({0});</style>"""


def test_a_page_reads_nothing_from_the_disk(chromium: Chromium, tmp_path: Path) -> None:
    Image.new("RGB", (90, 90), "red").save(tmp_path / "secret.png")
    (tmp_path / "secret.css").write_text("div{background:red!important}", encoding="utf-8")
    (tmp_path / "secret.html").write_text("<h1>secret</h1>", encoding="utf-8")
    for kind in ("png", "css", "html"):
        for folder in (tmp_path.as_uri(), str(tmp_path)):
            there, gone = (FILE.format(f"{folder}/{name}.{kind}") for name in ("secret", "gone"))
            assert not differ(*(drawn(chromium, html, size=(600, 600)) for html in (there, gone)))


@pytest.mark.parametrize(
    "script",
    [
        "<script>document.body.innerHTML = ''</script>",
        "<img src=x style='display:none' onerror=\"document.body.innerHTML = ''\">",
        "<svg style='display:none' onload=\"document.body.innerHTML = ''\"></svg>",
        "<iframe style='display:none' src=\"javascript:parent.document.body.innerHTML = ''\"></iframe>",
        "<meta http-equiv='refresh' content=\"0;url=javascript:document.body.innerHTML = ''\">",
    ],
)
def test_a_script_does_not_run(chromium: Chromium, script: str) -> None:
    assert chromium.paint(RED + script, "", (100, 60), {}).getbbox() == (0, 0, 40, 30)
    assert chromium.measure(RED + script, "", 100).height == pytest.approx(30, abs=1)


def test_a_page_leaves_nothing_to_the_next(chromium: Chromium) -> None:
    before = chromium.paint(RED, "", (100, 60), {})
    chromium.paint(RED * 9 + '<base href="x:"><style>div{opacity:.5}</style>', "*{zoom:2}", (100, 600), {})
    assert not differ(chromium.paint(RED, "", (100, 60), {}), before)


def test_a_page_without_an_end_is_stopped_and_the_next_is_painted(
    chromium: Chromium, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as hurried:
        hurried.setattr(chromium, "_seconds", 1.0)
        with pytest.raises(PosterError, match="did not finish this page within 1 s and was stopped"):
            chromium.paint(ENDLESS, "", (1080, 1440), {})
    assert chromium.paint(RED, "", (100, 60), {}).getbbox() == (0, 0, 40, 30)


def leader(chromium: Chromium) -> int:
    """The browser's process, which is running."""
    chromium.measure("a", "", 100)
    assert chromium._running is not None
    return chromium._running.browser.group


def test_a_browser_that_was_killed_is_started_again(chromium: Chromium) -> None:
    first = leader(chromium)
    os.killpg(first, signal.SIGKILL)
    assert chromium.paint(RED, "", (100, 60), {}).getbbox() == (0, 0, 40, 30)
    assert leader(chromium) != first


def test_a_page_that_kills_the_browser_twice_is_an_error(
    chromium: Chromium, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed = []

    async def deadly(self: Browser, html: str, *_: object) -> bytes:
        if html:  # not when it warms up
            killed.append(self.group)
            os.killpg(self.group, signal.SIGKILL)
            await self.process.new_page()
        return b""

    with monkeypatch.context() as hostile:
        hostile.setattr(Browser, "paint", deadly)
        with pytest.raises(PosterError, match="failed twice on this page"):
            chromium.paint(RED, "", (100, 60), {})
    assert len(set(killed)) == 2
    assert chromium.paint(RED, "", (100, 60), {}).getbbox() == (0, 0, 40, 30)


def test_a_browser_that_does_not_listen_is_killed(
    chromium: Chromium, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = leader(chromium)
    os.kill(deaf, signal.SIGSTOP)
    with monkeypatch.context() as hurried:
        hurried.setattr(chromium, "_seconds", 0.3)
        hurried.setattr(browser, "PATIENCE", 0.3)
        with pytest.raises(PosterError, match="did not finish"):
            chromium.paint(RED, "", (100, 60), {})
    assert not runs(deaf)


def runs(process: int) -> bool:
    """Whether it is there and not only waiting to be forgotten."""
    try:
        return ") Z" not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


def test_it_may_be_closed_twice_and_used_again(chromium: Chromium) -> None:
    first = leader(chromium)
    chromium.close()
    chromium.close()
    assert not runs(first)
    assert leader(chromium) != first


def test_it_answers_in_threads_and_within_an_event_loop(chromium: Chromium) -> None:
    async def painted() -> Image.Image:
        return chromium.paint(RED, "", (100, 60), {})

    pictures = [asyncio.run(painted())]
    with ThreadPoolExecutor(3) as pool:
        pictures += pool.map(lambda _: chromium.paint(RED, "", (100, 60), {}), range(3))
    assert [each.getbbox() for each in pictures] == [(0, 0, 40, 30)] * 4


def test_the_browser_ends_with_the_process(chromium: Chromium) -> None:
    script = """
from content.posters.chromium import Chromium
engine = Chromium(seconds=30)
engine.measure("a", "", 100)
print(engine._running.browser.group, engine._running._folder.name)
"""
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=90)
    process, folder = told.stdout.split()
    assert told.stderr == ""
    assert not runs(int(process))
    assert not Path(folder).exists()
