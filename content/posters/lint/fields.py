"""Whether template.toml, the template's files and sample.json agree, read without running anything."""

import json
import re
from collections.abc import Iterator
from typing import Any

import jinja2
from jinja2 import meta, nodes

from content.errors import PosterError, WrongInput
from content.files import cause_of
from content.model import Message
from content.posters.lint.css import sheet_problems
from content.posters.lint.finding import Check, TemplateFinding
from content.posters.lint.html import source_problems
from content.posters.page import OFFERED, PALETTE
from content.posters.sandbox import environment
from content.posters.spec import unfillable
from content.posters.template import HTML, SAMPLE, TOML, Template

VARS = "vars"
ROOM = frozenset({"size", "W", "H", "photos", "mix", "on", VARS, *PALETTE})
SHOWING = frozenset({"asset", "under", "whole", "aspect", "facts", "clear"})
NAMING = frozenset(
    {"fitted", "common_size", "upright"}
)  # their first argument is the field that an error names
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def static_findings(template: Template) -> list[TemplateFinding]:
    """All that can be known without filling the template; what fails here is not filled."""
    return [*_file_findings(template), *_name_findings(template), *_sample_findings(template)]


def sources(template: Template) -> dict[str, str]:
    """The Jinja text of every file of the template by the file's name."""
    return {**template.parts, HTML: template.source}


def _file_findings(template: Template) -> Iterator[TemplateFinding]:
    for file, source in sources(template).items():
        for sheet in _STYLE.finditer(source):
            above = source.count("\n", 0, sheet.start(1))
            for problem in sheet_problems(sheet[1]):
                yield TemplateFinding(
                    template.name,
                    Check.CSS,
                    Message("lint.at_line", file=file, line=above + problem.line, problem=problem.what),
                )
        for line, what in source_problems(_STYLE.sub(_lines_only, source)):
            yield TemplateFinding(
                template.name, Check.HTML, Message("lint.at_line", file=file, line=line, problem=what)
            )
    # Together they may do what none does alone: loops of var() through several sheets, or too much.
    if not any(
        sheet_problems(css) for source in sources(template).values() for css in _STYLE.findall(source)
    ):
        for problem in sheet_problems(template.css):
            yield TemplateFinding(template.name, Check.CSS, Message("lint.sentence", problem=problem.what))


def _lines_only(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _name_findings(template: Template) -> Iterator[TemplateFinding]:
    jinja = environment(template.parts_key)
    used: set[str] = set()
    own: set[str] = set()  # what the template sets itself
    turned: set[str] = set()
    for file, source in sources(template).items():
        try:
            tree = jinja.parse(_STYLE.sub(_lines_only, source))
            used |= meta.find_undeclared_variables(tree)
            own |= {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
            turned |= set(_turned(tree))
        except jinja2.TemplateSyntaxError as error:
            problem = Message("lint.at_line", file=file, line=error.lineno, problem=error.message)
            yield TemplateFinding(template.name, Check.FIELDS, problem)
            return
        yield from (
            TemplateFinding(template.name, Check.FIELDS, Message("lint.in_file", file=file, problem=what))
            for what in _calls(template, tree)
        )
    known = template.fields.keys() | set(OFFERED) | ROOM | jinja.globals.keys() | own
    for name in sorted(used - known):
        what = Message("lint.unknown_name", name=name, file=TOML)
        yield TemplateFinding(template.name, Check.FIELDS, what, field=name)
    for name in unfillable(template):
        what = Message("lint.night_cannot_fill", name=name, file=TOML)
        yield TemplateFinding(template.name, Check.FIELDS, what, field=name)
    for name in sorted(template.fields.keys() - used):
        what = Message("lint.unused_field", name=name, file=TOML)
        yield TemplateFinding(template.name, Check.FIELDS, what, field=name)
    for name in sorted(turned ^ template.variables.keys()):
        code = "lint.undeclared_variable" if name in turned else "lint.unused_variable"
        yield TemplateFinding(template.name, Check.FIELDS, Message(code, name=name, file=TOML), field=name)


def _turned(tree: nodes.Template) -> Iterator[str]:
    """The variables that a file asks for: `vars.name`."""
    for call in tree.find_all(nodes.Getattr):
        if isinstance(call.node, nodes.Name) and call.node.name == VARS:
            yield call.attr


def _calls(template: Template, tree: nodes.Template) -> Iterator[Message]:
    """What calls with a plain text as first argument get wrong."""
    for call in tree.find_all(nodes.Call):
        if (
            not isinstance(call.node, nodes.Name)
            or not call.args
            or not isinstance(call.args[0], nodes.Const)
        ):
            continue
        function, name = call.node.name, call.args[0].value
        if function in SHOWING and name not in template.photos:
            yield Message("lint.undeclared_photo", line=call.lineno, function=function, name=name, file=TOML)
        if function in NAMING and name not in template.fields:
            yield Message("lint.undeclared_field", line=call.lineno, function=function, name=name, file=TOML)


def _sample_findings(template: Template) -> Iterator[TemplateFinding]:
    try:
        sample = json.loads(template.sample)
        yield from (
            TemplateFinding(template.name, Check.SAMPLE, Message("lint.in_sample", file=SAMPLE, problem=what))
            for what in _sample(template, sample)
        )
    except (OSError, UnicodeDecodeError, ValueError, WrongInput) as error:
        problem = Message("file.unreadable", file=SAMPLE, cause=cause_of(error))
        yield TemplateFinding(template.name, Check.SAMPLE, problem)


def _sample(template: Template, sample: Any) -> Iterator[Message]:
    if not isinstance(sample, dict) or not isinstance(sample.get("fields"), dict):
        yield Message("lint.sample_no_object")
        return
    if sample.get("palette") not in template.palettes:
        yield Message(
            "lint.sample_palette", palette=sample.get("palette"), known=tuple(sorted(template.palettes))
        )
    photos = sample.get("photos", [])
    if not isinstance(photos, list) or not set(map(str, photos)) <= template.photos.keys():
        known = tuple(template.photos) or Message("lint.no_photos")
        yield Message("lint.sample_photos", known=known)
    try:
        template.checked(sample["fields"])
    except PosterError as error:
        yield error.message
