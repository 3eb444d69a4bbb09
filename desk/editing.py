"""The words on a poster as a form: which there are, how long they may be, and back to what a spec holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from content.model import Message, PosterSpec
from content.posters.manifest import Field, FieldType
from content.posters.template import Template
from desk.i18n import named

BETWEEN = " | "  # a step's title and its note, on one line of a form
# What the brand, the slot or the author's name decide, not the editor's words.
GIVEN = frozenset(
    {"sign", "job", "initial", "brand", "sign_off", "link", "letter", "credit", "by", "product"}
)


def field_name(name: str) -> Message | str:
    """What editors call a text of a poster."""
    return named(Message(f"desk_field.{name}"), name)


@dataclass(frozen=True, slots=True)
class Editable:
    """A field of a form: `said` one text, or the lines of a list; `max` characters a text, `items` lines."""

    name: str
    said: str
    type: str
    max: int
    items: int

    @property
    def length(self) -> int:
        return (
            max((len(line) for line in self.said.split("\n")), default=0)
            if self.items > 1
            else len(self.said)
        )

    @property
    def is_long(self) -> bool:
        return self.items > 1 or self.max > 60


def editables(spec: PosterSpec, templates: Mapping[str, Template]) -> list[Editable]:
    """What an editor may say otherwise on this poster; nothing where its template is gone."""
    template = templates.get(spec.template)
    if template is None:
        return []
    return [
        Editable(name, _said(spec.fields.get(name, field.empty)), field.type.value, field.max, field.items)
        for name, field in template.fields.items()
        if name not in GIVEN and field.type is not FieldType.LINK
    ]


def typed(template: Template, names: Sequence[str], texts: Sequence[str]) -> dict[str, Any]:
    """What a form says, as the template wants it; names it does not know are handed on, to be refused."""
    return {
        name: _value(template.fields.get(name), text.replace("\r\n", "\n"))
        for name, text in zip(names, texts, strict=False)
    }


def _said(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "\n".join(
        item if isinstance(item, str) else BETWEEN.join(part for part in item if part) for item in value
    )


def _value(field: Field | None, text: str) -> Any:
    if field is None or field.is_one:
        return text
    lines = [line for line in text.split("\n") if line.strip()]
    if field.type is FieldType.TEXTS:
        return lines
    return [[part.strip() for part in ([*line.split("|", 1), ""])[:2]] for line in lines]
