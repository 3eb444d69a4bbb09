"""brand.toml: who speaks and what its posters look like."""

from pathlib import Path

import pytest
from PIL import Image

from content.brand import Brand, read_brand
from content.compose.copy_templates import Voice
from content.errors import WrongInput
from content.media import MediaFolder
from content.model import Slot
from content.posters.colour import contrast
from content.posters.fonts import font_files, own_families
from content.posters.logo import fitted_logo


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
        'name = "春日小家"\npersona = "小春"\nlink = "https://example.com/a"\n'
        '[fonts]\ntitle = "LXGW WenKai"\n',
    )
    style = brand.style(tmp_path, MediaFolder(tmp_path))
    assert brand.voice == Voice("春日小家", "小春", "长按收藏这张")
    assert (style.brand, style.link, style.fonts) == (
        "春日小家",
        "https://example.com/a",
        {"title": "LXGW WenKai"},
    )


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
        ('[seals.morning]\ncolour = "#FFEE88"', "white cannot be read on #FFEE88"),
        ('[seals.morning]\nword = "五个字的词"', r"seals\.morning\.word"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WrongInput, match=said):
        _brand(tmp_path, text)


def test_a_font_that_is_nowhere_is_named_with_those_there_are(tmp_path: Path) -> None:
    brand = _brand(tmp_path, '[fonts]\ntitle = "Brand Sans"\n')
    with pytest.raises(WrongInput, match=r"'Brand Sans', which is neither installed .* LXGW WenKai"):
        brand.style(tmp_path, MediaFolder(tmp_path))


def test_a_font_of_the_brand_s_own_goes_by_the_name_inside_its_file(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts/any.ttf").write_bytes(font_files()["LXGW WenKai"].read_bytes())
    (tmp_path / "fonts/broken.ttf").write_bytes(b"no font")
    assert own_families(tmp_path / "fonts") == {"LXGW WenKai"}


def test_seals_and_codes_are_the_brand_s_to_say(tmp_path: Path) -> None:
    link = 'link = "https://example.com"\nlink_on = ["noon"]\n'
    seal = '[seals.noon]\nword = "考考你"\ncolour = "#1A5A40"\n'
    style = _brand(tmp_path, link + seal).style(tmp_path, MediaFolder(tmp_path))
    assert style.words(Slot.NOON)["job"] == "考考你"
    assert style.seal_colour(Slot.NOON) == "#1A5A40"
    assert [style.words(slot)["link"] for slot in Slot] == ["", "https://example.com", "", ""]


def test_members_never_read_the_team_s_words_on_a_seal(tmp_path: Path) -> None:
    style = read_brand(tmp_path).style(tmp_path, MediaFolder(tmp_path))
    assert [style.words(slot)["job"] for slot in Slot] == ["早安", "猜一猜", "大家在晒", "今晚揭晓"]


def test_a_dark_logo_gets_a_plate_on_a_dark_ground_and_none_on_a_light_one() -> None:
    logo = Image.new("RGBA", (400, 100), (30, 26, 24, 255))
    assert fitted_logo(logo, (240, 60), "#F5EBDD").size == (240, 60)
    plated = fitted_logo(logo, (240, 60), "#25402F")
    assert plated.size[0] <= 240
    assert plated.getpixel((plated.width // 2, 3)) == (255, 255, 255, 255)
    assert plated.getpixel((plated.width // 2, plated.height // 2))[:3] == (30, 26, 24)  # type: ignore[index] # RGBA
