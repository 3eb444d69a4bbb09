"""Every reason of a refusal is explained in both languages, with what to do."""

import ast
import re
from pathlib import Path

import pytest

from content.gather.reasons import LOOKED_AT_EACH_TIME, MAY_BE_UNFINISHED, REASONS, message_of
from content.messages import render

HOUSE = Path(__file__).parents[2]
PLACE = {"RefusedItem": 0, "Unreadable": 1}  # of the reason among the arguments


def reasons_given() -> set[str]:
    files = [*(HOUSE / "channels/readers").glob("*.py"), *(HOUSE / "content/gather").glob("*.py")]
    found = set()
    for file in [*files, *(HOUSE / "content/media").glob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("RefusedItem" | "Unreadable" as name), args=arguments):
                    given = arguments[PLACE[name] :][:1]
                    found |= {reason.value for reason in given if isinstance(reason, ast.Constant)}
    return found


def test_each_reason_that_is_given_has_its_message() -> None:
    assert len(reasons_given()) >= 15
    assert reasons_given() <= REASONS
    assert REASONS >= MAY_BE_UNFINISHED | LOOKED_AT_EACH_TIME


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_the_sentences_are_of_their_languages_and_end(reason: str) -> None:
    zh, en = (render(message_of(reason), language) for language in ("zh", "en"))
    assert re.search("[\u4e00-\u9fff]", zh)
    assert zh.endswith("。")
    assert not re.search("[\u4e00-\u9fff]", en)
    assert en.endswith(".")


def test_a_reason_of_another_program_stands_for_itself() -> None:
    assert [render(message_of("odd"), language) for language in ("zh", "en")] == ["odd", "odd"]
