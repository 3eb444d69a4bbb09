"""One JSON value piece by piece: the members of objects in their order, each element of a long array alone.

For exports that keep a chat in one array of any length: what is held is an element, and a piece of the file.
"""

import io
import json
import marshal
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from json import JSONDecodeError
from typing import Any, TextIO

from channels.readers.fields import a_list, an_object
from channels.readers.places import Place
from channels.readers.text import encoding_of, head_of
from content.model import Message
from content.syntax import SyntaxFault, json_fault
from content.validation import BadValue

BATCH = 1_000  # elements
PIECE = 1 << 20  # characters that are read at once
LONGEST_VALUE = 64_000_000  # characters of an element or a member; the faces of all members may be one
LARGEST_STREAM = 4_000_000_000  # characters of such a file: some ten million messages
CUT = 64  # characters before the end of a piece within which a fault may be the end itself
_BLANKS = re.compile(r"[ \t\r\n]*")
_NEXT = re.compile(r"[ \t\r\n]*,[ \t\r\n]*(?=\{)")  # an object follows another in the array
_OPEN_END = re.compile(r"[0-9.eE+-]*\Z")  # behind a value: a number may go on behind the piece


@contextmanager
def json_cursor(place: Place, name: str) -> Iterator["JsonCursor"]:
    """A file as one JSON value that is gone through once. ValueError, there or on the way, says what is wrong
    with it."""
    encoding = encoding_of(head_of(place, name))
    if encoding is None:
        raise BadValue(Message("source.no_text_export"))
    with place.open(name) as stream:
        try:
            yield JsonCursor(io.TextIOWrapper(stream, encoding, errors="replace", newline=None))
        except RecursionError:
            raise BadValue(Message("source.json_too_deep")) from None


def members_of(place: Place, name: str, long: str) -> Iterator[tuple[str, Any]]:
    """(key, value) of each member of the object in a file, and (key, element) of each element of the array
    under the key `long`, which there must be. ValueError says what is wrong with it, where that is met.
    """
    with json_cursor(place, name) as cursor:
        has_array = False
        for key in cursor.members():
            if key == long:
                has_array = True
                yield from ((key, element) for element in cursor.elements())
            else:
                yield key, cursor.value()
        cursor.end()
        if not has_array:
            a_list(None)


def outline_of(place: Place, name: str, long: str) -> dict[str, Any]:
    """The members of the object in a file but for the array under `long`, which is gone over: ValueError says
    what is wrong anywhere in it."""
    return {key: value for key, value in members_of(place, name, long) if key != long}


def elements_under(place: Place, name: str, long: str) -> Iterator[Any]:
    """The elements of the array under the key `long`, one by one."""
    return (value for key, value in members_of(place, name, long) if key == long)


def elements_of(place: Place, name: str) -> Iterator[Any]:
    """The elements of the array that a file is. ValueError says what is wrong with it, where that is met."""
    with json_cursor(place, name) as cursor:
        yield from cursor.elements()
        cursor.end()


def backwards(elements: Iterator[Any]) -> Iterator[Any]:
    """Elements of JSON from the last to the first; a batch of them is held, the rest waits in a file."""
    with tempfile.TemporaryFile() as file:
        batches = iter(lambda: list(islice(elements, BATCH)), [])
        sizes = [file.write(marshal.dumps(batch)) for batch in batches]
        for size in reversed(sizes):
            file.seek(-size, io.SEEK_CUR)
            yield from reversed(marshal.loads(file.read(size)))  # noqa: S302 - our own bytes
            file.seek(-size, io.SEEK_CUR)


class JsonCursor:
    """A text of which a piece is held, from where it is read on."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._decoder = stream, json.JSONDecoder()
        self._text, self._at, self._ended = "", 0, False
        self._passed, self._lines, self._column = 0, 0, 0  # characters, lines, and those since the last line

    def next_sign(self) -> str:
        """The character that what stands here begins with; "" at the end."""
        return self._sign()

    def members(self) -> Iterator[str]:
        """The keys of the object that stands here, each before its value: what is not read of that is passed
        over. ValueError where there is no object."""
        if self._sign() != "{":
            an_object(self.value())
        self._take("{", "Expecting value")
        more = self._sign() != "}"
        while more:
            if self._sign() != '"':
                raise self._fault("Expecting property name enclosed in double quotes")
            key = self.value()
            self._take(":", "Expecting ':' delimiter")
            self._sign()
            before = self._passed + self._at
            yield key
            if before == self._passed + self._at:
                self.value()
            more = self._goes_on("}")
        self._take("}", "Expecting ',' delimiter")

    def places(self) -> Iterator[None]:
        """Stands before each element of the array that stands here, which has to be read each time."""
        if self._sign() != "[":
            a_list(self.value())
        self._take("[", "Expecting value")
        more = self._sign() != "]"
        while more:
            yield
            more = self._goes_on("]")
        self._take("]", "Expecting ',' delimiter")

    def elements(self) -> Iterator[Any]:
        """The elements of the array that stands here. ValueError where there is none."""
        for _ in self.places():
            yield self.value()
            yield from self._objects_behind()

    def end(self) -> None:
        """ValueError where more follows."""
        if self._sign():
            raise self._fault("Extra data")

    def _goes_on(self, end: str) -> bool:
        """Whether a comma follows, and not the end."""
        if self._sign() == end:
            return False
        self._take(",", "Expecting ',' delimiter")
        return True

    def _sign(self) -> str:
        """The next character that is no blank; "" at the end."""
        while True:
            blanks = _BLANKS.match(self._text, self._at)
            self._at = blanks.end() if blanks else self._at
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._read_on()

    def _take(self, sign: str, otherwise: str) -> None:
        """Go over a character that has to stand here; `otherwise` is what a parser says where it does not."""
        if self._sign() != sign:
            raise self._fault(otherwise)
        self._at += 1

    def value(self) -> Any:
        self._sign()
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

    def _objects_behind(self) -> Iterator[Any]:
        """The objects that follow in an array, as far as they are whole in this piece: nearly all, and
        for a third of what each costs otherwise. What stops them is left to `value` to look at."""
        text = self._text
        while comma := _NEXT.match(text, self._at):
            try:
                value, self._at = self._decoder.raw_decode(text, comma.end())
            except JSONDecodeError:
                return
            yield value

    def _fault(self, sentence: str) -> BadValue:
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
