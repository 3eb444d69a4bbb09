"""template.toml and palettes.toml, read and checked at the edge; inside they are plain dataclasses."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError
from pydantic import Field as Limited

from content.errors import WrongInput
from content.model import Message, Slot
from content.posters.variables import MOST_VARIABLES, VariableEntry
from content.validation import in_field

COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
LINK = re.compile(r"https?://[!-~]+")


class FieldType(StrEnum):
    TEXT = "text"
    LINK = "link"  # an address for a QR code
    TEXTS = "texts"  # a list of texts
    PAIRS = "pairs"  # a list of two texts: a title and a note


@dataclass(frozen=True, slots=True)
class Field:
    """`min` and `max` count the characters of each text; lists have one to `items` of them."""

    type: FieldType
    min: int
    max: int
    items: int
    optional: bool

    @property
    def empty(self) -> Any:
        return "" if self.is_one else []

    @property
    def is_one(self) -> bool:
        """Whether a value is one text, not a list."""
        return self.type in (FieldType.TEXT, FieldType.LINK)

    @property
    def expects(self) -> Message:
        """What a value must be, in words."""
        if self.type is FieldType.LINK:
            return Message("template.expects_link", most=self.max)
        if self.is_one:
            return Message("template.expects_text", least=self.min, most=self.max)
        code = "template.expects_texts" if self.type is FieldType.TEXTS else "template.expects_pairs"
        return Message(code, items=self.items, least=self.min, most=self.max)

    def holds(self, value: Any) -> bool:
        """Whether `value` has the right type and number of items and is not too short."""
        if self.type is FieldType.LINK:
            return isinstance(value, str) and bool(LINK.fullmatch(value))
        if self.is_one:
            return isinstance(value, str) and len(value) >= self.min
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= self.items:
            return False
        if self.type is FieldType.TEXTS:
            return all(isinstance(text, str) and len(text) >= self.min for text in value)
        return all(len(pair) == 2 and all(isinstance(text, str) for text in pair) for pair in value)

    def texts(self, value: Any) -> Iterator[str]:
        """Every text in a value that `holds`."""
        for item in [value] if self.is_one else value:
            yield from [item] if isinstance(item, str) else item


@dataclass(frozen=True, slots=True)
class TemplatePhoto:
    """A picture that the template shows; without an `optional` one it has another face.

    A `whole` one is never cut. `calm` is the share of the photo, 0 to 1, that one side of it must leave calm;
    `px` how wide it stands on a canvas of 1080.
    """

    optional: bool
    aspect: tuple[int, int]
    whole: bool = False
    calm: float = 0.0
    px: int = 1080
    plain: bool = False  # only photos whose ground is plain

    @property
    def ratio(self) -> float:
        """Width over height."""
        return self.aspect[0] / self.aspect[1]


@dataclass(frozen=True, slots=True)
class Suits:
    """What a template is best for; what is None or empty does not matter. Ranges hold both their ends.

    `aspect` is of the first photo (width over height), `photos` their number, `length` the characters of the
    slot's main words, `option_length` of its longest option. `people`: photos with faces are welcome or not.
    `calm_top`: photos whose upper third is calm. `given` are optional fields that ask for this template.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    aspect: tuple[float, float] | None = None
    photos: tuple[int, int] | None = None
    length: tuple[int, int] | None = None
    options: int | None = None
    option_length: tuple[int, int] | None = None
    saying: bool | None = None
    steps: bool | None = None
    people: bool | None = None
    calm_top: bool | None = None
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Palette:
    """Four colours, #rrggbb: dark ground, light ground, an accent for areas, one for type on light."""

    deep: str
    paper: str
    acc: str
    acc2: str

    def colours(self) -> dict[str, str]:
        return {"deep": self.deep, "paper": self.paper, "acc": self.acc, "acc2": self.acc2}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Colour = Annotated[str, StringConstraints(pattern=rf"^{COLOUR.pattern}$")]


class FieldEntry(_Strict):
    type: FieldType = FieldType.TEXT
    min: int = Limited(default=1, ge=0)
    max: int = Limited(ge=1, le=1000)
    items: int = Limited(default=1, ge=1, le=12)
    optional: bool = False

    def field(self) -> Field:
        return Field(self.type, self.min, self.max, self.items, self.optional)


class PhotoEntry(_Strict):
    optional: bool = False
    aspect: Annotated[str, StringConstraints(pattern=r"^[1-9]\d?:[1-9]\d?$")] = "3:4"
    whole: bool = False
    calm: float = Limited(default=0.0, ge=0, le=0.6)
    px: int = Limited(default=1080, ge=40, le=1080)
    plain: bool = False

    def photo(self) -> TemplatePhoto:
        across, down = self.aspect.split(":")
        return TemplatePhoto(
            self.optional, (int(across), int(down)), self.whole, self.calm, self.px, self.plain
        )


Canvas = Literal["3:4", "1:1", "9:16", "long"]


class Manifest(_Strict):
    """template.toml as written."""

    title: str
    title_en: str
    slots: tuple[Slot, ...] = Limited(min_length=1)
    forms: tuple[str, ...] = ()
    sells: bool = False
    days: Literal["", "term", "event"] = ""
    skeleton: str = ""
    suits: Suits = Suits()
    sizes: tuple[Literal["3:4", "1:1", "9:16", "long"], ...] = Limited(
        default=("3:4", "1:1", "9:16"), min_length=1
    )
    ground: Literal["deep", "paper", "acc", "acc2"] = "paper"
    fields: dict[Name, FieldEntry] = {}
    photos: dict[Name, PhotoEntry] = {}
    vars: dict[Name, VariableEntry] = Limited(default={}, max_length=MOST_VARIABLES)


class PaletteEntry(_Strict):
    deep: Colour
    paper: Colour
    acc: Colour
    acc2: Colour


_PALETTES = TypeAdapter(dict[Name, PaletteEntry])


def parse_manifest(path: Path, raw: Mapping[str, Any]) -> Manifest:
    """template.toml, checked; WrongInput names the file and each field that is wrong."""
    try:
        return Manifest.model_validate(raw)
    except ValidationError as error:
        raise _unusable(path, error) from None


def parse_palettes(path: Path, raw: Mapping[str, Any]) -> dict[str, Palette]:
    """palettes.toml: a table of four colours by name."""
    try:
        entries = _PALETTES.validate_python(raw)
    except ValidationError as error:
        raise _unusable(path, error) from None
    return {name: Palette(**entry.model_dump()) for name, entry in entries.items()}


def _unusable(path: Path, error: ValidationError) -> WrongInput:
    problems = tuple(map(in_field, error.errors()))
    return WrongInput(
        Message("settings.unusable_see", file=str(path), problems=problems, doc="docs/templates.md")
    )
