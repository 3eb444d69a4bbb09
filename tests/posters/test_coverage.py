"""No empty box on a poster: what no font has is printed in its plain form, or not at all."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.posters.coverage import code_points, covered, printable
from content.posters.lint.tofu import MISSING, NAMES


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("꧁༺ 春日小林 ༻꧂", "꧁༺ 春日小林 ༻꧂"),
        ("𝕃𝕠𝕧𝕖", "𝕃𝕠𝕧𝕖"),
        ("𓆝 𓆟 小鱼", "𓆝 𓆟 小鱼"),
        ("ᝰ.ᐟ 晚风", "ᝰ.ᐟ 晚风"),
        ("𐎀小林", "小林"),
        ("Ⓛⓘⓛⓨ", "Ⓛⓘⓛⓨ"),
        (f"小{MISSING}林", "小林"),
        ("👩🏽‍🦰陈🇨🇳", "👩🏽‍🦰陈🇨🇳"),
        ("𠮷野", "𠮷野"),
        ("小雨\u0332\u0305", "小雨"),
        ("e\u0332Zoë", "e\u0332Zoë"),
        ("", ""),
    ],
)
def test_ornaments_that_no_font_has_are_left_out(name: str, printed: str) -> None:
    assert printable(name) == printed


def test_names_of_many_scripts_stay_as_they_are() -> None:
    assert printable(NAMES) == NAMES


@given(st.text(max_size=30))
def test_printing_twice_changes_nothing_more(text: str) -> None:
    once = printable(text)
    assert printable(once) == once
    assert unicodedata.normalize("NFC", MISSING) not in once


def test_what_is_no_font_covers_nothing(tmp_path: Path) -> None:
    for data in (b"", b"OTTO", b"ttcf\0\0\0\0\0\0\0\1\0\0\0\x10", bytes(200)):
        (tmp_path / "a.ttf").write_bytes(data)
        assert list(code_points(tmp_path / "a.ttf")) == []


def test_all_of_everyday_chinese_is_covered() -> None:
    assert set(map(ord, "春日小家的早晨，阳台！")) in covered()
