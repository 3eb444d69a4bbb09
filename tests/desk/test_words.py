"""The desk's words: templates are Chinese, with their English in gettext; Python speaks in Messages."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from jinja2 import nodes
from jinja2.ext import babel_extract

from content.model import Choice, GroupKind, MemberType, Message, PostState, Reason, Role, Rung, Slot, Verb
from desk.i18n import LOCALE, worded
from desk.labels import action_name, slot_job, slot_name, value_name
from desk.night import reason_name
from desk.pages.audit import KINDS
from desk.templating import HERE, press

CHINESE = re.compile(r"[\u3400-\u9fff]")
TEMPLATES = sorted((HERE / "templates").rglob("*.j2"))
SCRIPTS = sorted((HERE / "static").rglob("*.js"))
MODULES = sorted(HERE.rglob("*.py"))
SIGNS = frozenset({"四时", "早", "午", "暮", "晚"})  # the name, and those of the slots
OWN_NAME = "中文"  # of the language, for whoever reads no other
RAISED = {"Refusal", "WrongInput", "UnknownId", "NotReady", "PosterError", "SishiError"}


def texts_of(template: Path) -> Iterator[str]:
    """The texts of a template for gettext, as Babel extracts them."""
    options = {"trim_blocks": "true", "lstrip_blocks": "true"}
    for _, text, _, _ in extract_from_file(babel_extract, str(template), options=options):
        assert isinstance(text, str), f"{template.name}: {text} is no constant text"
        yield text


@cache
def entries() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for path in sorted((LOCALE / "en").glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, abort_invalid=True):
                if entry.id:
                    assert entry.id not in found, f"{entry.id} stands twice"
                    found[str(entry.id)] = entry
    return found


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_templates_and_the_catalogue_have_the_same_texts() -> None:
    used = {text for template in TEMPLATES for text in texts_of(template)}
    assert sorted(used - entries().keys()) == [], "these have no English yet"
    assert sorted(entries().keys() - used) == [], "these no template says any more"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_what_a_template_translates_is_a_text_and_not_a_variable(template: Path) -> None:
    tree = press("zh").parse(template.read_text("utf-8"))
    calls = [call for call in tree.find_all(nodes.Call) if getattr(call.node, "name", "") == "_"]
    assert [call.lineno for call in calls if not isinstance(call.args[0], nodes.Const)] == []


def test_an_english_text_is_english_and_names_the_same_things() -> None:
    for chinese, entry in entries().items():
        english = str(entry.string)
        assert english, chinese
        assert names_in(chinese) == names_in(english), chinese
        assert not CHINESE.search(english.replace("四时", "").replace(OWN_NAME, "")), (chinese, english)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_no_template_says_chinese_past_gettext(template: Path) -> None:
    tree = press("zh").parse(template.read_text("utf-8"))
    translated = {id(text) for call in tree.find_all(nodes.Call) for text in call.args}
    written = [data.data for data in tree.find_all(nodes.TemplateData)]
    written += [
        text.value
        for text in tree.find_all(nodes.Const)
        if isinstance(text.value, str) and id(text) not in translated
    ]
    text = "".join(written)
    for sign in SIGNS:
        text = text.replace(sign, "")
    assert CHINESE.findall(text) == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_no_script_says_chinese_of_its_own(script: Path) -> None:
    code = re.sub(r"//.*|/\*[\s\S]*?\*/", "", script.read_text("utf-8"))
    assert CHINESE.findall(code) == []


def literals(module: Path) -> Iterator[ast.Constant]:
    """The texts of a module but for its docstrings."""
    tree = ast.parse(module.read_text("utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented)
                  if node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node


@pytest.mark.parametrize("module", MODULES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_no_module_says_chinese_of_its_own(module: Path) -> None:
    chinese = [
        f"line {text.lineno}: {text.value}"
        for text in literals(module)
        if text.value != OWN_NAME and CHINESE.search(text.value)
    ]
    assert not chinese, "say it as a Message, in content/messages/locale/{zh,en}/desk_*.po"


@pytest.mark.parametrize("module", MODULES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_error_of_the_desk_carries_a_message(module: Path) -> None:
    """No sentence is raised, and none is taken from another error's text."""
    sentences = []
    for raised in ast.walk(ast.parse(module.read_text("utf-8"))):
        call = raised.exc if isinstance(raised, ast.Raise) else None
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in RAISED:
            texts = [*call.args, *(word.value for word in call.keywords)]
            sentences += [text.lineno for text in texts if _is_sentence(text)]
    assert sentences == []


def _is_sentence(text: ast.expr) -> bool:
    match text:
        case ast.JoinedStr() | ast.Call(func=ast.Name("str")):
            return True
        case ast.Constant(str(words)):
            return " " in words
    return False


@pytest.mark.parametrize("value", [*PostState, *Role, *MemberType, *Rung, *GroupKind, *Choice])
def test_a_value_of_the_model_has_a_name(value: str) -> None:
    assert isinstance(value_name(value), Message)


@pytest.mark.parametrize("verb", [*Verb, *KINDS])
def test_an_action_has_a_name(verb: str) -> None:
    assert isinstance(action_name(verb), Message)


@pytest.mark.parametrize("slot", Slot)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_slot_has_a_name_and_a_job(slot: Slot, language: str) -> None:
    assert worded(slot_name(slot), language)
    assert worded(slot_job(slot), language)


@pytest.mark.parametrize("reason", sorted(set(Reason) - {Reason.KEPT}))
def test_a_reason_of_a_drop_has_a_name(reason: Reason) -> None:
    assert isinstance(reason_name(reason), Message)


def test_what_nobody_has_named_is_called_by_its_own_name() -> None:
    assert value_name("gX-2026") == "gX-2026"
    assert action_name("of_another_time") == "of_another_time"
