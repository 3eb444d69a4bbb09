"""Errors of content, channels and flows speak both languages: each is raised with a Message."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import UUID4, AfterValidator, BaseModel, Field, TypeAdapter, ValidationError

from content.errors import BadTable, WrongInput
from content.messages import render
from content.model import Message
from content.validation import COUNTED, WORDED, BadValue, problem_of

PROJECT = Path(__file__).parents[2]
PACKAGES = ("content", "channels", "services", "flows")
ROOTS = {"SishiError", "BadValue", "Unusable"}
TEXTS = (ast.Constant, ast.JoinedStr, ast.BinOp)  # what a sentence is made of where it is raised


def trees() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((PROJECT / package).rglob("*.py")):
            yield str(path.relative_to(PROJECT)), ast.parse(path.read_text(encoding="utf-8"))


def error_classes() -> dict[str, bool]:
    """The classes of our errors; whether each builds its Message from fields of its own."""
    classes = [node for _, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    names = set(ROOTS)
    while more := {c.name for c in classes if names & {ast.unparse(base) for base in c.bases}} - names:
        names |= more
    return {
        c.name: c.name not in ROOTS and any(getattr(part, "name", "") == "__init__" for part in c.body)
        for c in classes
        if c.name in names
    }


def is_sentence(argument: ast.expr) -> bool:
    """Whether it can be text: all but a Message, a name, or a call of what returns a Message."""
    if isinstance(argument, ast.Call):
        return ast.unparse(argument.func) in {"str", "repr"} or (
            isinstance(argument.func, ast.Attribute) and argument.func.attr in {"join", "format"}
        )
    return isinstance(argument, TEXTS)


def test_no_error_is_raised_with_a_sentence() -> None:
    classes = error_classes()
    assert len(classes) > 15
    wrong = []
    for where, tree in trees():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(name), args=[first, *_]) if classes.get(name) is False:
                    if is_sentence(first):
                        wrong.append(f"{where}:{node.lineno}: {ast.unparse(node)[:80]}")
    assert not wrong, "\n".join(wrong)


def test_a_table_lists_twenty_of_its_problems_in_the_readers_language() -> None:
    problems = [Message("cell.empty") for _ in range(23)]
    error = BadTable("members.csv", problems)
    assert error.problems == tuple(problems)
    assert str(error).splitlines()[-1] == "  and 3 more"
    assert error.in_language("zh").splitlines()[1:3] == ["  这里是空的", "  这里是空的"]
    assert error.in_language("zh").splitlines()[-1] == "  还有 3 处"


class Form(BaseModel):
    name: str = Field(min_length=2, max_length=3, pattern="^a")
    days: int = Field(ge=1, le=3)
    share: float = Field(gt=0, lt=1)
    on: bool = False
    parts: list[str] = Field(default=[], min_length=1, max_length=2)


FINE = {"name": "abc", "days": 2, "share": 0.5}


@pytest.mark.parametrize(
    "change",
    [
        {"name": "a"},
        {"name": "abcd"},
        {"name": "bcd"},
        {"name": 7},
        {"days": "x"},
        {"days": 1.5},
        {"days": 0},
        {"days": 4},
        {"days": None},
        {"share": 0},
        {"share": 1},
        {"share": "x"},
        {"on": "x"},
        {"on": []},
        {"parts": []},
        {"parts": ["a", "b", "c"]},
        {"parts": 1},
        {"share": None},
    ],
    ids=repr,
)
def test_what_pydantic_finds_is_said_in_its_english_and_in_chinese(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate(FINE | change)
    (details,) = caught.value.errors()
    assert details["type"] in WORDED | COUNTED
    assert render(problem_of(details), "en") == details["msg"]
    assert render(problem_of(details), "zh") != details["msg"]


def test_what_nobody_worded_is_quoted() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(UUID4).validate_python("x")
    (details,) = caught.value.errors()
    assert render(problem_of(details), "zh") == details["msg"]


def refuse(_value: object) -> object:
    raise BadValue(Message("cell.empty"))


def test_what_our_own_validator_refuses_is_said_in_its_own_words() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Annotated[str, AfterValidator(refuse)]).validate_python("x")
    (details,) = caught.value.errors()
    assert details["msg"] == "Value error, this is empty"
    assert problem_of(details) == Message("cell.empty")


def test_an_error_has_its_message() -> None:
    assert WrongInput(Message("group.none")).message == Message("group.none")
