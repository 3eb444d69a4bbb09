"""The engines by name: Takumi comes with the program, Chromium is an extra."""

from functools import cache
from pathlib import Path

from content.errors import WrongInput
from content.model import Message
from content.posters.engine import TAKUMI, Engine, Takumi
from content.posters.fonts import own_fonts

NAMES = ("takumi", "chromium")


def engine_named(name: str, fonts: Path | None = None) -> Engine:
    """The engine that people call `takumi` or `chromium`, one a process. NotReady if it is not installed.

    `fonts` is a folder of more font files, a brand's own.
    """
    if name not in NAMES:
        raise WrongInput(Message("poster.unknown_engine", engine=name, known=tuple(NAMES)))
    return _made(name, fonts if own_fonts(fonts) else None)  # an engine holds 130 MB of fonts


def engine_of(version: str, fonts: Path | None = None) -> Engine:
    """The engine of a spec, by its name with version: "takumi-0.1.5"; `draw` refuses another."""
    return engine_named(version.partition("-")[0], fonts)


def version_of(name: str) -> str:
    """What a spec says of its engine: "takumi-0.1.5". Costs nothing for Takumi, a start for Chromium."""
    return TAKUMI if name == "takumi" else engine_named(name).name


@cache
def _made(name: str, fonts: Path | None) -> Engine:
    if name == "takumi":
        return Takumi(fonts)
    from content.posters.chromium import Chromium  # here: an optional extra

    return Chromium(fonts)
