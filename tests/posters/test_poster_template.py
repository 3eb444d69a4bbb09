"""Templates are read from folders, checked at the edge, and versioned by what they hold."""

import shutil
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest

from content.errors import PosterError, TextDoesNotFit, WrongInput
from content.messages import render
from content.model import Message, Slot
from content.posters import Template, load_templates
from content.posters.canvas import SIZES

TOML = """
title = "测试"
title_en = "Test"
slots = ["morning"]
[fields.hook]
min = 2
max = 6
[fields.note]
max = 4
optional = true
[fields.link]
type = "link"
max = 30
optional = true
[fields.rows]
type = "texts"
max = 3
items = 2
optional = true
"""
PALETTES = '[ink]\ndeep = "#111111"\npaper = "#FFFFFF"\nacc = "#AAAAAA"\nacc2 = "#555555"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return _write(tmp_path / "a")


def _write(folder: Path, toml: str = TOML, html: str = "<p>{{ hook }}</p>") -> Path:
    (folder / "note").mkdir(parents=True)
    (folder / "note/template.toml").write_text(toml, encoding="utf-8")
    (folder / "note/template.html.j2").write_text(html, encoding="utf-8")
    (folder / "palettes.toml").write_text(PALETTES, encoding="utf-8")
    return folder


def test_every_slot_of_the_day_has_a_built_in_template(templates: Mapping[str, Template]) -> None:
    served = {slot for template in templates.values() for slot in template.slots}
    assert served == set(Slot)
    assert len(templates) >= 12
    for slot, size in product(Slot, SIZES):
        serving = [
            template for template in templates.values() if slot in template.slots and size in template.sizes
        ]
        assert len(serving) >= 4, (slot, size)


def test_a_later_folder_replaces_a_template_and_adds_its_palettes(folder: Path, tmp_path: Path) -> None:
    own = _write(tmp_path / "b", html="<h1>{{ hook }}</h1>")
    (own / "palettes.toml").write_text(PALETTES.replace("ink", "chalk"), encoding="utf-8")
    templates = load_templates(folder, own)
    assert templates["note"].source.startswith("<h1>")
    assert set(templates["note"].palettes) == {"ink", "chalk"}


def test_the_version_follows_the_files(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "same")
    changed = _write(tmp_path / "changed", html="<p>{{ hook }}!</p>")
    version = load_templates(folder)["note"].version
    assert load_templates(tmp_path / "same")["note"].version == version
    assert load_templates(changed)["note"].version != version


@pytest.mark.parametrize(
    "wrong, said",
    [
        (TOML.replace("max = 6", 'max = "six"'), r"template\.toml.*fields\.hook\.max"),
        (TOML.replace("morning", "midnight"), r"template\.toml.*slots\.0"),
        (TOML + "colour = 3", r"template\.toml.*rows\.colour"),
        (TOML.replace("title =", "title"), r"template\.toml is no TOML"),
    ],
)
def test_a_wrong_manifest_names_file_and_field(tmp_path: Path, wrong: str, said: str) -> None:
    with pytest.raises(WrongInput, match=said):
        load_templates(_write(tmp_path / "w", toml=wrong))


def test_shared_parts_count_in_the_version_and_bring_their_styles(folder: Path) -> None:
    (folder / "_kit.html.j2").write_text(
        "<style>.a{}</style>{% macro a() %}x{% endmacro %}", encoding="utf-8"
    )
    before = load_templates(folder)["note"]
    page = "{% import '_kit.html.j2' as kit %}<style>.b{}</style>{{ kit.a() }}{{ hook }}"
    (folder / "note/template.html.j2").write_text(page, encoding="utf-8")
    using = load_templates(folder)["note"]
    assert (before.parts, list(using.parts)) == ({}, ["_kit.html.j2"])
    assert using.css == ".a{}.b{}"
    (folder / "_kit.html.j2").write_text("{% macro a() %}y{% endmacro %}", encoding="utf-8")
    assert load_templates(folder)["note"].version not in (before.version, using.version)


def test_a_part_that_is_not_there_is_named_with_those_there_are(folder: Path) -> None:
    (folder / "_kit.html.j2").touch()
    (folder / "note/template.html.j2").write_text("{% include '../secret' %}", encoding="utf-8")
    with pytest.raises(WrongInput, match=r"uses '\.\./secret', which is no shared part\. There are: _kit"):
        load_templates(folder)


def test_a_palette_that_is_no_colour_names_file_and_field(folder: Path) -> None:
    (folder / "palettes.toml").write_text(PALETTES.replace("#111111", "url(x)"), encoding="utf-8")
    with pytest.raises(WrongInput, match=r"palettes\.toml.*ink\.deep"):
        load_templates(folder)


def test_a_folder_without_a_page_says_what_is_missing(folder: Path) -> None:
    (folder / "note/template.html.j2").unlink()
    with pytest.raises(WrongInput, match=r"template\.html\.j2 does not exist"):
        load_templates(folder)


def test_optional_fields_come_back_empty(folder: Path) -> None:
    template = load_templates(folder)["note"]
    assert template.checked({"hook": "早安"}) == {"hook": "早安", "note": "", "link": "", "rows": []}


@pytest.mark.parametrize(
    "fields, error, said",
    [
        ({}, PosterError, "needs a text for its field 'hook'"),
        ({"hook": 3}, PosterError, "'hook'.*a text of 2 to 6 characters"),
        ({"hook": "早"}, PosterError, "a text of 2 to 6 characters"),
        ({"hook": "早安早安早安早"}, TextDoesNotFit, "has 7 characters; 6 fit"),
        ({"hook": "早安", "rows": ["a", "b", "c"]}, PosterError, "list of 1 to 2 texts"),
        ({"hook": "早安", "hat": "x"}, PosterError, "no field 'hat'. It has: hook, note, link"),
        ({"hook": "早安", "link": "javascript:alert(1)"}, PosterError, "'link'.*begins with https"),
    ],
)
def test_a_wrong_field_is_named(
    folder: Path, fields: dict[str, object], error: type[PosterError], said: str
) -> None:
    with pytest.raises(error, match=said):
        load_templates(folder)["note"].checked(fields)


@pytest.mark.parametrize(
    ("toml", "html", "sentence"),
    [
        (TOML, None, "does not exist"),
        (None, "<p>{{ hook }}</p>", "template.toml cannot be read"),
        (TOML, "<p>{{ hook </p>", "template.html.j2, line 1"),
        ("title = ", "<p></p>", "is no TOML"),
    ],
)
def test_an_unfinished_template_is_set_aside_and_the_others_serve(
    toml: str | None, html: str | None, sentence: str, folder: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own/half"
    own.mkdir(parents=True)
    for name, text in (("template.toml", toml), ("template.html.j2", html)):
        if text is not None:
            (own / name).write_text(text, encoding="utf-8")
    aside: list[Message] = []
    assert load_templates(folder, tmp_path / "own", aside=aside).keys() == {"note"}
    (unfinished,) = aside
    finding = render(unfinished, "en")
    assert finding.startswith("Template 'half' is set aside: ")
    assert sentence in finding


def test_the_template_of_the_same_name_before_an_unfinished_one_serves_on(
    folder: Path, tmp_path: Path
) -> None:
    own = _write(tmp_path / "b", "title = 1")
    aside: list[Message] = []
    assert load_templates(folder, own, aside=aside)["note"].folder == folder / "note"
    assert len(aside) == 1
