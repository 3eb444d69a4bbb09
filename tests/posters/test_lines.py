"""Lines of a text: whole words, balanced, trimmed, no wider than their box; the corpus set on real boxes."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.posters.block import Block, TextStyle
from content.posters.breaks import Break
from content.posters.engine import Takumi
from content.posters.lines import SetText
from content.posters.marks import SQUEEZES
from content.posters.template import base_css
from content.posters.typography import set_text, shorten
from tests.posters.corpus import Headline, headlines

NOT_FIRST = "，。、；：！？）】》」』”’…—,.!?;:)%"
NOT_LAST = "（【《「『“‘("


@dataclass(frozen=True)
class Frame:
    """A box as templates have it: px, sizes, classes, and how long a text it takes."""

    box: tuple[float, float]
    sizes: tuple[int, int]
    classes: str
    line: float
    longest: int
    cut: bool = False

    def block(self, engine: Takumi) -> Block:
        role = "hand" if self.classes == "kai" else "title" if self.classes == "serif" else "text"
        set_as = "zh" if self.longest > 100 else "phrases"
        return Block(engine, base_css(), self.box, TextStyle(self.classes, self.line, set_as, SQUEEZES[role]))

    def set(self, text: str, engine: Takumi) -> SetText:
        block = self.block(engine)
        worst = Break.WORD if self.cut else Break.ANYWHERE
        fitting = block.largest_that_fits(text, *self.sizes, worst)
        return fitting or block.shortened(text, self.sizes[0])


FRAMES = {
    "large": Frame((936, 900), (90, 230), "serif", 1.22, 30),
    "low": Frame((936, 360), (64, 120), "serif", 1.22, 30),
    "quote": Frame((944, 670), (60, 176), "kai", 1.42, 40, cut=True),
    "print": Frame((712, 120), (38, 60), "kai", 1.24, 40, cut=True),
    "column": Frame((264, 384), (34, 56), "kai", 1.4, 40, cut=True),
    "paragraph": Frame((936, 600), (24, 54), "", 1.6, 400),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
def test_no_line_of_the_corpus_breaks_a_word_or_begins_with_a_mark(frame: Frame, engine: Takumi) -> None:
    broken: list[str] = []
    for headline in headlines():
        text = shorten(headline.text, frame.longest)
        lines = frame.set(text, engine).lines
        broken += headline.broken_words(lines)
        assert not any(line[:1] in NOT_FIRST for line in lines[1:] if line), lines
        assert not any(line[-1:] in NOT_LAST for line in lines if line), lines
        assert not any(line != line.strip() for line in lines), lines
    assert broken == []


def test_the_corpus_is_large_and_of_many_kinds() -> None:
    assert len(headlines()) >= 600
    kinds = {headline.kind for headline in headlines()}
    assert {"lists", "ranges", "hashtags", "mentions", "codes", "Thai", "Arabic", "Korean"} <= kinds


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
def test_lines_are_as_wide_as_the_engine_says_and_within_their_box(frame: Frame, engine: Takumi) -> None:
    for headline in headlines()[::9]:
        text = frame.set(shorten(headline.text, frame.longest), engine)
        html = str(frame.block(engine).html(text))
        measured = engine.measure(html, base_css(), round(frame.box[0]))
        assert measured.width <= frame.box[0] + 2, text.lines
        assert measured.height <= frame.box[1] + 2, text.lines


def test_a_text_without_room_to_be_whole_is_cut_at_a_comma(engine: Takumi) -> None:
    text = "用了半个月来评价：水温稳定，噪音不大，就是说明书写得太难懂了，建议拍一个三分钟的视频教大家"
    lines = FRAMES["print"].set(text, engine).lines
    assert "".join(lines) == "用了半个月来评价：水温稳定，噪音不大，就是说明书写得太难懂了……"


def test_a_headline_is_balanced(engine: Takumi) -> None:
    lines = FRAMES["low"].set("清晨六点的菜市场最热闹最好逛", engine).lines
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) <= 2


def test_running_text_fills_its_lines_and_leaves_no_single_character(engine: Takumi) -> None:
    frame = Frame((600, 400), (40, 40), "", 1.5, 400)
    lines = frame.set("早上六点半先烧一壶水，把豆子磨到白砂糖粗细，等蒸汽散去再慢慢注水。好", engine).lines
    assert len(lines[-1].rstrip("。")) > 1
    assert all(len(line) >= 11 for line in lines[:-1])


def test_authors_line_breaks_and_blank_lines_stay(engine: Takumi) -> None:
    assert FRAMES["paragraph"].set("第一段\n\n第二段", engine).lines == ("第一段", "", "第二段")


def test_a_line_that_begins_with_an_opening_mark_begins_at_its_ink(engine: Takumi) -> None:
    block = FRAMES["low"].block(engine)
    html = str(block.html(SetText(("「好」，", "他说"), 64)))
    assert html.count("margin-left:-0.5em") == 1
    assert FRAMES["quote"].block(engine).html(SetText(("“好”",), 64)).count("margin-left") == 0


@given(st.text(st.sampled_from("一二三好吃的，。！「」“”… a9👩"), min_size=1, max_size=40))
def test_lines_together_are_the_text(text: str) -> None:
    whole = set_text(text)
    for frame in (FRAMES["large"], FRAMES["column"]):
        paragraphs = frame.block(Takumi()).largest_that_fits(text, 20, 20)
        if paragraphs is not None:
            assert "".join(paragraphs.lines).replace(" ", "") == whole.replace(" ", "").replace("\n", "")


def test_headlines_know_their_broken_words() -> None:
    headline = Headline("plain", ("不锈钢", "锅"))
    assert headline.broken_words(("不锈", "钢锅")) == ["不锈/钢锅"]
    assert headline.broken_words(("不锈钢", "锅")) == []


def test_a_headline_is_rather_smaller_than_left_with_the_end_of_a_clause(engine: Takumi) -> None:
    text = "早上六点半先烧一壶水，把豆子磨到白砂糖粗细，等蒸汽散去再慢慢"
    frame = Frame((480, 480), (44, 84), "serif", 1.28, 40)
    assert "粗细，" not in frame.set(text, engine).lines
