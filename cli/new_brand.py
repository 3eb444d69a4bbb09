"""What `sishi init` has to know of a brand: by option, else asked on a terminal, else the usual."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from cyclopts import Parameter
from pydantic import ValidationError

from cli.common import say
from cli.language import language as language_of_now
from cli.language import speaking, text_of
from content.errors import WrongInput
from content.model import Message
from content.validation import BadValue, in_field

T = TypeVar("T")
USUAL_GROUPS = 6


@Parameter(name="*")
@dataclass(frozen=True)
class BrandOptions:
    """What is given of a brand by option."""

    brand: Annotated[str | None, Parameter(name="--brand")] = None
    zone: Annotated[str | None, Parameter(name="--zone")] = None
    language: Annotated[Literal["zh", "en"] | None, Parameter(name="--language")] = None
    groups: Annotated[int | None, Parameter(name="--groups")] = None

    @property
    def is_given(self) -> bool:
        return any(value is not None for value in (self.brand, self.zone, self.language, self.groups))


@dataclass(frozen=True, slots=True)
class Answers:
    """What was given or answered, each checked."""

    brand: str
    zone: str
    language: str
    groups: int


def is_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def answers(options: BrandOptions) -> Answers:
    """What the options say; the rest is asked on a terminal, and the usual elsewhere. WrongInput for an
    option that does not do."""
    spoken = _answer("language", options.language, language_of_now(), a_language)
    with speaking(spoken):
        return Answers(
            language=spoken,
            brand=_answer("brand", options.brand, text_of(Message("new_brand.usual_name")), a_brand),
            zone=_answer("zone", options.zone, "Asia/Shanghai", a_zone_name),
            groups=_answer("groups", options.groups, str(USUAL_GROUPS), a_number),
        )


def _answer(name: str, given: str | int | None, usual: str, parse: Callable[[str], T]) -> T:
    if given is not None:
        try:
            return parse(str(given))
        except BadValue as error:
            raise WrongInput(Message("new_brand.bad_option", name=name, problem=error.message)) from None
    while is_terminal():
        print(text_of(Message(f"new_brand.ask_{name}", usual=usual)), end=" ", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            break
        try:
            return parse(line.strip() or usual)
        except BadValue as error:
            say(Message("new_brand.try_again", problem=error.message))
    return parse(usual)


def a_language(text: str) -> str:
    """zh or en, also as people call them. BadValue otherwise."""
    from services.new_brand import language_called

    code = language_called(text)
    if code is None:
        raise BadValue(Message("new_brand.no_language", text=text))
    return code


def a_brand(text: str) -> str:
    """A name for posters. BadValue for one that is too long or not on one line."""
    from services.new_brand import check_name

    if not text.isprintable() or not text.strip():
        raise BadValue(Message("new_brand.not_one_line"))
    try:
        check_name(text.strip())
    except ValidationError as error:
        raise BadValue(in_field(error.errors(include_url=False)[0])) from None
    return text.strip()


def a_zone_name(text: str) -> str:
    """An IANA zone, also as tables write it. BadValue for none."""
    from channels.cells import Noted
    from channels.zones import a_zone

    zone = a_zone(text)
    return str(zone.value) if isinstance(zone, Noted) else zone


def a_number(text: str) -> int:
    """How many groups, 0 to 5000. BadValue otherwise."""
    from services.new_brand import MOST_GROUPS

    if not (text.isascii() and text.isdigit()) or int(text) > MOST_GROUPS:
        raise BadValue(Message("new_brand.no_number", text=text, most=MOST_GROUPS))
    return int(text)
