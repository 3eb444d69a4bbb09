"""A poster template: one folder with template.html.j2, template.toml, sample.json and expected.png.

Folders are read in order and the later wins, so a workspace may replace a built-in template by its name.
Parts that several templates share lie beside them as `_name.html.j2`: macros, layouts and their style sheets.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateSyntaxError

from content.errors import PosterError, TextDoesNotFit, WrongInput
from content.files import cause_of, read_text
from content.formats import parse_toml
from content.model import Message, Slot
from content.posters.manifest import (
    Field,
    Manifest,
    Palette,
    Suits,
    TemplatePhoto,
    parse_manifest,
    parse_palettes,
)
from content.posters.ornament import FOLDER as ORNAMENTS
from content.posters.ornament import files_of, read_ornament
from content.posters.variables import Variable

DRAWING = 3  # raise it when the same spec would come out differently; the golden tests tell
HTML, TOML, PALETTES, PARTS = "template.html.j2", "template.toml", "palettes.toml", "_*.html.j2"
SAMPLE = "sample.json"
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_ORNAMENT = re.compile(r"""\bornament\(\s*['"]([^'"]+)['"]""")
_USED = re.compile(r"""\{%-?\s*(?:extends|include|import|from)\s+['"]([^'"]+)['"]""")


@dataclass(frozen=True)
class Template:
    """`source` is the Jinja text of the page, `version` the hash of all that makes it look as it does.

    `fields` and `photos` are by name; `parts` are the shared files it uses, `ornaments` the pictures it
    brings, `palettes` those of all folders read. It serves stories of one of its `forms`, or of any; one that
    `sells` only stories that do. `days` keeps it for solar terms ("term"), or for what a story announces
    ("event"). Templates of one `skeleton` look alike; `suits` says what it is best for. `variables` are what
    people may turn without code, each at its default.
    """

    name: str
    folder: Path
    source: str
    version: str
    title: str
    title_en: str
    slots: tuple[Slot, ...]
    forms: tuple[str, ...]
    sells: bool
    sizes: tuple[str, ...]
    ground: str
    parts: Mapping[str, str]
    fields: Mapping[str, Field]
    photos: Mapping[str, TemplatePhoto]
    palettes: Mapping[str, Palette]
    ornaments: Mapping[str, bytes] = field(default_factory=dict)
    days: str = ""
    skeleton: str = ""
    suits: Suits = Suits()  # noqa: RUF009 - frozen
    variables: Mapping[str, Variable] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.name, self.version))

    @cached_property
    def page(self) -> str:
        """The Jinja text without its style sheets."""
        return _STYLE.sub("", self.source)

    @cached_property
    def css(self) -> str:
        """The style sheets of the parts, then the template's own."""
        return "".join("".join(_STYLE.findall(source)) for source in (*self.parts.values(), self.source))

    @cached_property
    def parts_key(self) -> tuple[tuple[str, str], ...]:
        """The parts without their style sheets, to be compiled once for all templates that use the same."""
        return tuple((name, _STYLE.sub("", source)) for name, source in self.parts.items())

    @cached_property
    def needed(self) -> frozenset[str]:
        """The fields that must be given."""
        return frozenset(name for name, field in self.fields.items() if not field.optional)

    @property
    def photos_needed(self) -> int:
        """How many photos it cannot do without."""
        return sum(not photo.optional for photo in self.photos.values())

    def checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Every field of the template, the optional ones that were not given empty.

        PosterError names the field that is missing, unknown or of another type, TextDoesNotFit one too long.
        """
        unknown = sorted(given.keys() - self.fields.keys())
        if unknown:
            raise PosterError(
                Message(
                    "template.unknown_field", template=self.name, field=unknown[0], known=tuple(self.fields)
                )
            )
        return {name: self._checked(name, field, given.get(name)) for name, field in self.fields.items()}

    def _checked(self, name: str, field: Field, value: Any) -> Any:
        if value is None or value == "" or value == []:
            if not field.optional:
                raise PosterError(Message("template.field_missing", template=self.name, field=name))
            return field.empty
        if not field.holds(value):
            raise PosterError(
                Message("template.field_must_be", field=name, template=self.name, expects=field.expects)
            )
        for text in field.texts(value):
            if len(text) > field.max:
                raise TextDoesNotFit(name, len(text), field.max)
        return value

    @property
    def sample(self) -> str:
        """The text of sample.json: what `python -m content.posters` draws."""
        return _read(self.folder / SAMPLE)


def base_css() -> str:
    """The style sheet under every template: reset, font classes, what the typography filters mark."""
    return files("content.posters").joinpath("base.css").read_text(encoding="utf-8")


def load_templates(*folders: Path, aside: list[Message] | None = None) -> dict[str, Template]:
    """Every template by name; WrongInput names the file and the field that is wrong.

    With `aside` an unfinished template does not stop the others: it is left out, and what is wrong with
    it is added there. The one of its name from a folder before serves on.
    """
    palettes: dict[str, Palette] = {}
    parts: dict[str, str] = {}
    ornaments: dict[str, Path] = {}
    for folder in folders:
        ornaments |= files_of(folder / ORNAMENTS)
        if (folder / PALETTES).is_file():
            with _set_aside("palettes_aside", str(folder / PALETTES), aside):
                palettes |= parse_palettes(folder / PALETTES, _toml(folder / PALETTES))
        for path in sorted(folder.glob(PARTS)):
            with _set_aside("part_aside", path.name, aside):
                parts[path.name] = _read(path)
    shared = _Shared(parts, palettes, ornaments)
    if aside is None:
        return {path.name: _load(path, shared) for path in _template_folders(folders)}
    templates: dict[str, Template] = {}
    for path in _template_folders(folders, HTML):
        with _set_aside("aside", path.name, aside):
            template = _load(path, shared)
            for source in (*template.parts.values(), template.source):
                _check_syntax(path, source)
            templates[path.name] = template
    return templates


@contextmanager
def _set_aside(code: str, name: str, aside: list[Message] | None) -> Iterator[None]:
    """What cannot be used is said in `aside`; without one it stops everything."""
    try:
        yield
    except WrongInput as error:
        if aside is None:
            raise
        aside.append(Message(f"template.{code}", name=name, why=error.message))


def _template_folders(folders: tuple[Path, ...], *also: str) -> Iterator[Path]:
    """Folders that hold a template.toml, or one of the files named `also`."""
    for folder in folders:
        yield from sorted({path.parent for name in (TOML, *also) for path in folder.glob(f"*/{name}")})


def _check_syntax(folder: Path, source: str) -> None:
    if wrong := _syntax_error(source):
        line, cause = wrong
        raise WrongInput(Message("template.line_wrong", path=str(folder / HTML), line=line, cause=cause))


@lru_cache(maxsize=512)
def _syntax_error(source: str) -> tuple[int, str | None] | None:
    """The line that Jinja stumbles over, and why. Kept: most templates share parts, and a desk asks often."""
    try:
        Environment(autoescape=True).parse(source)
    except TemplateSyntaxError as error:
        return error.lineno, error.message
    return None


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all templates of some folders may use."""

    parts: Mapping[str, str]
    palettes: Mapping[str, Palette]
    ornaments: Mapping[str, Path]


def _load(folder: Path, shared: _Shared) -> Template:
    if not (folder / HTML).is_file():
        raise WrongInput(Message("template.no_folder", path=str(folder / HTML), html=HTML, toml=TOML))
    source = _read(folder / HTML)
    manifest = parse_manifest(folder / TOML, _toml(folder / TOML))
    used = _used(source, shared.parts, folder)
    ornaments = _ornaments((source, *used.values()), {**shared.ornaments, **files_of(folder)}, folder)
    return Template(
        name=folder.name,
        folder=folder,
        source=source,
        version=_version(
            source, _read(folder / TOML), *used.values(), *(picture.hex() for picture in ornaments.values())
        ),
        title=manifest.title,
        title_en=manifest.title_en,
        slots=manifest.slots,
        forms=manifest.forms,
        sells=manifest.sells,
        sizes=manifest.sizes,
        ground=manifest.ground,
        parts=used,
        fields=_fields(manifest),
        photos={name: photo.photo() for name, photo in manifest.photos.items()},
        palettes=shared.palettes,
        ornaments=ornaments,
        days=manifest.days,
        skeleton=manifest.skeleton or folder.name,
        suits=manifest.suits,
        variables={name: entry.variable() for name, entry in manifest.vars.items()},
    )


def _ornaments(sources: Iterable[str], known: Mapping[str, Path], folder: Path) -> dict[str, bytes]:
    """The ornaments that these sources name, checked. WrongInput for one that is nowhere or unusable."""
    names = sorted({name for source in sources for name in _ORNAMENT.findall(source)})
    for name in names:
        if name not in known:
            raise WrongInput(
                Message("template.unknown_ornament", path=str(folder), name=name, known=tuple(sorted(known)))
            )
    return {name: read_ornament(known[name]) for name in names}


def _used(source: str, parts: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The parts that a source uses, and those that they use, each before what uses it."""
    used: dict[str, str] = {}
    for name in _USED.findall(source):
        if name not in parts:
            there = tuple(sorted(parts)) or Message("template.no_parts")
            raise WrongInput(
                Message("template.unknown_part", path=str(folder / HTML), part=name, known=there)
            )
        if name not in used:
            used |= _used(parts[name], {key: parts[key] for key in parts if key != name}, folder)
            used[name] = parts[name]
    return used


def _fields(manifest: Manifest) -> dict[str, Field]:
    return {name: field.field() for name, field in manifest.fields.items()}


def _version(*texts: str) -> str:
    """16 hex digits over the template's files and parts, the common style sheet and the way we draw."""
    digest = blake2b(digest_size=8)
    for text in (str(DRAWING), base_css(), *texts):
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def _read(path: Path) -> str:
    try:
        return read_text(path)
    except (OSError, UnicodeDecodeError) as error:
        raise WrongInput(Message("file.unreadable", file=str(path), cause=cause_of(error))) from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return parse_toml(_read(path))
    except tomllib.TOMLDecodeError as error:
        raise WrongInput(Message("file.no_toml", path=str(path), cause=cause_of(error))) from error
