"""What is wrong with a command line, in the reader's language: the usual kinds; cyclopts words the others."""

from collections.abc import Iterable
from typing import Any

from cyclopts import CycloptsError
from cyclopts.exceptions import (
    CoercionError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
)

from cli.language import language, text_of
from content.model import Message


def wrong_use(error: CycloptsError) -> Any:
    """A box with the sentence. In English it is cyclopts' own."""
    from cyclopts import CycloptsPanel

    message = None if language() == "en" else _message(error)
    return CycloptsPanel(error if message is None else text_of(message), title=text_of(Message("cli.error")))


def _message(error: CycloptsError) -> Message | None:
    match error:
        case UnknownCommandError(unused_tokens=[name, *_]):
            return _guessed("cli.unknown_command", "cli.unknown_command_guessed", name, error.app or ())
        case UnknownOptionError():
            names = [name for argument in error.argument_collection for name in argument.names]
            name = error.token.keyword or error.token.value
            return _guessed("cli.unknown_option", "cli.unknown_option_guessed", name, names)
        case MissingArgumentError(argument=argument) if argument is not None:
            return Message("cli.missing_argument", name=error.keyword or argument.name)
        case RepeatArgumentError():
            return Message("cli.repeated_option", name=error.token.keyword)
        case CoercionError(token=token) if token is not None:
            return _unfit(error, token.keyword, token.value)
    return None


def _guessed(code: str, guessed: str, name: str, names: Iterable[str]) -> Message:
    """It is unknown; what may have been meant."""
    import difflib

    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return Message(guessed, name=name, guess=close[0]) if close else Message(code, name=name)


def _unfit(error: CoercionError, keyword: str | None, value: str) -> Message:
    argument = error.argument
    name = keyword or (argument.name.lstrip("-").upper() if argument else "")
    choices = argument.get_choices() if argument else None
    if choices:
        return Message("cli.no_such_choice", name=name, value=value, choices=tuple(choices))
    if error.target_type in (int, float):
        return Message("cli.not_a_number", name=name, value=value)
    kind = getattr(error.target_type, "__name__", str(error.target_type))
    return Message("cli.not_a_value", name=name, value=value, kind=kind)
