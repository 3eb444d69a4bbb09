"""brand.toml: who speaks and what its posters look like."""

from pathlib import Path

import pytest
from PIL import Image

from content.brand import Brand, read_brand
from content.compose.copy_templates import Voice
from content.errors import WrongInput
from content.media import MediaFolder
from content.posters.colour import contrast


def _brand(root: Path, text: str) -> Brand:
    (root / "brand.toml").write_text(text, encoding="utf-8")
    return read_brand(root)


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    brand = read_brand(tmp_path)
    assert brand.voice == Voice("我们的小店", "店长", "长按收藏这张")
    assert brand.style(tmp_path, MediaFolder(tmp_path)).palettes == {}


def test_voice_and_style_come_from_the_file(tmp_path: Path) -> None:
    brand = _brand(
        tmp_path,
        'name = "春日小家"\npersona = "小春"\nlink = "https://example.com/a"\n[fonts]\ntitle = "X"\n',
    )
    style = brand.style(tmp_path, MediaFolder(tmp_path))
    assert brand.voice == Voice("春日小家", "小春", "长按收藏这张")
    assert (style.brand, style.link, style.fonts) == ("春日小家", "https://example.com/a", {"title": "X"})


def test_each_colour_becomes_a_palette_and_palettes_of_its_own_are_kept(tmp_path: Path) -> None:
    brand = _brand(
        tmp_path,
        'colours = ["#B5352A", "#2A8578"]\n'
        '[palettes.ink]\ndeep = "#111111"\npaper = "#FFFFFF"\nacc = "#AAAAAA"\nacc2 = "#555555"\n',
    )
    palettes = brand.style(tmp_path, MediaFolder(tmp_path)).palettes
    assert list(palettes) == ["brand1", "brand2", "ink"]
    assert all(contrast(palette.deep, palette.paper) >= 4.5 for palette in palettes.values())


def test_a_logo_is_taken_in_once_small_and_without_metadata(tmp_path: Path) -> None:
    Image.new("RGBA", (2000, 500), (200, 30, 30, 128)).save(tmp_path / "logo.png")
    media = MediaFolder(tmp_path / "media")
    brand = _brand(tmp_path, 'logo = "logo.png"\n')
    sha = brand.style(tmp_path, media).logo
    with Image.open(media.logo(sha)) as logo:
        assert (logo.mode, logo.size, logo.info) == ("RGBA", (720, 180), {})
    written = media.logo(sha).stat().st_mtime_ns
    assert brand.style(tmp_path, media).logo == sha
    assert media.logo(sha).stat().st_mtime_ns == written


@pytest.mark.parametrize("content", [None, b"", b"<svg/>", b"\x89PNG\r\n\x1a\n broken"])
def test_a_logo_that_is_no_picture_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "logo.png").write_bytes(content)
    with pytest.raises(WrongInput, match=r"logo\.png cannot be read"):
        _brand(tmp_path, 'logo = "logo.png"\n').style(tmp_path, MediaFolder(tmp_path))


@pytest.mark.parametrize(
    "text, said",
    [
        ("name = ", "this is not TOML"),
        ('nmae = "x"', "nmae: there is no such field"),
        ('colours = ["red"]', r"colours\.0"),
        ('link = "javascript:alert(1)"', "link"),
        ('[fonts]\nbody = "Arial"', "no role 'body' for a font; roles are: title, text, hand"),
        ('[palettes.ink]\ndeep = "#111111"', r"palettes\.ink\.paper"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WrongInput, match=said):
        _brand(tmp_path, text)
