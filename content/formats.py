"""TOML and JSON from outside, parsed at a cost that the size of the text bounds.

The standard TOML parser takes time and memory that grow with the square of a key's parts: 40 kB of dotted
keys took a minute and 1.6 GB. A pass over the text finds such keys first, in time that grows with its length.
"""

import json
import re
import tomllib
from typing import Any

from content.syntax import SyntaxFault, toml_fault

MOST_KEY_PARTS = 8  # a.b.c has three; the deepest that we ask for has four

# What keys cannot stand in. Each is closed by its own end, by what TOML forbids in it, or by the end of text,
# so that one pass skips it.
_SKIPPED = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+(?:"{3,5}|\\?\Z)'
    r"|'''(?:[^']++|'(?!''))*+(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]++|\\.)*+(?:"|\n|\\?\Z)'
    r"|'[^'\n]*+(?:'|\n|\Z)"
    r"|#[^\n]*+",
    re.DOTALL,
)
_LONG_KEY = re.compile(rf"(?<![\w-])[\w-]+(?:[ \t]*\.[ \t]*[\w-]+){{{MOST_KEY_PARTS}}}")


class BadToml(tomllib.TOMLDecodeError):
    """A text that is no TOML; `fault` says where, and what would be right there."""

    def __init__(self, sentence: str, fault: SyntaxFault) -> None:
        super().__init__(sentence)
        self.fault = fault


def parse_toml(text: str) -> dict[str, Any]:
    """What the TOML says. BadToml, a ValueError, also where keys or values lie too deep."""
    try:
        return _parsed(text)
    except tomllib.TOMLDecodeError as error:
        raise BadToml(str(error), toml_fault(error, text)) from None


def _parsed(text: str) -> dict[str, Any]:
    if _LONG_KEY.search(_SKIPPED.sub(_standing_for, text)):
        raise tomllib.TOMLDecodeError(f"a key has more than {MOST_KEY_PARTS} parts with dots between them")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("its values lie too deep in each other") from None


def _standing_for(match: re.Match[str]) -> str:
    """A quoted text may be part of a key, and a word stands for it; nothing stands for a remark."""
    return " " if match[0].startswith("#") else "q"


def parse_json(text: str | bytes) -> Any:
    """What the JSON says. ValueError also where its parts lie too deep in each other."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("its parts lie too deep in each other") from None
