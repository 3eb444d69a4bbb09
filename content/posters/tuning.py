"""A template with its variables turned: drawn at once, or written down as a folder of its own."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from content.errors import WrongInput
from content.files import read_text, write_whole
from content.formats import parse_toml
from content.model import Message, Slot
from content.posters.ornament import files_of
from content.posters.scaffold import free_folder
from content.posters.template import HTML, SAMPLE, TOML, Template
from content.posters.variables import Value

LONGEST_TITLE = 30  # characters
TITLE = re.compile(rf"[^\x00-\x1f\x7f-\x9f\ud800-\udfff<>]{{0,{LONGEST_TITLE}}}")


@dataclass(frozen=True, slots=True)
class OwnTemplate:
    """What a copy is called; empty titles are the name, no slot is the layout's own slots."""

    name: str
    title: str = ""
    title_en: str = ""
    slot: str = ""


def tuned(template: Template, values: Mapping[str, str]) -> Template:
    """The template with these values as its defaults, and a version of its own. WrongInput names the one that
    is unknown or out of range."""
    turned = dict(template.variables)
    for name, text in values.items():
        if name not in turned:
            known = tuple(turned) or Message("template.no_variables")
            raise WrongInput(
                Message("template.unknown_variable", template=template.name, name=name[:40], known=known)
            )
        turned[name] = replace(turned[name], default=turned[name].read(name, text))
    return _with(template, turned)


def at_ends(template: Template) -> Iterator[Template]:
    """The template with every number at its least, then at its most; choices at their first and last."""
    for end in (0, -1):
        turned = {
            name: replace(variable, default=variable.extremes[end]) if variable.extremes else variable
            for name, variable in template.variables.items()
        }
        if turned:
            yield _with(template, turned)


def _with(template: Template, variables: Mapping[str, Any]) -> Template:
    values = {name: variable.default for name, variable in variables.items()}
    if values == defaults(template):
        return template
    version = blake2b(f"{template.version}{json.dumps(values)}".encode(), digest_size=8).hexdigest()
    return replace(template, variables=variables, version=version)


def defaults(template: Template) -> dict[str, Value]:
    """What its variables stand at."""
    return {name: variable.default for name, variable in template.variables.items()}


def own_files(template: Template, own: OwnTemplate) -> dict[str, bytes]:
    """The files of a folder of its own, by name: the layout as it is turned, its ornaments, its sample.

    It stays of the layout's skeleton: a week does not show both two days running. WrongInput for an unknown
    slot, or a title that is none.
    """
    slots = [_slot(own.slot)] if own.slot else list(template.slots)
    manifest = parse_toml(read_text(template.folder / TOML))
    manifest |= {"title": _title(own.title) or own.name, "title_en": _title(own.title_en) or own.name}
    manifest |= {"slots": [slot.value for slot in slots], "skeleton": template.skeleton}
    for name, value in defaults(template).items():
        manifest["vars"][name]["default"] = value
    pictures = {file: path.read_bytes() for file, path in _own_pictures(template)}
    written = {HTML: template.source, TOML: toml_of(manifest), SAMPLE: _sample(template, slots[0])}
    return pictures | {name: text.encode() for name, text in written.items()}


def write_own(template: Template, own: OwnTemplate, folder: Path) -> Path:
    """Write that folder below `folder`; WrongInput for a name that is taken or cannot be one."""
    made = free_folder(own.name, folder)
    files = own_files(template, own)
    try:
        made.mkdir(parents=True)
    except FileExistsError as error:  # another was a moment faster
        raise WrongInput(Message("template.exists", path=str(made))) from error
    for name in sorted(files, key=(HTML, TOML).__contains__):  # a folder counts as soon as it has one of them
        write_whole(made / name, files[name])
    return made


def _own_pictures(template: Template) -> Iterator[tuple[str, Path]]:
    for name, path in files_of(template.folder).items():
        if name in template.ornaments:
            yield path.name, path


def _title(text: str) -> str:
    if not TITLE.fullmatch(text):
        raise WrongInput(Message("template.bad_title", title=text[:LONGEST_TITLE], most=LONGEST_TITLE))
    return text.strip()


def _slot(name: str) -> Slot:
    if name not in set(Slot):
        raise WrongInput(Message("template.unknown_slot", slot=name, known=tuple(Slot)))
    return Slot(name)


def _sample(template: Template, slot: Slot) -> str:
    """The layout's sample, with the sign and the words of the slot it now stands in."""
    sample = json.loads(template.sample)
    if slot not in template.slots:
        fields = sample["fields"]
        words = {"sign": slot.sign, "job": slot.greeting}
        fields |= {name: text for name, text in words.items() if name in fields}
    return json.dumps(sample, ensure_ascii=False, indent=2) + "\n"


def toml_of(table: Mapping[str, Any], above: str = "") -> str:
    """A table of texts, numbers, lists and tables as TOML: values first, then the tables below it."""
    values = {name: value for name, value in table.items() if not isinstance(value, Mapping)}
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items()]
    head = f"[{above}]\n" if above and (values or not table) else ""
    below = "".join(
        "\n" + toml_of(value, f"{above}.{name}" if above else name)
        for name, value in table.items()
        if isinstance(value, Mapping)
    )
    return head + "".join(lines) + below
