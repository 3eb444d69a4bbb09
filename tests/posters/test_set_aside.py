"""One broken template stops nothing: it is set aside with its reason, and an error names it."""

from pathlib import Path

import pytest

from content.errors import WrongInput
from content.messages import render
from content.model import Message, PosterSpec
from content.posters.engine import TAKUMI
from content.posters.lint.fields import static_findings
from content.posters.render import PosterPlaces, _Job, _told
from content.posters.spec import unfillable
from content.posters.template import load_templates
from content.workers import Failed

TOML = 'title = "好"\ntitle_en = "Good"\nslots = ["morning"]\n[fields.hook]\nmax = 30\n'
PALETTE = '[ink]\ndeep = "#111111"\npaper = "#FFFFFF"\nacc = "#AAAAAA"\nacc2 = "#555555"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good template with a part that it uses."""
    write(tmp_path, "good", TOML, "{% import '_part.html.j2' as part %}<div>{{ hook|zh }}</div>")
    (tmp_path / "_part.html.j2").write_text("{% macro a() %}{% endmacro %}")
    (tmp_path / "palettes.toml").write_text(PALETTE)
    return tmp_path


def write(folder: Path, name: str, toml: str, html: str) -> None:
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "template.toml").write_text(toml, encoding="utf-8")
    (folder / name / "template.html.j2").write_text(html, encoding="utf-8")


@pytest.mark.parametrize("broken", ["toml", "html", "no html", "no part"])
def test_an_unfinished_template_is_set_aside_and_the_others_serve_on(folder: Path, broken: str) -> None:
    html = {"html": "{% if %}", "no part": "{% include '_gone.html.j2' %}"}.get(broken, "<div></div>")
    write(folder, "half", "title = " if broken == "toml" else TOML, html)
    if broken == "no html":
        (folder / "half/template.html.j2").unlink()
    aside: list[Message] = []
    assert list(load_templates(folder, aside=aside)) == ["good"]
    assert len(aside) == 1
    assert "half" in render(aside[0], "en")


def test_a_broken_part_sets_aside_what_uses_it_alone(folder: Path) -> None:
    write(folder, "plain", TOML, "<div>{{ hook|zh }}</div>")
    (folder / "_part.html.j2").write_text("{% macro a( %}")
    aside: list[Message] = []
    assert list(load_templates(folder, aside=aside)) == ["plain"]
    assert "good" in render(aside[0], "en")


def test_broken_palettes_stop_nothing_either(folder: Path) -> None:
    own = folder / "own"
    own.mkdir()
    (own / "palettes.toml").write_text("[ink]\ndeep = 3\n")
    aside: list[Message] = []
    assert load_templates(folder, own, aside=aside)["good"].palettes.keys() == {"ink"}
    assert "palettes.toml" in render(aside[0], "en")
    with pytest.raises(WrongInput, match=r"palettes\.toml"):
        load_templates(folder, own)


def test_a_field_that_no_night_fills_is_a_finding_unless_it_is_optional(folder: Path) -> None:
    toml = f"{TOML}[fields.weather]\nmax = 8\n"
    write(folder, "asks", toml, "<div>{{ hook|zh }}{{ weather|zh }}</div>")
    write(folder, "asks-kindly", f"{toml}optional = true\n", "<div>{{ hook|zh }}{{ weather|zh }}</div>")
    templates = load_templates(folder)
    assert unfillable(templates["asks"]) == ["weather"]
    assert unfillable(templates["asks-kindly"]) == []
    assert [finding.field for finding in static_findings(templates["asks"]) if finding.field == "weather"]


def test_a_template_that_loops_names_itself_in_the_error(tmp_path: Path) -> None:
    spec = PosterSpec("loops", "1", TAKUMI, {}, {})
    job = _Job(spec, PosterPlaces(tmp_path, tmp_path, (), tmp_path))
    why = _told(job, Failed(Message("machine.worker_died", code=-9))).why
    assert why is not None
    assert "template 'loops'" in render(why, "en")
