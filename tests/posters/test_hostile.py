"""What strangers write, photograph and put into templates reads no file, reaches nobody, stops no batch."""

import json
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from unittest.mock import Mock

import pytest
from PIL import Image

from content.errors import PosterError, TextDoesNotFit, WrongInput
from content.media import MediaFolder, ToShelve, shelve
from content.messages import render
from content.model import Media, NotRendered, PosterSpec, Unreadable
from content.posters import DrawnPoster, PosterPlaces, Template, load_templates, missing_fonts, render_posters
from content.posters.chromium import Chromium
from content.posters.draw import draw, page_of
from content.posters.engine import TAKUMI, Engine, Measured, Takumi
from content.posters.preview import OnePicture, sample_spec
from content.posters.scaffold import new_template
from content.posters.typography import shorten
from content.workers import Workers

BUILT_IN = Path(__file__).parents[2] / "templates/posters"
SECONDS = 3.0  # for one poster here; ours take 0.1, the first of a process 1


class Visited(ThreadingHTTPServer):
    """Counts who comes, even without asking for anything."""

    count = 0

    def verify_request(self, request: object, client: object) -> bool:  # noqa: ARG002 - the caller's names
        self.count += 1
        return True


@pytest.fixture(scope="module")
def visited() -> Iterator[Visited]:
    with Visited(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


# Captions


def _said(templates: Mapping[str, Template], text: str, engine: Takumi, photo: OnePicture) -> str:
    """The page of a quote with this caption and this nickname."""
    spec = sample_spec(templates["share-quote"], engine.name)
    fields = {**spec.fields, "line": text, "by": f"@{text}"[:24], "brand": text[:20]}
    return page_of(replace(spec, fields=fields), templates, photo, engine).html


@pytest.mark.parametrize(
    "text, never",
    [
        ("{{ 7777*7777 }}{% for a in range(9) %}", "60481729"),
        ("{{ ''.__class__.__mro__ }}", "&lt;class"),
        ("<script>alert(1)</script>", "<script"),
        ("<img src=http://127.0.0.1/x onerror=1>", "<img src=http"),
        ('"><div style="width:1e9px">', '<div style="width:1e9px'),
        ("';}*{width:1e9px}/*", "</style"),
        ("&#x202e;&lt;b&gt;", "\u202e"),
        ("\u202e反着写\u2066藏\u2069", "\u202e"),
        ("零\u200b宽\u200c度\u200d\ufeff字\u2060", "\u200c"),
        ("\x00\x07\x1b[31m红\x7f", "\x1b"),
        ("Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "\u034f"),
        ("</div></div></div>" * 3, "</div></div></div></div></div></div></div></div>"),
    ],
)
def test_a_caption_stays_text(
    text: str, never: str, templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture
) -> None:
    assert never not in _said(templates, text, engine, pictures)


def test_ten_thousand_characters_are_refused_or_shortened_at_once(
    templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture
) -> None:
    endless = "长" * 10_000
    spec = sample_spec(templates["hook-full"], engine.name)
    with pytest.raises(TextDoesNotFit, match="'hook' has 10000 characters; 30 fit"):
        draw(replace(spec, fields={**spec.fields, "hook": endless}), templates, pictures, engine)
    assert "长" * 40 not in _said(templates, shorten(endless, 40), engine, pictures)


# Photos


def _long_thin(file: Path) -> None:
    Image.new("RGB", (1, 20_000), "red").save(file, "PNG")


def _wide_low(file: Path) -> None:
    Image.new("RGB", (20_000, 1), "red").save(file, "PNG")


def _one_pixel(file: Path) -> None:
    Image.new("RGB", (1, 1), "red").save(file, "PNG")


def _cmyk(file: Path) -> None:
    Image.new("CMYK", (300, 400), (0, 200, 200, 0)).save(file, "JPEG")


def _sixteen_bit(file: Path) -> None:
    Image.linear_gradient("L").convert("I;16").point(lambda level: level * 256).save(file, "PNG")


def _palette_with_holes(file: Path) -> None:
    Image.new("P", (200, 300), 3).save(file, "PNG", transparency=3)


def _truncated(file: Path) -> None:
    Image.effect_noise((800, 600), 60).convert("RGB").save(file, "JPEG")
    file.write_bytes(file.read_bytes()[:9000])


def _flood(file: Path) -> None:
    """A PNG of a few bytes that says it has 100,000 x 100,000 pixels."""
    body = b"IHDR" + struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    crc = struct.pack(">I", zlib.crc32(body))
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + crc)


@pytest.mark.parametrize(
    "make", [_long_thin, _wide_low, _one_pixel, _cmyk, _sixteen_bit, _palette_with_holes]
)
def test_an_odd_photo_is_shown(
    make: Callable[[Path], None], tmp_path: Path, templates: Mapping[str, Template], engine: Takumi
) -> None:
    make(tmp_path / "photo")
    taken = shelve(ToShelve(tmp_path / "photo", tmp_path, "UTC"))
    assert isinstance(taken, Media)
    spec = replace(sample_spec(templates["hook-full"], engine.name, "1:1"), photos={"photo": taken.sha256})
    assert draw(spec, templates, MediaFolder(tmp_path), engine).data.startswith(b"\xff\xd8")


@pytest.mark.parametrize("make", [_truncated, _flood])
def test_a_broken_photo_is_told_and_not_taken(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "photo")
    taken = shelve(ToShelve(tmp_path / "photo", tmp_path, "UTC"))
    assert isinstance(taken, Unreadable)
    assert len(render(taken.why, "en")) > 15


def test_a_working_copy_that_broke_later_costs_one_poster(
    tmp_path: Path, templates: Mapping[str, Template], engine: Takumi
) -> None:
    _truncated(tmp_path / "photo.jpg")
    spec = sample_spec(templates["hook-full"], engine.name)
    with pytest.raises(PosterError, match=r"photo\.jpg cannot be read"):
        draw(spec, templates, OnePicture(tmp_path / "photo.jpg"), engine)


# Templates

TOML = (
    'title="恶"\ntitle_en="Evil"\nslots=["morning"]\n[fields.hook]\nmax=12\n[photos.photo]\noptional=true\n'
)
NESTED = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
BADLY = "width:1000000000px;height:900px;box-shadow:0 0 300px #000;filter:blur(300px)"

# Each template, and what must be said of it; HOST is the server that counts.
EVIL = {
    "file": ('<img src="file:///etc/passwd" width="9" height="9">', "pictures come from asset()"),
    "file-css": ("<style>.a{background:url(file:///etc/passwd)}</style>", "url() is not allowed"),
    "web": ('<img src="http://HOST/a.png" width="9" height="9">', "pictures come from asset()"),
    "web-css": ("<style>.a{background:url('http://HOST/b.png')}</style>", "url() is not allowed"),
    "import": ("<style>@import 'http://HOST/c.css';</style>", "@import is not allowed"),
    "font": ("<style>@font-face{font-family:x;src:url(http://HOST/d)}</style>", "@font-face is not allowed"),
    "script": ('<script src="http://HOST/e.js"></script>', "<script> is not allowed"),
    "frame": ('<iframe src="http://HOST/f"></iframe>', "<iframe> is not allowed"),
    "unsafe": ("{{ '<iframe src=\"http://HOST/g\">'|safe }}", "<iframe> is not allowed"),
    "vast": (f'<div style="{BADLY}"></div>', "beyond the limit of 4000 px"),
    "vast-css": (f'<style>.a{{{BADLY}}}</style><div class="a"></div>', "beyond the limit of 4000 px"),
    "baked": (
        f'{{% call baked(0, 0, 900, 900) %}}<b style="{BADLY}"></b>{{% endcall %}}',
        "beyond the limit",
    ),
    "deep": ("<div>" * 5000 + "</div>" * 5000, "more than 40 deep"),
    "many": ("{% for a in range(5000) %}<b>1</b>{% endfor %}", "more than 600 elements"),
    "billion": ("{% for a in range(1000000000) %}x{% endfor %}", "Range too big"),
    "long": ("{{ 'a' * 10**9 }}", "too l"),
    "words": ("{% for a in range(99999) %}aaaaaaaaaa{% endfor %}", "more than 400,000 characters"),
    "power": ("{{ 9 ** 9 ** 9 }}", "too large"),
    "way-out": ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "unsafe"),
    "inside": ("{{ fitted.__self__._spec }}", "unsafe"),
    "include": ("{% include '../../../../etc/passwd' %}", ""),
    "nothing": ("{{ nothing.at.all }}", "'nothing' is undefined"),
}


def _folder(root: Path, evil: Mapping[str, tuple[str, str]], host: str) -> Path:
    for name, (html, _) in evil.items():
        folder = root / name
        folder.mkdir(parents=True)
        page = f'{html.replace("HOST", host)}<div class="abs">{{{{ hook }}}}</div>'
        (folder / "template.html.j2").write_text(page, encoding="utf-8")
        (folder / "template.toml").write_text(TOML, encoding="utf-8")
        sample = {"palette": "coffee", "fields": {"hook": "早上好"}}
        (folder / "sample.json").write_text(json.dumps(sample), encoding="utf-8")
    return root


def _rendered(
    specs: Sequence[PosterSpec], templates: Path, root: Path, seconds: float
) -> list[DrawnPoster | NotRendered]:
    if missing := missing_fonts():
        pytest.skip(str(missing[0]))
    with Workers(1, seconds=seconds, preload=("content.posters.draw",)) as workers:
        return render_posters(
            specs, PosterPlaces(root, root / "posters", (BUILT_IN, templates), root / "media"), workers
        )


@pytest.mark.parametrize("name", sorted(EVIL.keys() - {"include"}))
def test_an_evil_template_is_not_painted_and_says_why(
    name: str, tmp_path: Path, visited: Visited, pictures: OnePicture
) -> None:
    host = f"127.0.0.1:{visited.server_port}"
    templates = load_templates(BUILT_IN, _folder(tmp_path, {name: EVIL[name]}, host))
    engine = Mock(Engine)
    engine.name = TAKUMI
    engine.measure.return_value = Measured(10, 10, 1)
    with pytest.raises(PosterError, match=f"(?s).*{_literal(EVIL[name][1])}"):
        page_of(sample_spec(templates[name], TAKUMI), templates, pictures, engine)
    engine.paint.assert_not_called()


def _literal(said: str) -> str:
    return said.replace("(", r"\(").replace(")", r"\)")


def test_a_part_outside_the_folder_is_no_part(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="which is no shared part"):
        load_templates(BUILT_IN, _folder(tmp_path, {"include": EVIL["include"]}, ""))


def test_a_batch_of_evil_goes_on_to_the_good_and_reaches_nobody(tmp_path: Path, visited: Visited) -> None:
    evil = {name: EVIL[name] for name in ("web", "font", "vast-css", "billion", "long", "deep")}
    evil["hangs"] = (NESTED, "took longer than")
    host = f"127.0.0.1:{visited.server_port}"
    folder = _folder(tmp_path / "templates", evil, host)
    new_template("good", "morning", folder)
    templates = load_templates(BUILT_IN, folder)
    specs = [sample_spec(templates[name], TAKUMI) for name in evil]
    good = replace(sample_spec(templates["good"], TAKUMI, "1:1"), photos={})
    outcomes = _rendered([*specs, good], folder, tmp_path, SECONDS)
    for (_, said), outcome in zip(evil.values(), outcomes, strict=False):
        assert isinstance(outcome, NotRendered)
        assert said in render(outcome.why, "en")
        assert render(outcome.why, "en").endswith((".", "again."))
    assert isinstance(outcomes[-1], DrawnPoster)
    assert visited.count == 0


@pytest.mark.xdist_group("chromium")
def test_chromium_reaches_nobody_either(visited: Visited, chromium: Chromium) -> None:
    """Even were the guard open: the page goes to the browser as it is."""
    host = f"127.0.0.1:{visited.server_port}"
    html = "".join(text.replace("HOST", host) for text, _ in EVIL.values() if "HOST" in text)
    css = f"@import 'http://{host}/x.css';div{{background:url(http://{host}/y)}}"
    picture = chromium.paint(f"<div>{html}</div>", css, (90, 90), {})
    assert picture.size == (90, 90)
    assert visited.count == 0
