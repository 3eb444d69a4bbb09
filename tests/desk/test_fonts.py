"""The desk on a machine whose only font is Latin: Chinese is read all the same, not shown as boxes."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from PIL import ImageFont
from starlette.testclient import TestClient

from content.errors import MissingFont
from content.posters.fonts import font_files
from desk.fonts import face_of
from tests.chromium import NEEDS_CHROMIUM
from tests.desk.browsing import Page, chromium

LATIN_ONLY = "<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
# How a character looks in the font of an element: the pixels of its picture.
PICTURES = """([where, characters]) => document.fonts.ready.then(() => {
  const style = getComputedStyle(document.querySelector(where))
  return characters.map((character) => {
    const canvas = document.createElement('canvas')
    const pen = canvas.getContext('2d', {willReadFrequently: true})
    canvas.width = canvas.height = 64
    pen.font = `${style.fontWeight} 40px ${style.fontFamily}`
    pen.fillText(character, 4, 48)
    return [...pen.getImageData(0, 0, 64, 64).data].join()
  })
})"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium on a machine whose only font is Latin; without any it does not start."""
    folder = tmp_path_factory.mktemp("latin")
    shutil.copy(font_files()["Noto Sans"], folder)
    config = folder / "fonts.conf"
    config.write_text(LATIN_ONLY.format(folder=folder))
    with chromium(config) as running:
        yield running


def pictures(page: Page, where: str, characters: str) -> list[str]:
    looks: list[str] = page.evaluate(PICTURES, [where, list(characters)])
    return looks


@pytest.mark.xdist_group("browser")
@NEEDS_CHROMIUM
def test_chinese_is_read_on_the_board_and_on_the_sign_in_page_of_a_machine_without_its_fonts(
    new_page: Any, browser: Any, address: str
) -> None:
    board = new_page()
    board.goto(f"{address}/week/g1/2026-W48")
    stranger = browser.new_context(locale="zh-CN").new_page()
    stranger.goto(f"{address}/login")
    for page, where in ((board, ".rh b"), (board, ".btn.pri"), (stranger, "h1")):
        nothing, *seen = pictures(page, where, " 四时登录")
        assert len({nothing, *seen}) == 5  # boxes would look alike


@pytest.mark.xdist_group("browser")
@NEEDS_CHROMIUM
def test_a_page_without_emoji_does_not_ask_for_their_font(new_page: Any, address: str) -> None:
    page = new_page()
    wanted: list[str] = []
    page.on("request", lambda request: wanted.append(request.url.rpartition("/")[2]))
    with page.expect_request("**/fonts/han.otf"):
        page.goto(f"{address}/settings")
    page.evaluate("document.fonts.ready.then(() => true)")
    assert "emoji.ttf" not in wanted


@pytest.mark.parametrize(("name", "begins"), [("han.otf", b"OTTO"), ("emoji.ttf", b"\0\1\0\0")])
def test_a_font_is_one_plain_file_for_whoever_asks_and_is_kept(
    team: FastAPI, name: str, begins: bytes
) -> None:
    stranger = TestClient(team)
    first = stranger.get(f"http://127.0.0.1/fonts/{name}", headers={"Accept-Encoding": "gzip"})
    assert first.status_code == 200
    assert first.content.startswith(begins)
    assert first.headers["content-type"].startswith("font/")
    assert "content-encoding" not in first.headers
    assert "max-age" in first.headers["cache-control"]
    assert "font-src 'self'" in first.headers["content-security-policy"]
    again = stranger.get(f"http://127.0.0.1/fonts/{name}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_font_that_is_missing_or_unknown_is_not_found(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/fonts/..%2fsishi.toml").status_code == 404
    assert client.get("/fonts/other.otf").status_code == 404

    def missing() -> dict[str, Path]:
        raise MissingFont("Noto Sans CJK SC", "fonts-noto-cjk")

    monkeypatch.setattr("desk.fonts.font_files", missing)
    assert client.get("/fonts/han.otf").status_code == 404


def test_a_collection_gives_the_face_that_is_asked_for() -> None:
    collection = font_files()["Noto Sans CJK SC"].read_bytes()
    for family in ("Noto Sans CJK SC", "Noto Sans CJK TC"):
        font = ImageFont.truetype(BytesIO(face_of(collection, family)), 40)
        assert font.getname()[0] == family
        assert font.getmask("四").getbbox() is not None
    with pytest.raises(LookupError, match="Comic Sans"):
        face_of(collection, "Comic Sans")
