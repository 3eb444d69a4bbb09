"""Every code of the catalogues: in both languages, with the same parameters, rendered, and used."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

import pytest
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po

from content.gc_pause import uncollected
from content.messages import LANGUAGES, render
from content.messages.catalog import LOCALE
from content.model import Message

PROJECT = Path(__file__).parents[2]
PACKAGES = ("content", "services", "channels", "flows", "desk", "cli")
STORED = {"legacy.text"}  # written by migrations alone
CHINESE = re.compile("[\u4e00-\u9fff]")


class Use(NamedTuple):
    """One `Message("code", name=...)` of the source."""

    where: str
    code: str
    names: frozenset[str]
    open: bool
    """It hands over `**params` besides."""


@cache
def entries(language: str) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file):
                if entry.id:
                    code = entry.id if isinstance(entry.id, str) else entry.id[0]
                    assert code not in found, f"{code} stands twice"
                    assert code.startswith(f"{path.stem}."), f"{code} stands in {path.name}"
                    found[code] = entry
    return found


CODES = sorted(entries("en"))


def trees() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((PROJECT / package).rglob("*.py")):
            with uncollected():  # for what it would print of other tests, it parses within
                tree = ast.parse(path.read_text(encoding="utf-8"))
            yield str(path.relative_to(PROJECT)), tree


@cache
def source() -> tuple[list[Use], frozenset[str], frozenset[str]]:
    """Messages with a literal code; all strings; and what f-strings that name codes begin with."""
    uses, texts, beginnings = [], set(), set()
    for where, tree in trees():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name("Message"), args=[ast.Constant(str(code))]):
                    names = [keyword.arg for keyword in node.keywords]
                    named = frozenset(name for name in names if name)
                    uses.append(Use(f"{where}:{node.lineno}", code, named, None in names))
                case ast.Call(func=ast.Name("Message"), args=[ast.JoinedStr([ast.Constant(str(text)), *_])]):
                    beginnings.add(text)
                case ast.Constant(str(text)):
                    texts.add(text)
    return uses, frozenset(texts), frozenset(beginnings)


def texts_of(entry: Entry) -> list[str]:
    return [entry.string] if isinstance(entry.string, str) else list(entry.string or ("",))


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def example(code: str) -> dict[str, Any]:
    comment = " ".join(entries("en")[code].auto_comments)
    return json.loads(comment) if comment else {}


def test_both_languages_have_the_same_codes() -> None:
    assert entries("zh").keys() == entries("en").keys()


@pytest.mark.parametrize("area", sorted({code.partition(".")[0] for code in CODES}))
def test_a_code_is_worded_in_both_languages_and_renders_its_example(area: str) -> None:
    codes = [code for code in CODES if code.startswith(f"{area}.")]
    assert [problem for code in codes for problem in problems_of(code)] == []


def problems_of(code: str) -> Iterator[str]:
    given = Message.from_json({"code": code, "params": example(code)})
    named: set[str] = set()
    for language in LANGUAGES:
        texts = texts_of(entries(language)[code])
        if not all(texts):
            yield f"{code} has no words in {language}"
        for text in texts:
            named |= names_in(text)
            if not all(re.fullmatch(r"[a-z_]\w*", name) for name in names_in(text)):
                yield f"{code}: {text}"
        if code not in STORED and language == "en" and CHINESE.search("".join(texts)):
            yield f"{code} is Chinese in English"
    if code not in STORED and named - given.params.keys():
        yield f"the example of {code} lacks {named - given.params.keys()}"
    else:
        yield from (f"{code} says nothing in {la}" for la in LANGUAGES if not render(given, la).strip())


def test_every_message_of_the_source_is_in_the_catalogues_with_its_parameters() -> None:
    wrong = []
    for use in source()[0]:
        if use.code not in entries("en"):
            wrong.append(f"{use.where}: no entry {use.code}")
            continue
        wanted = set().union(*(names_in(t) for la in LANGUAGES for t in texts_of(entries(la)[use.code])))
        if not use.open and wanted - use.names:
            wrong.append(f"{use.where}: {use.code} needs {sorted(wanted - use.names)}")
    assert not wrong, "\n".join(wrong)


def test_every_code_is_used() -> None:
    uses, texts, beginnings = source()
    used = {use.code for use in uses} | texts | STORED
    unused = [
        code for code in CODES if code not in used and not any(code.startswith(start) for start in beginnings)
    ]
    assert not unused
