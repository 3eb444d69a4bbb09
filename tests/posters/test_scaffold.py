"""A new template draws in all sizes and lints clean from its first minute."""

from pathlib import Path

import pytest

from content.errors import WrongInput
from content.model import Slot
from content.posters import load_templates
from content.posters.engine import Takumi
from content.posters.lint.fields import static_findings
from content.posters.lint.lint import lint
from content.posters.scaffold import new_template

BUILT_IN = Path(__file__).parents[2] / "templates/posters"


@pytest.mark.parametrize("slot", Slot)
def test_a_new_template_of_each_slot_lints_clean(slot: Slot, tmp_path: Path, engine: Takumi) -> None:
    folder = new_template("my-first", slot.value, tmp_path)
    (tmp_path / "palettes.toml").write_text(_two_palettes(), encoding="utf-8")
    template = load_templates(tmp_path)["my-first"]
    assert folder == template.folder
    assert template.slots == (slot,)
    assert template.sizes == ("3:4", "1:1", "9:16")
    assert lint(template, {"my-first": template}, engine) == []


def test_it_stands_beside_the_built_in_ones_without_needing_their_parts(tmp_path: Path) -> None:
    new_template("hook-window", "morning", tmp_path)
    template = load_templates(BUILT_IN, tmp_path)["hook-window"]
    assert template.parts == {}
    assert len(template.palettes) >= 12
    assert static_findings(template) == []
    assert "@@" not in template.source


@pytest.mark.parametrize(
    "name", ["", "Hook", "a b", "../up", "a--b", "-a", "a/", "9a", "a" * 41, "挂窗", "a_b"]
)
def test_a_name_that_cannot_be_a_folder_s_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match=r"cannot be a template's name.*such as hook-window"):
        new_template(name, "morning", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    made = new_template("mine", "noon", tmp_path)
    (made / "sample.json").write_text("{}", encoding="utf-8")
    with pytest.raises(WrongInput, match=r"mine is there already\. Choose another name"):
        new_template("mine", "noon", tmp_path)
    assert (made / "sample.json").read_text(encoding="utf-8") == "{}"


def test_an_unknown_slot_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match="no slot 'night'; there are: morning, noon, afternoon, evening"):
        new_template("mine", "night", tmp_path)


def _two_palettes() -> str:
    """Coffee as the sample asks for, and the palest accent there is; twelve would take a second a slot."""
    named = (BUILT_IN / "palettes.toml").read_text(encoding="utf-8").split("[")
    return "".join(f"[{palette}" for palette in named if palette.startswith(("coffee]", "wheat]")))
