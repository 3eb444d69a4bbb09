"""Templates are linted from their files first, then on the rendered picture."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from content.messages import render
from content.posters import Template, load_templates
from content.posters.engine import Takumi
from content.posters.layout import lines_of
from content.posters.lint import Check, TemplateFinding, tofu
from content.posters.lint.cases import cases, hard_photos, longest_fields, shortest_fields
from content.posters.lint.fields import static_findings
from content.posters.lint.lint import field_of, lint, lint_all
from content.posters.preview import sample_spec
from content.workers import Workers

PALETTES = '[ink]\ndeep = "#222222"\npaper = "#FFFFFF"\nacc = "#AAAAAA"\nacc2 = "#555555"\n'
TOML = """
title = "测试"
title_en = "Test"
slots = ["morning"]
sizes = ["3:4"]
ground = "paper"
[fields.hook]
min = 2
max = 12
[fields.note]
max = 8
optional = true
[photos.photo]
optional = true
"""
HTML = """<style>.hook{left:72px;top:200px;width:936px}.note{left:72px;bottom:72px;font-size:40px}</style>
{% if 'photo' in photos %}{{ under('photo', 72, 600, 936, 600) }}{% endif %}
<div class="abs hook">{{ fitted('hook', hook, (936, 300), (60, 100), 'serif') }}</div>
{% if note %}<div class="abs note">{{ note|zh }}</div>{% endif %}
"""
SAMPLE = {"palette": "ink", "photos": ["photo"], "fields": {"hook": "谁先喝完？", "note": "今晚揭晓"}}
Make = Callable[..., Template]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def make(html: str = HTML, toml: str = TOML, sample: object = SAMPLE) -> Template:
        folder = tmp_path / "own"
        (folder / "mine").mkdir(parents=True, exist_ok=True)
        (folder / "palettes.toml").write_text(PALETTES, encoding="utf-8")
        (folder / "mine/template.toml").write_text(toml, encoding="utf-8")
        (folder / "mine/template.html.j2").write_text(html, encoding="utf-8")
        text = sample if isinstance(sample, str) else json.dumps(sample)
        (folder / "mine/sample.json").write_text(text, encoding="utf-8")
        return load_templates(folder)["mine"]

    return make


def _linted(template: Template, engine: Takumi) -> list[TemplateFinding]:
    return lint(template, {template.name: template}, engine)


def _checks(found: list[TemplateFinding]) -> set[Check]:
    return {finding.check for finding in found}


def test_a_plain_template_is_clean(make: Make, engine: Takumi) -> None:
    assert _linted(make(), engine) == []


@pytest.mark.parametrize(
    "html, said",
    [
        (HTML + "{{ hok }}", "'hok' is no field of template.toml and no function"),
        (HTML.replace("note", "brand"), "'brand' is no field"),
        (
            HTML.replace("{{ note|zh }}", "").replace("{% if note %}", "{% if hook %}"),
            "'note' of template.toml is used",
        ),
        (
            HTML + "{{ under('other', 0, 0, 9, 9) }}",
            "under('other') shows a photo that template.toml does not",
        ),
        (HTML.replace("fitted('hook'", "fitted('hock'"), "fitted('hock') names a field that template.toml"),
        (HTML + "{% if hook %}", "template.html.j2, line 5:"),
        (HTML + "{{ hook|nothing }}", "No filter named 'nothing'"),
        (HTML + "<script>1</script>", "template.html.j2, line 5: <script> is not allowed"),
        (HTML.replace("top:200px", "top:9000px"), "template.html.j2, line 1: 9000px of top is beyond"),
    ],
)
def test_what_the_files_tell_is_found_before_anything_is_filled(make: Make, html: str, said: str) -> None:
    assert said in " ".join(map(str, static_findings(make(html))))


@pytest.mark.parametrize(
    "sample, said",
    [
        ("{", "cannot be read"),
        ([], "must be an object"),
        ({**SAMPLE, "palette": "pink"}, "the palette 'pink' is none of: ink"),
        ({**SAMPLE, "photos": ["selfie"]}, "photos must be a list of: photo"),
        ({**SAMPLE, "fields": {"hook": "长" * 13}}, "has 13 characters; 12 fit"),
        ({**SAMPLE, "fields": {}}, "needs a text for its field 'hook'"),
    ],
)
def test_a_sample_that_cannot_be_drawn_is_found(make: Make, sample: object, said: str) -> None:
    (finding,) = static_findings(make(sample=sample))
    assert finding.check is Check.SAMPLE
    assert said in render(finding.what, "en")


def test_names_that_a_template_sets_itself_are_known(make: Make) -> None:
    branches = "{% if note %}{% set x = 1 %}{% else %}{% set x = 2 %}{% endif %}"
    loop = "{% for a in (1, 2) %}{{ a + x }}{% endfor %}"
    assert static_findings(make(HTML + branches + loop)) == []


def test_a_template_with_static_findings_is_not_filled(make: Make, engine: Takumi) -> None:
    endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    assert _checks(_linted(make(HTML + endless + "<script></script>"), engine)) == {Check.HTML}


def test_a_photo_that_is_never_shown_is_found(make: Make, engine: Takumi) -> None:
    hidden = HTML.replace("{{ under('photo', 72, 600, 936, 600) }}", "")
    (finding,) = _linted(make(hidden), engine)
    assert "'photo' of template.toml is given and never shown" in render(finding.what, "en")


def test_pale_text_is_found_with_its_contrast_and_its_field(make: Make, engine: Takumi) -> None:
    found = _linted(make(HTML.replace("font-size:40px", "font-size:40px;color:#999")), engine)
    assert _checks(found) == {Check.CONTRAST}
    assert found[0].field == "note"
    assert "has a contrast of 2.8:1; it needs 4.5:1" in render(found[0].what, "en")


def test_large_text_may_be_paler(make: Make, engine: Takumi) -> None:
    assert _linted(make(HTML.replace("width:936px}", "width:936px;color:#888}")), engine) == []


def test_text_on_a_photo_is_measured_on_white_and_on_black(make: Make, engine: Takumi) -> None:
    dark = HTML.replace("bottom:72px", "bottom:400px")
    assert {finding.case for finding in _linted(make(dark), engine)} == {"3:4, longest texts, black photo"}
    pale = HTML.replace("bottom:72px", "bottom:400px;color:#fff")
    assert "3:4, sample" in {finding.case for finding in _linted(make(pale), engine)}


def test_a_text_too_long_for_its_box_names_field_and_room(make: Make, engine: Takumi) -> None:
    tight = HTML.replace("(936, 300), (60, 100)", "(400, 100), (60, 100)")
    (finding,) = [each for each in _linted(make(tight), engine) if each.check is Check.FIT]
    assert finding.field == "hook"
    assert "has 12 characters; " in render(finding.what, "en")


def test_text_at_the_edge_is_found(make: Make, engine: Takumi) -> None:
    found = _linted(make(HTML.replace("left:72px;bottom:72px", "left:6px;bottom:2px")), engine)
    assert _checks(found) == {Check.EDGE}
    assert all(
        "px from the" in render(finding.what, "en") and "keep 24 px" in render(finding.what, "en")
        for finding in found
    )


def test_text_that_is_cut_is_found_and_an_ellipsis_is_not(make: Make, engine: Takumi) -> None:
    narrow = "width:100px;height:52px;overflow:hidden;white-space:nowrap;font-size:40px"
    cut = HTML.replace("font-size:40px", narrow)
    assert Check.CUT in _checks(_linted(make(cut), engine))
    dotted = cut.replace('class="abs note"', 'class="abs note line"')
    assert _linted(make(dotted), engine) == []


def test_texts_on_each_other_are_found(make: Make, engine: Takumi) -> None:
    found = _linted(make(HTML.replace("bottom:72px", "top:230px")), engine)
    assert Check.OVERLAP in _checks(found)


def test_ornaments_are_left_alone(make: Make, engine: Takumi) -> None:
    giant = '<div class="abs {}" style="left:24px;top:-90px;font-size:400px;color:#eee">Q</div>'
    assert _linted(make(HTML.replace("{%", giant.format("") + "{%", 1)), engine)
    assert _linted(make(HTML.replace("{%", giant.format("ornament") + "{%", 1)), engine) == []


def test_on_a_full_screen_type_keeps_clear_of_the_phone(make: Make, engine: Takumi) -> None:
    tall = TOML.replace('"3:4"', '"9:16"')
    (finding,) = _linted(make(toml=tall), engine)[:1]
    assert finding.check is Check.EDGE
    assert "bottom edge; keep 220 px" in render(finding.what, "en")


def test_every_name_we_know_of_can_be_written(engine: Takumi) -> None:
    assert tofu.missing(engine, '"Noto Serif CJK SC"') == ()
    assert tofu.missing(engine, '"LXGW WenKai","Noto Sans CJK SC"') == ()


def test_a_character_that_no_font_has_is_seen(engine: Takumi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tofu, "NAMES", "小\uabff雨")
    assert tofu.missing.__wrapped__(engine, '"Noto Sans CJK SC"') == ("\uabff",)


def test_the_cases_are_the_longest_and_shortest_that_the_manifest_allows(make: Make, tmp_path: Path) -> None:
    template = make()
    assert {name: len(text) for name, text in longest_fields(template).items()} == {"hook": 12, "note": 8}
    assert shortest_fields(template) == {"hook": longest_fields(template)["hook"][:2]}
    names = [case.name for case in cases(template, "takumi-0", hard_photos(tmp_path))]
    assert names == [
        "3:4, sample",
        "3:4, longest texts, white photo",
        "3:4, longest texts, black photo",
        "3:4, longest texts, a face",
        "3:4, shortest texts",
    ]


def test_lines_are_found_where_they_are_painted(engine: Takumi) -> None:
    html = '<div class="poster" style="width:400px;height:400px"><div class="bold t">早上好</div></div>'
    css = ".t{position:absolute;left:100px;top:200px;font-size:50px;line-height:60px}"
    (line,) = lines_of(html, css, (400, 400))
    left, top, right, bottom = engine.paint(html, css, (400, 400), {}).getbbox() or (0, 0, 0, 0)
    assert (line.text, line.bold, round(line.type_px)) == ("早上好", True, 50)
    assert line.box[0] <= left < right <= line.box[2] + 1
    assert line.box[1] <= top < bottom <= line.box[3]


def test_a_line_is_told_by_the_field_it_shows(make: Make) -> None:
    spec = sample_spec(make(), "takumi-0")
    assert field_of("谁先喝完？", spec) == "hook"
    assert field_of("今晚揭…", spec) == "note"
    assert field_of("别的话", spec) == ""


def test_templates_are_linted_in_processes_that_may_be_stopped(make: Make, tmp_path: Path) -> None:
    endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    make(HTML + endless)
    with Workers(1, seconds=0.5, preload=("content.posters.lint.lint",)) as workers:
        (finding,) = lint_all(["mine"], (tmp_path / "own",), workers)
    assert finding.check is Check.DRAWN
    assert "took longer than 0.5 s, twice" in render(finding.what, "en")
