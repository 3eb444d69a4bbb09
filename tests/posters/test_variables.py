"""What a template lets people turn: declared with its range, hostile values refused, variants written."""

import json
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from content.errors import WrongInput
from content.messages import render
from content.model import Slot
from content.posters import Template, load_templates
from content.posters.draw import page_of
from content.posters.engine import Takumi
from content.posters.lint.cases import cases, hard_photos
from content.posters.lint.fields import static_findings
from content.posters.preview import OnePicture, sample_spec
from content.posters.tuning import OwnTemplate, at_ends, defaults, own_files, toml_of, tuned, write_own
from content.posters.variables import VariableKind

BUILT_IN = Path(__file__).parents[2] / "templates/posters"
TOML = 'title = "测试"\ntitle_en = "Test"\nslots = ["morning"]\n[fields.hook]\nmax = 12\n'
HTML = '<div class="abs">{{ hook|zh }}</div>\n'
HEIGHT = """[vars.height]
kind = "length"
min = 0
max = 10
step = 2
default = 4
label = "高"
label_en = "Height"
"""
HOSTILE = ["1e9", "nan", "inf", "-1", "3", "4px", "４", "4;color:red", "", "4.00001", "9" * 40, " 4", "4\n"]


def _made(folder: Path, toml: str, html: str = HTML) -> Template:
    (folder / "mine").mkdir(parents=True, exist_ok=True)
    shutil.copy(BUILT_IN / "palettes.toml", folder)
    (folder / "mine/template.toml").write_text(TOML + toml, encoding="utf-8")
    (folder / "mine/template.html.j2").write_text(html, encoding="utf-8")
    sample = {"palette": "coffee", "fields": {"hook": "谁先喝完？"}}
    (folder / "mine/sample.json").write_text(json.dumps(sample), encoding="utf-8")
    return load_templates(folder)["mine"]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_number_off_its_range_or_step_is_refused(value: str, tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="it may be 0 to 10, in steps of 2"):
        tuned(_made(tmp_path, HEIGHT), {"height": value})


@pytest.mark.parametrize(
    "value", ["red", "#12345", "#1234567", "#12345g", "url(x)", "own", "deep;x", "#12345\n"]
)
def test_a_colour_that_is_none_is_refused(value: str, templates: Mapping[str, Template]) -> None:
    with pytest.raises(WrongInput, match="or a colour such as #C23A28"):
        tuned(templates["hook-torn"], {"ground": value})


def test_a_choice_is_one_of_its_words(templates: Mapping[str, Template]) -> None:
    assert defaults(tuned(templates["hook-arch"], {"window": "soft"}))["window"] == "soft"
    with pytest.raises(WrongInput, match="it may be arch, soft, square"):
        tuned(templates["hook-arch"], {"window": "round"})
    with pytest.raises(WrongInput, match="Nothing called 'door' can be tuned in template 'hook-arch'"):
        tuned(templates["hook-arch"], {"door": "1"})


@pytest.mark.parametrize(
    "change, problem",
    [
        (("default = 4", "default = 5"), "default is '5'; it may be 0 to 10, in steps of 2"),
        (("max = 10", "max = 9000"), "within -4000 and 4000"),
        (("max = 10", "max = -1"), "min below max"),
        (("min = 0\n", ""), "needs min and max"),
        (("step = 2", "step = 0"), "greater than 0"),
        (("max = 10", "max = inf"), "finite"),
        (('kind = "length"', 'kind = "colour"'), "a colour has no min and no max"),
        (('label = "高"', 'label = "<b>"'), "vars.height.label"),
        (("default = 4", 'default = "4px"'), "it may be 0 to 10"),
        (("default = 4", "default = 4\nunit = 'px'"), "vars.height.unit"),
    ],
)
def test_a_declaration_that_cannot_be_is_named(change: tuple[str, str], problem: str, tmp_path: Path) -> None:
    with pytest.raises(WrongInput) as refused:
        _made(tmp_path, HEIGHT.replace(*change))
    assert problem in render(refused.value.message, "en")


def test_a_template_declares_what_it_asks_for_and_asks_for_what_it_declares(tmp_path: Path) -> None:
    both = _made(tmp_path, HEIGHT, HTML + "{{ vars.depth }}")
    assert [finding.field for finding in static_findings(both)] == ["depth", "height"]
    assert static_findings(_made(tmp_path, HEIGHT, HTML + "{{ vars.height }}")) == []


def test_a_turned_value_moves_the_page_and_makes_another_version(
    templates: Mapping[str, Template], engine: Takumi, pictures: OnePicture
) -> None:
    torn = templates["hook-torn"]
    lower = tuned(torn, {"edge": "-80", "ground": "#FFFFFF"})
    assert tuned(torn, {"edge": "0", "ground": "paper"}) == torn
    page, other = (
        page_of(sample_spec(template, engine.name), {torn.name: template}, pictures, engine)
        for template in (torn, lower)
    )
    assert lower.version != torn.version
    assert other.layers[0].picture.height == page.layers[0].picture.height - 80
    assert other.ground == "#FFFFFF" != page.ground


def test_a_linter_looks_at_both_ends_of_every_range(
    templates: Mapping[str, Template], tmp_path: Path
) -> None:
    names = [case.name for case in cases(templates["hook-torn"], "takumi", hard_photos(tmp_path))]
    assert [name for name in names if "variables" in name] == [
        f"{size}, longest texts, variables at their {end}"
        for end in ("least", "most")
        for size in ("3:4", "1:1", "9:16")
    ]
    ends = [defaults(end)["edge"] for end in at_ends(templates["hook-torn"])]
    assert ends == [-120, 20]
    assert list(at_ends(replace(templates["hook-torn"], variables={}))) == []


@pytest.mark.parametrize("name", sorted(load_templates(BUILT_IN)))
def test_every_manifest_is_the_same_when_written_again(name: str) -> None:
    manifest = tomllib.loads((BUILT_IN / name / "template.toml").read_text(encoding="utf-8"))
    assert tomllib.loads(toml_of(manifest)) == manifest


def test_layouts_of_every_slot_can_be_tuned(templates: Mapping[str, Template]) -> None:
    tunable = [template for template in templates.values() if template.variables]
    assert {slot for template in tunable for slot in template.slots} == set(Slot)
    assert {variable.kind for template in tunable for variable in template.variables.values()} >= {
        VariableKind.LENGTH, VariableKind.COLOUR, VariableKind.CHOICE, VariableKind.ANGLE, VariableKind.SHARE
    }  # fmt: skip
    assert len(tunable) >= 30


def test_a_copy_is_a_template_of_its_own_with_its_values_and_pictures(
    templates: Mapping[str, Template], tmp_path: Path
) -> None:
    turned = tuned(templates["hook-torn"], {"edge": "-80", "ground": "acc"})
    made = write_own(turned, OwnTemplate("hook-lower", "低", "Lower", "noon"), tmp_path)
    copy = load_templates(BUILT_IN, tmp_path)["hook-lower"]
    assert sorted(file.name for file in made.iterdir()) == [
        "sample.json",
        "template.html.j2",
        "template.toml",
    ]
    assert (copy.title, copy.title_en, copy.slots) == ("低", "Lower", (Slot.NOON,))
    assert (copy.skeleton, copy.source) == ("hook-torn", turned.source)
    assert defaults(copy) == {"edge": -80, "ground": "acc", "type": 100}
    assert json.loads(copy.sample)["fields"]["sign"] == "午"
    assert static_findings(copy) == []
    with pytest.raises(WrongInput, match="is there already"):
        write_own(turned, OwnTemplate("hook-lower"), tmp_path)


def test_a_picture_that_lies_in_the_layout_s_folder_comes_along(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    shutil.copy(BUILT_IN / "_ornaments/torn.svg", tmp_path / "mine/ring.svg")
    image = '<img src="{{ ornament(\'ring\', 9, 9, acc) }}" width="9" height="9">'
    mine = _made(tmp_path, "", HTML + image)
    assert "ring.svg" in own_files(mine, OwnTemplate("mine-too"))


@pytest.mark.parametrize("title", ["<b>", "a\x00b", "长" * 31, "a\x7f"])
def test_a_title_that_could_do_harm_is_refused(title: str, templates: Mapping[str, Template]) -> None:
    with pytest.raises(WrongInput, match="cannot be a title"):
        own_files(templates["hook-torn"], OwnTemplate("mine", title))
