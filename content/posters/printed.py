"""The fields of a poster as they are printed: without the signs that no font has."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import regex

from content.model import Message
from content.posters.coverage import left_out, printable
from content.posters.typography import initial

NOBODY = "群友"  # who is named where nothing of a name can be printed
_LETTER = regex.compile(r"[\p{L}\p{N}\p{Extended_Pictographic}\p{S}]")


@dataclass(frozen=True, slots=True)
class PrintedFields:
    """`fields` as shown, the signs of each that were `dropped`, and a warning that names them."""

    fields: dict[str, Any]
    dropped: dict[str, tuple[str, ...]]
    warnings: tuple[Message, ...]


def printed_fields(fields: Mapping[str, Any]) -> PrintedFields:
    """The fields without what would be empty boxes; whoever has no name left is a friend of the group."""
    printed = {name: _printable(text) for name, text in fields.items()}
    dropped = {
        name: signs for name, text in fields.items() if (signs := tuple(dict.fromkeys(_signs_left_out(text))))
    }
    if "by" in printed and fields["by"] and not _LETTER.search(str(printed["by"])):
        printed["by"] = f"{printed['by']} {NOBODY}".strip() if _is_seen(printed["by"]) else NOBODY
    if "initial" in printed and fields["initial"] and not _is_seen(printed["initial"]):
        printed["initial"] = initial(str(printed.get("by") or NOBODY))
    warnings = (
        Message("poster.signs_left_out", field=name, signs=" ".join(map(_named, signs)))
        for name, signs in dropped.items()
    )
    return PrintedFields(printed, dropped, tuple(warnings))


def _printable(text: Any) -> Any:
    if isinstance(text, str):
        return printable(text)
    return [_printable(part) for part in text] if isinstance(text, list) else text


def _signs_left_out(text: Any) -> list[str]:
    if isinstance(text, str):
        return left_out(text)
    return [sign for part in text for sign in _signs_left_out(part)] if isinstance(text, list) else []


def _named(sign: str) -> str:
    """A sign for a sentence: by its number where nobody would see it."""
    hidden = any(unicodedata.category(letter) in {"Co", "Cn", "Cs"} for letter in sign)
    return f"U+{ord(sign[0]):04X}" if hidden else sign


def _is_seen(text: Any) -> bool:
    return bool(str(text).strip())
