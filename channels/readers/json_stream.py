"""One JSON object piece by piece: its members in their order, and each element of its one long array alone.

For exports that keep a chat in one array of any length: what is held is an element, and a piece of the file.
"""

import io
import json
import re
from collections.abc import Iterator
from json import JSONDecodeError
from typing import Any, TextIO

from channels.readers.fields import a_list, an_object
from channels.readers.places import Place
from channels.readers.text import encoding_of, head_of
from content.model import Message
from content.syntax import SyntaxFault, json_fault
from content.validation import BadValue

PIECE = 1 << 20  # characters that are read at once
LONGEST_VALUE = 64_000_000  # characters of an element or a member; the faces of all members may be one
LARGEST_STREAM = 4_000_000_000  # characters of such a file: some ten million messages
CUT = 64  # characters before the end of a piece within which a fault may be the end itself
_BLANKS = re.compile(r"[ \t\r\n]*")
_NEXT = re.compile(r"[ \t\r\n]*,[ \t\r\n]*(?=\{)")  # an object follows another in the array
_OPEN_END = re.compile(r"[0-9.eE+-]*\Z")  # behind a value: a number may go on behind the piece


def members_of(place: Place, name: str, long: str) -> Iterator[tuple[str, Any]]:
    """(key, value) of each member of the object in a file, and (key, element) of each element of the array
    under the key `long`, which there must be. ValueError says what is wrong with it, where that is met.
    """
    encoding = encoding_of(head_of(place, name))
    if encoding is None:
        raise BadValue(Message("source.no_text_export"))
    with place.open(name) as stream:
        source = _Source(io.TextIOWrapper(stream, encoding, errors="replace", newline=None))
        try:
            yield from _members(source, long)
        except RecursionError:
            raise BadValue(Message("source.json_too_deep")) from None


def _members(source: "_Source", long: str) -> Iterator[tuple[str, Any]]:
    if source.sign() != "{":
        an_object(source.value())
    source.take("{", "Expecting value")
    has_array = source.sign() == "}"
    while source.sign() != "}":
        if source.sign() != '"':
            raise source.fault("Expecting property name enclosed in double quotes")
        key = source.value()
        source.take(":", "Expecting ':' delimiter")
        if key == long and source.sign() == "[":
            yield from ((key, element) for element in _elements(source))
        else:
            yield key, a_list(source.value()) if key == long else source.value()
        has_array = has_array or key == long
        if source.sign() != "}":
            source.take(",", "Expecting ',' delimiter")
    source.take("}", "Expecting ',' delimiter")
    if source.sign():
        raise source.fault("Extra data")
    if not has_array:
        a_list(None)


def _elements(source: "_Source") -> Iterator[Any]:
    source.take("[", "Expecting value")
    if source.sign() == "]":
        source.take("]", "Expecting value")
        return
    while True:
        yield source.value()
        yield from source.objects_behind()
        if source.sign() == "]":
            source.take("]", "Expecting ',' delimiter")
            return
        source.take(",", "Expecting ',' delimiter")


class _Source:
    """A text of which a piece is held, from where it is read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._decoder = stream, json.JSONDecoder()
        self._text, self._at, self._ended = "", 0, False
        self._passed, self._lines, self._column = 0, 0, 0  # characters, lines, and those since the last line

    def sign(self) -> str:
        """The next character that is no blank; "" at the end."""
        while True:
            blanks = _BLANKS.match(self._text, self._at)
            self._at = blanks.end() if blanks else self._at
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._read_on()

    def take(self, sign: str, otherwise: str) -> None:
        """Go over a character that has to stand here; `otherwise` is what a parser says where it does not."""
        if self.sign() != sign:
            raise self.fault(otherwise)
        self._at += 1

    def value(self) -> Any:
        self.sign()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except JSONDecodeError as error:
                if self._ended or not self._may_be_cut(error):
                    raise self._fault_of(error) from None
            else:
                if self._ended or not _OPEN_END.match(self._text, end):
                    self._at = end
                    return value
            self._read_on()

    def objects_behind(self) -> Iterator[Any]:
        """The objects that follow in an array, as far as they are whole in this piece: nearly all, and
        for a third of what each costs otherwise. What stops them is left to `value` to look at."""
        text = self._text
        while comma := _NEXT.match(text, self._at):
            try:
                value, self._at = self._decoder.raw_decode(text, comma.end())
            except JSONDecodeError:
                return
            yield value

    def fault(self, sentence: str) -> BadValue:
        return self._fault_of(JSONDecodeError(sentence, self._text, self._at))

    def _may_be_cut(self, error: JSONDecodeError) -> bool:
        """Whether a value may go on behind the piece that is held."""
        length = len(self._text)
        open_end = error.pos > length - CUT or error.msg.startswith("Unterminated string")
        return open_end and length - self._at < LONGEST_VALUE

    def _read_on(self) -> None:
        """Another piece, as long as what is left of this one: a long value is tried few times."""
        left = self._text[self._at :]
        lines = self._text.count("\n", 0, self._at)
        last = self._text.rfind("\n", 0, self._at)
        self._column = self._at - last - 1 if lines else self._column + self._at
        self._lines, self._passed = self._lines + lines, self._passed + self._at
        if self._passed > LARGEST_STREAM:
            raise BadValue(Message("source.json_too_large", most=LARGEST_STREAM))
        piece = self._stream.read(max(PIECE, len(left)))
        self._text, self._at, self._ended = left + piece, 0, not piece

    def _fault_of(self, error: JSONDecodeError) -> BadValue:
        fault = json_fault(error)
        column = fault.column + (self._column if fault.line == 1 else 0)
        whole = SyntaxFault(self._lines + fault.line, column, fault.right)
        return BadValue(whole.worded("source.json_damaged"))
