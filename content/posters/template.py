"""A poster template: one folder with template.html.j2, template.toml, sample.json and expected.png.

Folders are read in order and the later wins, so a workspace may replace a built-in template by its name.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import Any

from content.errors import PosterError, TextDoesNotFit, WrongInput
from content.model import Slot
from content.posters.manifest import Field, Manifest, Palette, Photo, parse_manifest, parse_palettes

DRAWING = 1  # raise it when the same spec would come out differently; the golden tests tell
HTML, TOML, PALETTES = "template.html.j2", "template.toml", "palettes.toml"


@dataclass(frozen=True)
class Template:
    """`source` is the Jinja text of the page, `version` the hash of all that makes its looks.

    `fields` and `photos` are by name; `looks` has at least one; `palettes` are those of all folders read.
    """

    name: str
    folder: Path
    source: str
    version: str
    title: str
    slots: tuple[Slot, ...]
    looks: tuple[str, ...]
    width: int
    height: int
    fields: Mapping[str, Field]
    photos: Mapping[str, Photo]
    palettes: Mapping[str, Palette]

    @property
    def needs_photo(self) -> bool:
        return any(not photo.optional for photo in self.photos.values())

    def checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Every field of the template, the optional ones that were not given empty.

        PosterError names the field that is missing, unknown or of another type, TextDoesNotFit one too long.
        """
        unknown = sorted(given.keys() - self.fields.keys() - {"look"})
        if unknown:
            raise PosterError(
                f"Template {self.name!r} has no field {unknown[0]!r}. It has: {', '.join(self.fields)}."
            )
        if given.get("look") not in self.looks:
            looks = ", ".join(self.looks)
            raise PosterError(f"Template {self.name!r} has no look {given.get('look')!r}. It has: {looks}.")
        return {name: self._checked(name, field, given.get(name)) for name, field in self.fields.items()}

    def _checked(self, name: str, field: Field, value: Any) -> Any:
        if value is None or value == "" or value == []:
            if not field.optional:
                raise PosterError(f"Template {self.name!r} needs a text for its field {name!r}; give one.")
            return field.empty
        if not field.holds(value):
            raise PosterError(f"Field {name!r} of template {self.name!r} must be {field.expects}.")
        for text in field.texts(value):
            if len(text) > field.max:
                raise TextDoesNotFit(name, len(text), field.max)
        return value

    @property
    def sample(self) -> str:
        """The text of sample.json: what `python -m content.posters` draws."""
        return (self.folder / "sample.json").read_text(encoding="utf-8")


def base_css() -> str:
    """The style sheet under every template: reset, font classes, what the typography filters mark."""
    return files("content.posters").joinpath("base.css").read_text(encoding="utf-8")


def load_templates(*folders: Path) -> dict[str, Template]:
    """Every template by name; WrongInput names the file and the field that is wrong."""
    palettes: dict[str, Palette] = {}
    for folder in folders:
        if (folder / PALETTES).is_file():
            palettes |= parse_palettes(folder / PALETTES, _toml(folder / PALETTES))
    return {path.name: _load(path, palettes) for path in _template_folders(folders)}


def _template_folders(folders: tuple[Path, ...]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path.parent for path in folder.glob(f"*/{TOML}"))


def _load(folder: Path, palettes: Mapping[str, Palette]) -> Template:
    if not (folder / HTML).is_file():
        raise WrongInput(f"{folder / HTML} does not exist. A template is a folder with {HTML} and {TOML}.")
    source = (folder / HTML).read_text(encoding="utf-8")
    manifest = parse_manifest(folder / TOML, _toml(folder / TOML))
    return Template(
        name=folder.name,
        folder=folder,
        source=source,
        version=_version(source, (folder / TOML).read_text(encoding="utf-8")),
        title=manifest.title,
        slots=manifest.slots,
        looks=manifest.looks,
        width=manifest.width,
        height=manifest.height,
        fields=_fields(manifest),
        photos={name: photo.photo() for name, photo in manifest.photos.items()},
        palettes=palettes,
    )


def _fields(manifest: Manifest) -> dict[str, Field]:
    return {name: field.field() for name, field in manifest.fields.items()}


def _version(*texts: str) -> str:
    """16 hex digits over the template's files, the common style sheet and the way we draw."""
    digest = blake2b(digest_size=8)
    for text in (str(DRAWING), base_css(), *texts):
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongInput(f"{path} is no TOML: {error}.") from error
