"""Letters find Chinese words by the first letters of their readings."""

import pytest

from content.text.pinyin import ANY, initials, sounds_like


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("花瓶", "hp"),
        ("静安 1 群", "ja 1 q"),
        ("半月没喝水", "bymhs"),
        ("啊座做", "azz"),  # the first and the last of those in order
        ("饿我哦", "ewo"),
        ("KOC 周报", "koc zb"),
        ("café", "café"),
        ("“好”？", "“h”？"),
    ],
)
def test_each_character_has_the_letter_of_its_reading(text: str, letters: str) -> None:
    assert initials(text) == letters


def test_a_rare_character_passes_for_any_letter_and_never_alone() -> None:
    assert initials("囍字") == f"{ANY}z"
    assert sounds_like("囍字", "xz") == 0
    assert sounds_like("囍", "x") == -1


def test_letters_are_found_inside() -> None:
    assert sounds_like("斑点花瓶", "hp") == 2
    assert sounds_like("斑点花瓶", "ph") == -1
