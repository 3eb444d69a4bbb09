"""Whether template.toml, the template's files and sample.json agree, read without running anything."""

import json
import re
from collections.abc import Iterator
from typing import Any

import jinja2
from jinja2 import meta, nodes

from content.errors import PosterError
from content.posters.lint.css import sheet_problems
from content.posters.lint.finding import Check, Finding
from content.posters.lint.html import source_problems
from content.posters.sandbox import environment
from content.posters.template import HTML, SAMPLE, TOML, Template

OFFERED = frozenset({"asset", "under", "baked", "fitted", "common_size", "qr", "logo"})
ROOM = frozenset({"size", "W", "H", "photos"})
SHOWING = frozenset({"asset", "under"})
NAMING = frozenset({"fitted", "common_size"})  # their first argument is the field that an error names
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def static_findings(template: Template) -> list[Finding]:
    """All that can be known without filling the template; what fails here is not filled."""
    return [*_file_findings(template), *_name_findings(template), *_sample_findings(template)]


def sources(template: Template) -> dict[str, str]:
    """The Jinja text of every file of the template by the file's name."""
    return {**template.parts, HTML: template.source}


def _file_findings(template: Template) -> Iterator[Finding]:
    for file, source in sources(template).items():
        for sheet in _STYLE.finditer(source):
            above = source.count("\n", 0, sheet.start(1))
            for problem in sheet_problems(sheet[1]):
                yield Finding(
                    template.name, Check.CSS, f"{file}, line {above + problem.line}: {problem.what}."
                )
        for line, what in source_problems(_STYLE.sub(_lines_only, source)):
            yield Finding(template.name, Check.HTML, f"{file}, line {line}: {what}.")
    # Together they may do what none does alone: loops of var() through several sheets, or too much.
    if not any(
        sheet_problems(css) for source in sources(template).values() for css in _STYLE.findall(source)
    ):
        for problem in sheet_problems(template.css):
            yield Finding(template.name, Check.CSS, f"{problem.what}.")


def _lines_only(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _name_findings(template: Template) -> Iterator[Finding]:
    jinja = environment(template.parts_key)
    used: set[str] = set()
    own: set[str] = set()  # what the template sets itself
    for file, source in sources(template).items():
        try:
            tree = jinja.parse(_STYLE.sub(_lines_only, source))
            used |= meta.find_undeclared_variables(tree)
            own |= {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
        except jinja2.TemplateSyntaxError as error:
            yield Finding(template.name, Check.FIELDS, f"{file}, line {error.lineno}: {error.message}.")
            return
        yield from (
            Finding(template.name, Check.FIELDS, f"{file}, {what}.") for what in _calls(template, tree)
        )
    known = template.fields.keys() | OFFERED | ROOM | jinja.globals.keys() | own
    for name in sorted(used - known):
        what = f"{name!r} is no field of {TOML} and no function of templates."
        yield Finding(template.name, Check.FIELDS, what, field=name)
    for name in sorted(template.fields.keys() - used):
        what = f"the field {name!r} of {TOML} is used nowhere in the template."
        yield Finding(template.name, Check.FIELDS, what, field=name)


def _calls(template: Template, tree: nodes.Template) -> Iterator[str]:
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
            yield f"line {call.lineno}: {function}({name!r}) shows a photo that {TOML} does not declare"
        if function in NAMING and name not in template.fields:
            yield f"line {call.lineno}: {function}({name!r}) names a field that {TOML} does not have"


def _sample_findings(template: Template) -> Iterator[Finding]:
    try:
        sample = json.loads(template.sample)
        yield from (
            Finding(template.name, Check.SAMPLE, f"{SAMPLE}: {what}") for what in _sample(template, sample)
        )
    except (OSError, UnicodeDecodeError, ValueError) as error:
        yield Finding(template.name, Check.SAMPLE, f"{SAMPLE} cannot be read: {error}.")


def _sample(template: Template, sample: Any) -> Iterator[str]:
    if not isinstance(sample, dict) or not isinstance(sample.get("fields"), dict):
        yield 'it must be an object with "palette", "photos" and "fields".'
        return
    if sample.get("palette") not in template.palettes:
        yield f"the palette {sample.get('palette')!r} is none of: {', '.join(sorted(template.palettes))}."
    photos = sample.get("photos", [])
    if not isinstance(photos, list) or not set(map(str, photos)) <= template.photos.keys():
        yield f"photos must be a list of: {', '.join(template.photos) or 'none'}."
    try:
        template.checked(sample["fields"])
    except PosterError as error:
        yield str(error)
