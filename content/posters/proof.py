"""A proof sheet: one template against every kind of caption, with what goes wrong ringed."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from content.errors import WrongInput
from content.files import cause_of, read_text
from content.formats import parse_toml
from content.model import Message
from content.posters.canvas import USUAL
from content.posters.engine import Engine
from content.posters.lint.finding import Check, TemplateFinding
from content.posters.lint.lint import examined
from content.posters.looking import looked_at
from content.posters.manifest import FieldType
from content.posters.pictures import PosterMedia
from content.posters.preview import sample_spec
from content.posters.template import Template
from content.posters.typography import initial, shorten
from content.score.face_search import FaceSearch
from content.validation import in_field

if TYPE_CHECKING:
    from PIL.Image import Image

MAIN = ("hook", "question", "line", "title", "paragraph")  # where a caption goes, the first there is
MEMBERS = frozenset({"line", "comment"})  # words of members, which are shortened when a poster is told
LEAST_MAIN = 8  # characters a field must take to be one for captions


class Caption(BaseModel):
    """One text to proof with and what kind it is, in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    en: str
    text: str = Field(min_length=1)
    goes_to: Literal["main", "name"] = Field(default="main", alias="as")


class _Captions(BaseModel):
    model_config = ConfigDict(extra="forbid")
    captions: tuple[Caption, ...] = Field(min_length=1)


@dataclass(frozen=True)
class ProofCell:
    """A caption's poster, None where it could not be drawn, and what is wrong with it."""

    caption: Caption
    picture: "Image | None"
    findings: tuple[TemplateFinding, ...]


@dataclass(frozen=True)
class Proof:
    """All cells of one template, size and palette."""

    template: Template
    size: str
    palette: str
    cells: tuple[ProofCell, ...]

    @cached_property
    def counts(self) -> dict[Check, int]:
        """In how many cells each check found something, only those that did."""
        checks_by_cell = [{finding.check for finding in cell.findings} for cell in self.cells]
        return {
            check: count for check in Check if (count := sum(check in checks for checks in checks_by_cell))
        }


def proof(
    template: Template,
    templates: Mapping[str, Template],
    captions: Sequence[Caption],
    pictures: PosterMedia,
    engine: Engine,
    size: str = USUAL,
    palette: str = "",
) -> Proof:
    """The sheet's cells, 0.15 s each; `palette` by name, else the sample's. WrongInput for an unknown one."""
    spec = sample_spec(template, engine.name, size)
    palette = palette or str(json.loads(template.sample)["palette"])
    if palette not in template.palettes:
        known = tuple(sorted(template.palettes))
        raise WrongInput(Message("poster.unknown_palette", palette=palette, known=known))
    spec = replace(spec, palette=template.palettes[palette].colours())
    spec = looked_at(spec, pictures, FaceSearch())

    def cell(caption: Caption) -> ProofCell:
        filled = replace(spec, fields={**spec.fields, **_fields(caption, template)})
        picture, findings = examined(filled, templates, pictures, engine, caption.en, cuts=True)
        return ProofCell(caption, picture, tuple(findings))

    used = [caption for caption in captions if _fields(caption, template)]  # a name needs a field for names
    return Proof(template, size, palette, tuple(map(cell, used)))


def read_captions(file: Path | None = None) -> tuple[Caption, ...]:
    """The captions of a TOML file, or of a text file with one a line; the built-in thirty by default."""
    try:
        if file is None:
            text = files("content.posters").joinpath("captions.toml").read_text(encoding="utf-8")
        else:
            text = read_text(file)
        if file is not None and file.suffix != ".toml":
            return _lines(file, text)
        return _Captions.model_validate(parse_toml(text)).captions
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongInput(Message("file.unreadable", file=str(file), cause=cause_of(error))) from error
    except ValidationError as error:
        problem = in_field(error.errors()[0])
        raise WrongInput(Message("poster.captions_unusable", file=str(file), problem=problem)) from None


def _lines(file: Path, text: str) -> tuple[Caption, ...]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise WrongInput(Message("poster.no_captions", file=str(file)))
    return tuple(Caption(zh=f"第 {at} 条", en=f"line {at}", text=line) for at, line in enumerate(lines, 1))


def main_field(template: Template) -> str:
    """The field that a caption goes to. WrongInput for a template that has no text of some length."""
    texts = [
        name
        for name, field in template.fields.items()
        if field.type is FieldType.TEXT and field.max >= LEAST_MAIN
    ]
    required = [name for name in texts if not template.fields[name].optional]
    for name in (*(name for name in MAIN if name in texts), *required, *texts):
        return name
    raise WrongInput(Message("template.no_long_field", template=template.name, least=LEAST_MAIN))


def _fields(caption: Caption, template: Template) -> dict[str, Any]:
    """The fields that a caption fills, cut as `compose` cuts what members wrote."""
    if caption.goes_to == "main":
        name = main_field(template)
        most = template.fields[name].max
        return {name: shorten(caption.text, most) if name in MEMBERS else caption.text}
    names = {
        "by": f"@{caption.text}",
        "credit": f"图 @{caption.text}",
        "initial": initial(caption.text),
    }
    return {
        name: text[: template.fields[name].max] for name, text in names.items() if name in template.fields
    }
