"""Which language the command line speaks: that of --lang, else of the workspace, else of the machine."""

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from content.messages import LANGUAGES, render
from content.model import Message

OPTION, WORKSPACE = "--lang", "--workspace"
MACHINE = ("LC_ALL", "LC_MESSAGES", "LANG")  # in the order that POSIX reads them
SETTINGS = "sishi.toml"

_language: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """The language of the command that runs."""
    return _language.get()


def text_of(text: Message | str) -> str:
    """A Message in the language of the command that runs; what others worded stays as it is."""
    return render(text, language()) if isinstance(text, Message) else text


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Have everything that is printed meanwhile be in a language."""
    before = _language.set(chosen)
    try:
        yield
    finally:
        _language.reset(before)


def choose(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> str:
    """The language for a command line. A bad option or a bad file is left to its own reader."""
    wanted = _option(arguments, OPTION)
    if wanted in LANGUAGES:
        return wanted
    folder = _option(arguments, WORKSPACE) or environ.get("SISHI_WORKSPACE") or "."
    return _of_workspace(Path(folder)) or _of_machine(environ)


def _option(arguments: Sequence[str], name: str) -> str:
    """The value of an option, before `--`; empty where it is not given."""
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    for place, argument in enumerate(before):
        if argument == name:
            return before[place + 1] if place + 1 < len(before) else ""
        if argument.startswith(f"{name}="):
            return argument.removeprefix(f"{name}=")
    return ""


def _of_workspace(folder: Path) -> str:
    """What its settings say; zh where they say nothing, and empty where there is no workspace."""
    try:
        settings = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    chosen = settings.get("language", "zh")
    return chosen if chosen in LANGUAGES else ""


def _of_machine(environ: Mapping[str, str]) -> str:
    locale = next((environ[name] for name in MACHINE if environ.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"
