"""Pictures that a template brings: checked when read, drawn with a colour, never from outside its folder."""

from pathlib import Path

import pytest
from PIL import Image

from content.errors import WrongInput
from content.messages import render
from content.posters.ornament import drawn_ornament, files_of, read_ornament

RING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    '<circle cx="4" cy="4" r="3" fill="currentColor"/></svg>'
)


def _written(folder: Path, text: str, name: str = "ring.svg") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_svg_is_stretched_to_its_box_and_takes_the_colour(tmp_path: Path) -> None:
    drawn = drawn_ornament(read_ornament(_written(tmp_path, RING)), 300, 120, "#AA3322").decode()
    assert 'width="300"' in drawn
    assert 'height="120"' in drawn
    assert 'fill="#AA3322"' in drawn


@pytest.mark.parametrize(
    "inside, said",
    [
        ("<script>1</script>", "<script> is not allowed"),
        ('<image href="http://example.com/a.png"/>', "<image> is not allowed"),
        ('<rect onclick="x"/>', "onclick of <rect>"),
        ('<rect fill="url(http://example.com/a.svg#b)"/>', "fill of <rect>"),
        ("<text>早</text>", "<text> is not allowed"),
        ("<g/>" * 1501, "at most 1500"),
    ],
)
def test_what_leads_out_of_a_picture_or_costs_much_is_refused(tmp_path: Path, inside: str, said: str) -> None:
    file = _written(tmp_path, RING.replace("<circle", f"{inside}<circle"))
    with pytest.raises(WrongInput) as caught:
        read_ornament(file)
    assert said in render(caught.value.message, "en")


@pytest.mark.parametrize("text", ["<!DOCTYPE svg [<!ENTITY a 'b'>]>" + RING, "no svg", "<svg/>"])
def test_entities_and_other_texts_are_no_ornaments(tmp_path: Path, text: str) -> None:
    with pytest.raises(WrongInput):
        read_ornament(_written(tmp_path, text))


def test_a_png_that_is_too_large_or_none_is_refused(tmp_path: Path) -> None:
    Image.new("L", (2200, 10)).save(tmp_path / "long.png")
    _written(tmp_path, "text", "text.png")
    for name in ("long.png", "text.png"):
        with pytest.raises(WrongInput):
            read_ornament(tmp_path / name)


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "mine"
    inside.mkdir()
    outside = _written(tmp_path, RING)
    (inside / "stolen.svg").symlink_to(outside)
    _written(inside, RING, "own.svg")
    assert set(files_of(inside)) == {"own"}
