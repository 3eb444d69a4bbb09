"""What a batch tells of each poster: its lines, sizes and boxes, what was left out, and why."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from content.model import Message, PosterSpec
from content.posters import Template
from content.posters.draw import page_of
from content.posters.engine import Takumi
from content.posters.preview import OnePicture, sample_spec
from content.posters.report import read_texts
from content.posters.set_texts import SetTexts

Report = Callable[..., SetTexts]


@pytest.fixture
def report(templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture) -> Report:
    def read(name: str, **fields: object) -> SetTexts:
        spec = _spec(templates[name], engine, **fields)
        return read_texts(page_of(spec, templates, pictures, engine), templates[name])

    return read


def _spec(template: Template, engine: Takumi, **fields: object) -> PosterSpec:
    spec = sample_spec(template, engine.name)
    return replace(spec, fields={**spec.fields, **fields})


def test_a_fitted_field_has_its_lines_as_drawn_and_their_size(report: Report) -> None:
    line = report("share-quote", line="油温160 ℃、烤25 min，真香").fields["line"]
    assert line.lines == ("油温160 ℃、", "烤25 min，真香")
    assert 60 <= line.px <= 176


def test_every_field_that_is_shown_is_told(report: Report, templates: Mapping[str, Template]) -> None:
    for name in ("share-quote", "quiz-light", "hook-full", "solution-steps"):
        fields = report(name).fields
        for field in fields:
            assert fields[field].lines, (name, field)
            assert fields[field].px > 0
        assert "link" not in fields


def test_a_list_has_the_lines_of_all_its_texts(report: Report) -> None:
    options = report("quiz-light", options=["3支", "先加奶会让茶温降到80 ℃以下"]).fields["options"]
    assert "".join(options.lines) == "3支先加奶会让茶温降到80 ℃以下"


def test_a_name_of_many_scripts_is_one_line(report: Report) -> None:
    assert report("share-quote", by="@꧁小林🫨꧂𝓛").fields["by"].lines == ("@꧁小林🫨꧂𝓛",)


def test_what_no_font_has_is_told_and_warned_of(
    templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture
) -> None:
    spec = _spec(templates["share-quote"], engine, by="@\u0378小林𐎀", line="好看\U000f0001")
    page = page_of(spec, templates, pictures, engine)
    fields = read_texts(page, templates["share-quote"]).fields
    assert fields["by"].dropped == ("\u0378", "𐎀")
    assert fields["by"].lines == ("@小林",)
    assert fields["line"].dropped == ("\U000f0001",)
    assert Message("poster.signs_left_out", field="by", signs="U+0378 𐎀") in page.warnings


def test_a_poster_without_anything_left_out_has_no_warning(
    templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture
) -> None:
    page = page_of(_spec(templates["share-quote"], engine), templates, pictures, engine)
    assert (page.warnings, page.dropped) == ([], {})


def test_a_name_of_which_nothing_can_be_printed_is_a_group_friend_s(
    templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture
) -> None:
    spec = _spec(templates["share-quote"], engine, by="𐎀\u0378", initial="𐎀")
    page = page_of(spec, templates, pictures, engine)
    fields = read_texts(page, templates["share-quote"]).fields
    assert fields["by"].lines == ("群友",)


def test_boxes_lie_on_the_canvas_and_are_of_words(report: Report) -> None:
    boxes = report("quiz-light").as_json()["text_boxes"]
    assert len(boxes) >= 6
    for left, top, width, height in boxes:
        assert 0 <= left < left + width <= 1080
        assert 0 <= top < top + height <= 1440


def test_a_report_is_plain_json(report: Report) -> None:
    told = report("share-quote", line="好看").as_json()
    assert told["fields"]["line"] == {"lines": ["好看"], "px": 176, "dropped": []}
