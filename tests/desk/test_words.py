"""The desk's words: every Chinese text has an English one, and none is written past the catalogue."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from jinja2 import nodes

from content.model import Slot, Verb
from desk.pages.koc import AXES
from desk.pages.models import KINDS
from desk.posts import deed
from desk.press import HERE, press
from desk.tongue import LOCALE, catalogue

CHINESE = re.compile(r"[\u3400-\u9fff]")
TEMPLATES = sorted((HERE / "templates").rglob("*.j2"))
SCRIPTS = sorted((HERE / "static").rglob("*.js"))
MODULES = sorted(file for file in HERE.rglob("*.py") if "preview" not in file.parts)
SIGNS = frozenset(
    {"四时", "早", "午", "暮", "晚", "中文"}
)  # the name, the slots' signs, a language in its own words
NUMBERED = re.compile(r"\{[^}]*\}")


def said_in(template: Path) -> Iterator[str]:
    """The texts given to `_()` in a template."""
    tree = press("zh").parse(template.read_text("utf-8"))
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "_":
            yield from (
                text.value
                for text in call.find_all(nodes.Const)
                if isinstance(text.value, str) and CHINESE.search(text.value)
            )


def said_in_code(module: Path) -> Iterator[str]:
    """The texts given to `say()` in a module."""
    for call in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "say":
            first = call.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def entries() -> Iterator[tuple[Path, str, str]]:
    for file in sorted((LOCALE / "en").glob("*.po")):
        with file.open("rb") as opened:
            for entry in read_po(opened, abort_invalid=True):
                if entry.id:
                    yield file, str(entry.id), str(entry.string)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_every_text_of_a_page_has_an_english_one(template: Path) -> None:
    assert sorted(set(said_in(template)) - set(catalogue("en"))) == []


@pytest.mark.parametrize("module", MODULES, ids=lambda file: file.stem)
def test_every_text_of_a_module_has_an_english_one(module: Path) -> None:
    assert sorted(set(said_in_code(module)) - set(catalogue("en"))) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_no_page_says_chinese_past_the_catalogue(template: Path) -> None:
    tree = press("zh").parse(template.read_text("utf-8"))
    written = "".join(data.data for data in tree.find_all(nodes.TemplateData))
    for sign in SIGNS:
        written = written.replace(sign, "")
    assert CHINESE.findall(written) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_no_script_says_chinese_of_its_own(script: Path) -> None:
    code = re.sub(r"//.*|/\*[\s\S]*?\*/", "", script.read_text("utf-8"))
    assert CHINESE.findall(code) == []


@pytest.mark.parametrize("file", sorted((LOCALE / "en").glob("*.po")), ids=lambda file: file.name)
def test_placeholders_are_the_same_in_both_languages(file: Path) -> None:
    for at, chinese, english in entries():
        if at == file:
            assert names_in(chinese) == names_in(english), chinese


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_english_is_english_and_there() -> None:
    for _, chinese, english in entries():
        assert english, chinese
        assert not CHINESE.search(NUMBERED.sub("", english).replace("四时", "").replace("中文", "")), (
            chinese,
            english,
        )


def test_no_text_has_two_english_ones() -> None:
    found: dict[str, str] = {}
    for file, chinese, english in entries():
        assert found.setdefault(chinese, english) == english, (file.name, chinese)


def test_the_words_of_the_model_have_english_ones() -> None:
    words = [
        *(slot.job for slot in Slot),
        *(deed(verb) for verb in (*Verb, "koc", "model")),
        *(name for _, name in AXES),
        *KINDS.values(),
    ]
    assert [word for word in words if word not in catalogue("en")] == []
