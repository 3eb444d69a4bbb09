"""No empty box on a poster, whatever people call themselves."""

import pytest
import regex

from content.posters.coverage import borrowing, left_out, printable
from content.posters.engine import Takumi
from content.posters.lint.tofu import empty_boxes
from content.posters.typography import initial
from tests.posters.corpus import nicknames

FACES = ('"Noto Sans CJK SC"', '"Noto Serif CJK SC"', '"LXGW WenKai","Noto Sans CJK SC"')


def _signs() -> list[str]:
    """Every character, as readers see them, that is left of the nicknames."""
    printed = "\n".join(map(printable, nicknames()))
    return list(dict.fromkeys(sign for sign in regex.findall(r"\X", printed) if sign.strip()))


def test_there_are_many_nicknames_with_many_signs() -> None:
    assert len(nicknames()) >= 500
    assert len(_signs()) >= 1000


@pytest.mark.parametrize("face", FACES)
def test_no_nickname_is_painted_with_an_empty_box(face: str, engine: Takumi) -> None:
    assert empty_boxes(engine, face, _signs()) == ()


def test_hardly_anything_is_left_out_of_a_nickname() -> None:
    lost = [sign for name in nicknames() for sign in left_out(name)]
    assert len(lost) <= 6, lost


def test_the_signs_that_the_first_fonts_lacked_are_printed() -> None:
    for name in ("ღ小爱", "꧁小林꧂", "𝓛𝓲𝓵𝔂", "❁晨曦", "☾月", "𓆝小鱼", "ཨོཾ", "ಠ_ಠ", "ඞ"):
        assert printable(name) == name


def test_what_no_font_has_is_found_on_the_picture(engine: Takumi) -> None:
    assert empty_boxes(engine, FACES[0], ["好", "\U0010fffd"]) == ("\U0010fffd",)


def test_every_initial_can_be_printed() -> None:
    for name in nicknames():
        letter = initial(printable(name))
        assert printable(letter) == letter
        assert letter.strip()


def test_fonts_of_rare_signs_are_read_only_for_who_has_them() -> None:
    assert borrowing("春日小家 Łódź สวัสดี مرحبا 👩\u200d🍳") == frozenset()
    assert borrowing("꧁小林꧂ ღ") == {"Noto Sans Javanese", "Noto Sans Georgian"}
