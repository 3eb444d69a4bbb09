"""A proof sheet shows one template with every kind of caption, and rings what goes wrong."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from content.errors import WrongInput
from content.posters import Template
from content.posters.engine import Takumi
from content.posters.lint import Check, TemplateFinding
from content.posters.preview import OnePicture
from content.posters.proof import Caption, Proof, ProofCell, main_field, proof, read_captions
from content.posters.proof_sheet import in_words, sheet_html, sheet_png

SHORT = Caption(zh="短", en="short", text="下雨天")
LONG = Caption(zh="长", en="long", text="放不下的长句子" * 12)
NAME = Caption.model_validate({"zh": "名", "en": "name", "text": "囍祎喆堃", "as": "name"})


@pytest.fixture(scope="module")
def sheet(templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture) -> Proof:
    return proof(templates["hook-full"], templates, (SHORT, LONG, NAME), pictures, engine)


def test_the_built_in_captions_are_of_every_kind() -> None:
    captions = read_captions()
    assert len(captions) >= 24
    assert len({caption.zh for caption in captions}) == len(captions)
    assert len({caption.en for caption in captions}) == len(captions)
    texts = "".join(caption.text for caption in captions)
    for sign in "囍祎喆堃珺玥瑄婳翀赟囧\u200d１กق아の℃︽&\u202e":
        assert sign in texts
    assert any("\n" in caption.text for caption in captions)
    assert {caption.goes_to for caption in captions} == {"main", "name"}


def test_a_cell_is_a_picture_or_the_reason_why_not(sheet: Proof) -> None:
    short, long, name = sheet.cells
    assert short.picture is not None
    assert short.picture.size == (1080, 1440)
    assert short.findings == ()
    assert long.picture is None
    assert [(finding.check, finding.field) for finding in long.findings] == [(Check.FIT, "hook")]
    assert name.picture is not None
    assert sheet.counts == {Check.FIT: 1}


def test_a_caption_changes_the_main_text_and_a_name_does_not(sheet: Proof) -> None:
    short, _, name = sheet.cells
    assert short.picture is not None
    assert name.picture is not None
    headline, foot = (72, 1000, 900, 1240), (600, 1300, 1010, 1370)
    assert short.picture.crop(headline).tobytes() != name.picture.crop(headline).tobytes()
    assert short.picture.crop(foot).tobytes() != name.picture.crop(foot).tobytes()


def test_words_of_members_are_shortened_as_when_a_poster_is_told(
    templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture
) -> None:
    (cell,) = proof(templates["share-quote"], templates, (LONG,), pictures, engine).cells
    assert Check.FIT not in {finding.check for finding in cell.findings}
    assert cell.picture is not None


def test_every_template_has_a_place_for_a_caption(templates: Mapping[str, Template]) -> None:
    assert main_field(templates["hook-full"]) == "hook"
    assert all(main_field(template) for template in templates.values())


def test_the_sheet_as_a_page_needs_nothing_else_and_says_both_languages(sheet: Proof) -> None:
    page = sheet_html(sheet)
    assert page.count("<img ") == page.count('src="data:image/jpeg;base64,') == 2
    assert "http" not in page.replace("http-equiv", "")
    assert "<script" not in page
    assert "1 放不下 · do not fit" in page
    assert "Shorten it by" in page


def test_the_sheet_as_a_picture_has_a_red_ring_only_where_something_is_wrong(
    sheet: Proof, engine: Takumi
) -> None:
    with Image.open(BytesIO(sheet_png(sheet, engine))) as picture:
        assert picture.width == 1960
        rows = picture.convert("RGB").crop((0, 200, 1960, picture.height))
        reds = [  # of each cell's frame, left and right
            sum(rows.getpixel((x, 40)) == (181, 53, 42) for x in range(left, left + 290))
            for left in (48, 362, 676)
        ]
    assert reds[0] == reds[2] == 0
    assert reds[1] >= 8


def test_what_hides_in_a_caption_stays_text(
    templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture
) -> None:
    evil = Caption(zh="<b>", en="<script>x</script>", text="{{ 7*7 }}<img src=x>")
    page = sheet_html(proof(templates["share-quote"], templates, (evil,), pictures, engine))
    assert "<script>x" not in page
    assert "&lt;script&gt;" in page


def test_captions_come_from_a_file_of_lines_or_toml(tmp_path: Path) -> None:
    lines = tmp_path / "mine.txt"
    lines.write_text("下雨天\n\n第二条\n", encoding="utf-8")
    assert [caption.text for caption in read_captions(lines)] == ["下雨天", "第二条"]
    toml = tmp_path / "mine.toml"
    toml.write_text('[[captions]]\nzh="名"\nen="name"\nas="name"\ntext="雨"\n', encoding="utf-8")
    assert read_captions(toml)[0].goes_to == "name"


@pytest.mark.parametrize(
    "name, text, said",
    [
        ("a.txt", "\n", "has no captions"),
        ("a.toml", "captions = []", "captions"),
        ("a.toml", '[[captions]]\nzh="x"\nen="y"\ntext=""\n', "text"),
        ("a.toml", "=", "cannot be read"),
    ],
)
def test_a_file_without_captions_is_refused_with_its_name(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(WrongInput, match=rf"{name}.*{said}"):
        read_captions(tmp_path / name)


def test_an_unknown_palette_is_refused(
    templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture
) -> None:
    with pytest.raises(WrongInput, match=r"no palette 'pink'; there are: .*coffee"):
        proof(templates["hook-full"], templates, (SHORT,), pictures, engine, palette="pink")


def test_a_proof_counts_what_is_fine_and_says_what_does_not_fit(
    templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture
) -> None:
    one = proof(templates["hook-full"], templates, (LONG,), pictures, engine)
    (cell,) = one.cells
    bad = ProofCell(cell.caption, None, (TemplateFinding("hook-full", Check.FIT, "too long"),))
    fine = ProofCell(cell.caption, cell.picture, ())
    assert in_words(replace(one, cells=(bad, bad, fine))) == "1 fine, 2 do not fit"
