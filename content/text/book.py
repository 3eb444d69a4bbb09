"""Lists of words and how they are found: those that come with the program, and a team's own in words.toml."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from content.errors import WrongInput
from content.files import cause_of, read_text
from content.formats import parse_toml
from content.model import Message
from content.text.fold import folded
from content.validation import in_field

WORDS = "words.toml"
SHORTEST = 2  # characters of a word of one's own
SHIPPED = Path(__file__).parent / WORDS


@dataclass(frozen=True, slots=True)
class Hit:
    """A word that was found: `kind` is its list's name, `zh` what the list is called."""

    kind: str
    zh: str
    word: str


@dataclass(frozen=True)
class WordList:
    """Words by kind, and the longer words in which they mean nothing."""

    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # word -> kind, what it is called
    spared: tuple[str, ...] = ()

    def hits(self, text: str) -> tuple[Hit, ...]:
        """What is found in a text, each word once, in the order of the text."""
        return self.hits_in(folded(text))

    def hits_in(self, plain: str) -> tuple[Hit, ...]:
        """The same of a text that is folded already."""
        hits = {word: Hit(*self.words[word], word) for word in self._found(plain)}
        return tuple(hits.values())

    def _found(self, plain: str) -> Iterator[str]:
        """Spared words go first: at one place the longer word wins, and what it covers is passed over."""
        if self._pattern is None:
            return
        for match in self._pattern.finditer(plain):
            if (word := match.group()) in self.words:
                yield word

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        every = {*self.words, *self.spared}
        return re.compile(_as_tree(sorted(every))) if every else None


@dataclass(frozen=True)
class WordBook:
    """`claims` are what the brand must not say, `person` what a person must look at."""

    claims: WordList
    person: WordList


class _Kind(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str = ""
    words: list[str] = []
    spared: list[str] = []


class _File(BaseModel):
    """All of words.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    claims: dict[str, _Kind] = {}
    person: dict[str, _Kind] = {}
    allow: list[str] = Field(default=[])


def read_words(root: Path | None = None) -> WordBook:
    """The words that come with the program and those of the workspace `root`. WrongInput names the field."""
    if root is None or not (root / WORDS).is_file():
        return shipped_words()
    return _book([_shipped_file(), _read(root / WORDS)])


@cache
def shipped_words() -> WordBook:
    """The words that come with the program."""
    return _book([_shipped_file()])


@cache
def _shipped_file() -> _File:
    return _read(SHIPPED)


def _book(files: Sequence[_File]) -> WordBook:
    allowed = tuple(folded(word) for file in files for word in file.allow)
    return WordBook(
        _list([file.claims for file in files], allowed), _list([file.person for file in files], allowed)
    )


def _list(tables: Sequence[Mapping[str, _Kind]], allowed: tuple[str, ...]) -> WordList:
    words: dict[str, tuple[str, str]] = {}
    spared = [*allowed]
    for table in tables:
        for name, kind in table.items():
            words |= {folded(word): (name, kind.zh or name) for word in kind.words}
            spared += [folded(word) for word in kind.spared]
    for word in allowed:
        words.pop(word, None)
    return WordList(words, tuple(spared))


def _read(file: Path) -> _File:
    try:
        contents = _File.model_validate(parse_toml(read_text(file)))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise WrongInput(Message("file.not_toml", file=str(file), cause=cause_of(error))) from error
    except ValidationError as error:
        problem = in_field(error.errors(include_url=False)[0])
        raise WrongInput(
            Message("settings.field_wrong", file=str(file), problem=problem, doc="docs/measures/text.md")
        ) from error
    kinds = [*contents.claims.values(), *contents.person.values()]
    every = [word for kind in kinds for word in (*kind.words, *kind.spared)] + contents.allow
    if short := [word for word in every if len(folded(word)) < SHORTEST]:
        raise WrongInput(Message("settings.word_too_short", file=str(file), word=short[0]))
    return contents


def _as_tree(words: Sequence[str]) -> str:
    """The sorted words as one pattern that shares beginnings and prefers the longest: 最(?:大(?:火)?|佳)."""
    tails: dict[str, list[str]] = {}
    for word in words:
        if word:
            tails.setdefault(word[0], []).append(word[1:])
    branches = [re.escape(first) + _as_tree(rest) for first, rest in tails.items()]
    if not branches:
        return ""
    optional = "?" if "" in words else ""
    pattern = branches[0] if len(branches) == 1 and not optional else f"(?:{'|'.join(branches)})"
    return pattern + optional
