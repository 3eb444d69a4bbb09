"""A thing before a plain ground, and layouts that are only for such photos."""

from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from content.model import FaceBox, PhotoFacts
from content.posters.edge import ground_of
from content.posters.photo import PhotoTraits, with_facts
from content.posters.plain import is_plain

PLAIN = PhotoFacts((), "0" * 144, "7" * 144)


def test_a_ground_is_plain_where_the_rim_is_calm_and_of_one_light() -> None:
    assert is_plain(PLAIN)
    assert not is_plain(replace(PLAIN, busy="5" + "0" * 143))
    assert not is_plain(replace(PLAIN, light="1" + "7" * 143))
    assert is_plain(replace(PLAIN, busy="0" * 66 + "9" + "0" * 77))  # the thing itself, in the middle
    assert not is_plain(PhotoFacts())  # nobody looked


def test_the_ground_s_colour_is_that_of_the_rim(tmp_path: Path) -> None:
    picture = Image.new("RGB", (600, 600), "#E9E4DA")
    ImageDraw.Draw(picture).rectangle((200, 200, 400, 400), fill="#3F6F6B")
    picture.save(tmp_path / "bowl.png")
    assert ground_of(tmp_path / "bowl.png") == "#E9E4DA"


def test_a_cut_that_cannot_hold_all_faces_is_known() -> None:
    wide = with_facts(
        PhotoTraits(1200, 900),
        replace(PLAIN, faces=(FaceBox(0.05, 0.3, 0.1, 0.2), FaceBox(0.85, 0.3, 0.1, 0.2))),
    )
    assert (wide.faces, wide.plain) == (2, True)
    assert wide.cuts_people(3 / 4)
    assert not wide.cuts_people(4 / 3)
    assert not with_facts(PhotoTraits(1200, 900), PLAIN).cuts_people(1 / 4)
