"""A sentence as data: a code and what it speaks of. content.messages puts it into a reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Union

Param = Union[str, int, float, bool, date, datetime, "Message", tuple["Param", ...], None]


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """What is stored and handed on instead of a sentence: `Message("photo.blurred", focus=0.19)`.

    `code` names an entry of the catalogues, and its file before the first dot. `params` fill its {names};
    one of them may be a Message, or several of them in a tuple.
    """

    code: str
    params: Mapping[str, Param]

    def __init__(self, code: str, /, **params: Param) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "params", params)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.params.items(), key=lambda item: item[0]))))

    def to_json(self) -> dict[str, Any]:
        """As it is stored: `{"code": ..., "params": {...}}`, read back by `from_json`."""
        return {"code": self.code, "params": {name: _to_json(value) for name, value in self.params.items()}}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Message":
        """The Message that `to_json` stored. KeyError where it is not one."""
        return cls(stored["code"], **{name: _from_json(value) for name, value in stored["params"].items()})

    def texts(self) -> list[str]:
        """Every text among its params, also of Messages within, as when a name is looked for."""
        texts: list[str] = []

        def note(_name: str, text: str) -> str:
            texts.append(text)
            return text

        self.replacing(note)
        return texts

    def replacing(self, change: Callable[[str, str], str]) -> "Message":
        """The same with `change(name, text)` for every text among its params, as when a name is erased.

        Messages within it are changed alike; a text in a tuple goes by the name of the tuple.
        """
        changed = {name: _replacing(name, value, change) for name, value in self.params.items()}
        return Message(self.code, **changed)


def _to_json(value: Param) -> Any:
    match value:
        case Message():
            return {"message": value.to_json()}
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case tuple() | list():
            return [_to_json(item) for item in value]
        case str():
            return str(value)  # a StrEnum is its value
    return value


def _from_json(value: Any) -> Param:
    match value:
        case {"message": stored}:
            return Message.from_json(stored)
        case {"at": stored}:
            return datetime.fromisoformat(stored)
        case {"date": stored}:
            return date.fromisoformat(stored)
        case list():
            return tuple(_from_json(item) for item in value)
    return value  # type: ignore[no-any-return]  # JSON has no other kinds


def _replacing(name: str, value: Param, change: Callable[[str, str], str]) -> Param:
    match value:
        case Message():
            return value.replacing(change)
        case tuple():
            return tuple(_replacing(name, item, change) for item in value)
        case str():
            return change(name, value)
    return value


def own_words(text: str) -> Message | None:
    """What a person wrote, to be kept among the program's own Messages; None where nothing was written."""
    return Message("person.words", words=text) if text else None


def because(what: Message, text: str) -> Message:
    """What the program says, with a person's own words behind it where there are some."""
    return Message("audit.because", what=what, words=text) if text else what
