"""Errors of syntax in our words: where the text goes wrong, and what would be right there.

Parsers say it in English sentences of their own, which no reader gets to see.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from json import JSONDecodeError

from content.model import Message

_JSON = {  # how a parser's sentence begins -> our code
    "Expecting value": "json_value",
    "Expecting property name": "json_name",
    "Expecting ':'": "json_colon",
    "Expecting ','": "json_comma",
    "Illegal trailing comma": "json_last_comma",
    "Unterminated string": "unclosed_quote",
    "Invalid control character": "json_control",
    "Invalid \\": "json_escape",
    "Extra data": "json_more",
}
_TOML = {
    "Expected '='": "toml_equals",
    "Invalid value": "toml_value",
    "Invalid date": "toml_value",
    "Invalid statement": "toml_statement",
    "Invalid initial character": "toml_statement",
    "Expected newline": "toml_line_end",
    "Expected ']": "unclosed_bracket",
    "Unclosed": "unclosed_bracket",
    "Unterminated string": "unclosed_quote",
    "Expected '\"": "unclosed_quote",
    "Expected \"'": "unclosed_quote",
    "Illegal character": "toml_character",
    "Found invalid character": "toml_character",
    "Unescaped": "toml_escape",
    "Escaped": "toml_escape",
    "Invalid hex": "toml_escape",
    "Cannot": "named_twice",
    "Duplicate": "named_twice",
    "a key has more than": "toml_long_key",
    "its values lie too deep": "too_deep",
}
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """`line` and `column` count from 1; `right` says what would be right there."""

    line: int
    column: int
    right: Message

    @property
    def message(self) -> Message:
        """It in one sentence, for the {cause} of another."""
        return self.worded("file.syntax_at")

    def worded(self, code: str, **params: str) -> Message:
        """It by a message that tells line, column and cause, beside the `params`."""
        return Message(code, **params, line=self.line, column=self.column, cause=self.right)


def json_fault(error: JSONDecodeError) -> SyntaxFault:
    return SyntaxFault(error.lineno, error.colno, right_by(_JSON, error.msg, "json_other"))


def toml_fault(error: tomllib.TOMLDecodeError, text: str) -> SyntaxFault:
    """Where nobody says where, it is the end of the text."""
    sentence = str(error)
    right = right_by(_TOML, sentence, "toml_other")
    if place := _TOML_PLACE.search(sentence):
        return SyntaxFault(int(place[1]), int(place[2]), right)
    lines = text.rstrip("\n").split("\n")
    return SyntaxFault(len(lines), len(lines[-1]) + 1, right)


def right_by(codes: Mapping[str, str], sentence: str, otherwise: str) -> Message:
    """What would be right, by how a parser's `sentence` begins."""
    code = next((code for begins, code in codes.items() if sentence.startswith(begins)), otherwise)
    return Message(f"syntax.{code}")
