"""Punctuation squeezed: what the glyphs have free, how it is marked up, and that the picture shows it."""

from pathlib import Path

import numpy as np
import pytest

from content.posters.engine import Takumi
from content.posters.fonts import font_files
from content.posters.lines import SetText
from content.posters.marks import SQUEEZES, Squeeze, gapped, marked, squeeze_of, squeeze_of_family
from content.posters.template import base_css

FACES = {"title": "Noto Serif CJK SC", "text": "Noto Sans CJK SC", "hand": "LXGW WenKai"}


@pytest.mark.parametrize("role", FACES)
def test_what_marks_give_up_is_what_the_glyphs_have_free(role: str, engine: Takumi) -> None:
    free = squeeze_of_family(FACES[role], engine.fonts)
    assert free.marks == pytest.approx(SQUEEZES[role].marks, abs=0.02)
    assert free.quotes == pytest.approx(SQUEEZES[role].quotes, abs=0.02)


def test_a_file_that_is_no_font_gives_nothing_up(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(b"no font")
    assert squeeze_of(tmp_path / "a.ttf") == Squeeze(0.0, 0.0)
    assert squeeze_of_family("No Such Family", tmp_path) == Squeeze()


def test_marks_of_a_latin_font_give_nothing_up() -> None:
    assert squeeze_of(font_files()["Noto Sans"]).quotes == 0.0


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("好」，他", ["」"]),
        ("（「他」的）好", ["（"]),
        ("好。好", []),
        ("好！……好", []),
    ],
)
def test_adjacent_marks_are_squeezed_by_the_first(text: str, spans: list[str]) -> None:
    assert [part[0] for part in str(marked(text)).split('<span class="sq">')[1:]] == spans


def test_the_last_mark_of_a_line_gives_its_half_up_too() -> None:
    assert str(marked("好。", ends=True)) == '好<span class="sq">。</span>'
    assert str(marked("“好”", ends=True)) == '“好<span class="sqq">”</span>'
    assert str(marked("<好>", ends=True)) == "&lt;好&gt;"


def test_a_gap_stands_between_chinese_and_latin_letters_alone() -> None:
    assert gapped("用", "i")
    assert gapped("é", "是")
    assert not gapped("用", "，")
    assert not gapped("用", "사")


def _ink(engine: Takumi, html: str, classes: str) -> int:
    """px from the left edge of the ink to its right edge."""
    page = f'<div class="lines {classes}" style="width:900px;height:140px;font-size:100px;line-height:140px">'
    alpha = np.asarray(engine.paint(f"{page}{html}</div>", base_css(), (900, 140), {}))[..., 3]
    across = np.nonzero(alpha.any(axis=0))[0]
    return int(across.max() - across.min())


@pytest.mark.parametrize("classes", ["kai", "serif", "bold", ""])
def test_the_picture_shows_the_squeeze_in_every_face(classes: str, engine: Takumi) -> None:
    """A pair of marks takes half an em less than two marks apart: 100 px of type, 50 px."""
    for text in ("好），好", "好。」好", "好（「好"):
        plain = _ink(engine, text, classes)
        assert plain - _ink(engine, str(marked(text)), classes) == pytest.approx(50, abs=2), text


@pytest.mark.parametrize("classes", ["kai", "serif", ""])
def test_squeezed_marks_never_touch(classes: str, engine: Takumi) -> None:
    page = f'<div class="lines {classes}" style="width:900px;height:140px;font-size:100px;line-height:140px">'
    for text in ("））", "？！", "》，", "。”", "「「"):
        html = f"{page}{marked(text)}</div>"
        alpha = np.asarray(engine.paint(html, base_css(), (900, 140), {}))[..., 3]
        columns = alpha.any(axis=0)
        gaps = np.diff(np.nonzero(columns)[0])
        assert gaps.max() > 3, text  # px


@pytest.mark.parametrize("classes", ["kai", "serif", "bold"])
def test_lines_begin_at_the_same_edge_whatever_they_begin_with(classes: str, engine: Takumi) -> None:
    role = "hand" if classes == "kai" else "title" if classes == "serif" else "text"
    edges = []
    for line in ("国国", "「国」", "（国）", "《国》"):
        html = str(SetText((line,), 100).html(140, SQUEEZES[role]))
        box = "margin-left:60px;width:800px;font-size:100px;line-height:140px"
        page = f'<div class="lines {classes}" style="{box}">'
        alpha = np.asarray(engine.paint(f"{page}{html}</div>", base_css(), (900, 140), {}))[..., 3]
        edges.append(int(np.nonzero(alpha.any(axis=0))[0].min()))
    assert max(edges) - min(edges) <= 24  # px: their own margins; untrimmed it is half an em, 50
