"""A Message in a reader's language."""

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Any

from content.messages.catalog import catalog
from content.model.message import Message, Param

BETWEEN = {"zh": "、", "en": ", "}
JOINED = {
    "clauses": {"zh": "；", "en": "; "},
    "or": {"zh": "或", "en": " or "},
    "sentences": {"zh": "", "en": " "},
}
COUNT = "n"  # the parameter that a plural goes by


def render(message: Message, language: str) -> str:
    """The sentence: its {names} filled in, in the plural form that the parameter `n` asks for.

    A Message among the parameters is rendered first; several in a tuple are listed, on lines of their own for
    `{names:lines}`, else as JOINED says: `{names:or}`. KeyError where the catalogue has no such code, or
    the code asks for a parameter that the Message does not have.
    """
    return _Fill(language).vformat(template(message, language), (), message.params)


def in_each(message: Message) -> dict[str, str]:
    """The sentence in each language: `{"zh": ..., "en": ...}`, as JSON has it."""
    return {language: render(message, language) for language in BETWEEN}


def in_both(message: Message | None) -> str:
    """Chinese and English side by side, as files and programs read it; "" for None.

    What is the same in both, such as a person's own words, stands there once.
    """
    match message:
        case None:
            return ""
        case Message("audit.because", {"what": Message() as what, "words": words}):
            return f"{in_both(what)}: {words}"
    zh, en = in_each(message).values()
    return zh if zh == en else f"{zh} {en}"


def template(message: Message, language: str) -> str:
    """The catalogue's text for a Message, its {names} not filled in."""
    code, count = message.code, message.params.get(COUNT)
    texts = catalog(language, code.partition(".")[0])
    text = texts.ngettext(code, code, count) if isinstance(count, int) else texts.gettext(code)
    if text == code:  # in one form whatever the count, or not there at all
        text = texts.gettext(code)
    if text == code:
        raise KeyError(f"no text for {code!r} in {language}")
    return text


class _Fill(Formatter):
    def __init__(self, language: str) -> None:
        self._language = language

    def get_value(
        self,
        key: int | str,
        args: Sequence[Any],  # noqa: ARG002 - string.Formatter hands them over
        kwargs: Mapping[str, Any],
    ) -> Any:
        return self._worded(kwargs[str(key)])

    def _worded(self, value: Param) -> Any:
        match value:
            case Message():
                return render(value, self._language)
            case tuple():
                return _List(tuple(str(self._worded(item)) for item in value), self._language)
        return value


class _List:
    def __init__(self, items: tuple[str, ...], language: str) -> None:
        self._items, self._language = items, language

    def __str__(self) -> str:
        return BETWEEN[self._language].join(self._items)

    def __format__(self, spec: str) -> str:
        match spec:
            case "lines":
                return "".join(f"\n  {item}" for item in self._items)
            case "clauses" | "or" | "sentences":
                return JOINED[spec][self._language].join(self._items)
        return format(str(self), spec)
