"""Errors of syntax: file, line, column and what would be right, and no sentence of a parser's."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.tables import read_table
from content.errors import SishiError
from content.messages import LANGUAGES, render
from content.messages.catalog import catalog
from content.model import Message
from tests.properties import examples

JSON, TOML, YAML = "t.json", "t.toml", "t.yaml"
PARSERS = re.compile(
    "Expecting|delimiter|Unterminated|Illegal|Expected|Invalid|Unclosed|Cannot |Duplicate inline"
    "|mapping values|did not find|could not|found (?:un|ch|a tab)|not allowed|block sequence|constructor"
    "|control char|recursion"
)
SIGNS = "[]{}\"'=:,-#*&!@%`\\\t\n a1"


def refusal(path: Path, language: str) -> str:
    with pytest.raises(SishiError) as caught:
        read_table(path)
    return caught.value.in_language(language)


@pytest.mark.parametrize(
    "name, text, line, column, right",
    [
        (JSON, '[{"id": }]', 1, 9, "json_value"),
        (JSON, '[{"id": 1,}]', 1, 11, "json_name"),
        (JSON, '[{"id" 1}]', 1, 8, "json_colon"),
        (JSON, '[\n{"id": 1}\n{"id": 2}]', 3, 1, "json_comma"),
        (JSON, '[{"id": "a]', 1, 9, "unclosed_quote"),
        (JSON, '[{"id": "a\nb"}]', 1, 11, "json_control"),
        (JSON, '[{"id": "C:\\q"}]', 1, 12, "json_escape"),
        (JSON, "[]\n[]", 2, 1, "json_more"),
        (TOML, "x", 1, 2, "toml_equals"),
        (TOML, "x = \n", 1, 5, "toml_value"),
        (TOML, "名字 = 1", 1, 1, "toml_statement"),
        (TOML, "a = 1 b = 2", 1, 7, "toml_line_end"),
        (TOML, "[rows\n", 1, 6, "unclosed_bracket"),
        (TOML, "x = [1 2]", 1, 8, "unclosed_bracket"),
        (TOML, 'x = "a\n', 1, 7, "toml_character"),
        (TOML, 'x = "a', 1, 7, "unclosed_quote"),
        (TOML, 'x = "C:\\q"', 1, 10, "toml_escape"),
        (TOML, "x = 1\nx = 2", 2, 6, "named_twice"),
        (TOML, f"{'a.' * 20}a = 1", 1, 46, "toml_long_key"),
        (YAML, "- title: a: b", 1, 11, "yaml_colon"),
        (YAML, "- id: 1\n  title\n", 3, 1, "yaml_name"),
        (YAML, "- id: 1\n title: b\n", 2, 2, "yaml_indent"),
        (YAML, "- id: [1\n", 2, 1, "unclosed_bracket"),
        (YAML, '- id: "a', 1, 9, "unclosed_quote"),
        (YAML, "- id: @a", 1, 7, "yaml_start"),
        (YAML, "- id: *a", 1, 7, "yaml_alias"),
        (YAML, "- id: !a b", 1, 7, "yaml_tag"),
        (YAML, '- id: "\\q"', 1, 8, "yaml_escape"),
        (YAML, "- id: a\x07", 1, 8, "yaml_character"),
    ],
)
def test_what_would_be_right_is_said_at_its_line_and_column(
    tmp_path: Path, name: str, text: str, line: int, column: int, right: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    english, chinese = refusal(path, "en"), refusal(path, "zh")
    assert english.startswith(f"{name}, line {line}, column {column}: ")
    assert chinese.startswith(f"{name} 第 {line} 行第 {column} 个字符：")
    assert render(Message(f"syntax.{right}"), "en") in english
    assert render(Message(f"syntax.{right}"), "zh") in chinese


@pytest.mark.parametrize(
    "name, text", [(JSON, "[" * 100_000), (JSON, f"[{'9' * 5_000}]"), (TOML, f"x = {'[' * 5_000}")]
)
def test_what_has_no_measure_is_refused_in_our_words(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert not PARSERS.search(refusal(tmp_path / name, "en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hint_has_its_words(language: str) -> None:
    codes = [code for code in catalog("en", "syntax")._catalog if code]  # type: ignore[attr-defined]
    assert codes
    for code in codes:
        assert "{{" not in render(Message(code), language)


GOOD = {
    JSON: json.dumps([{"id": "a", "title": "早上好"}], indent=1),
    TOML: '[[rows]]\nid = "a"\ntitle = "早上好"\n',
    YAML: "- id: a\n  title: '早上好'\n",
}


@pytest.mark.parametrize("name", GOOD)
def test_a_spoilt_file_never_quotes_its_parser(tmp_path: Path, name: str) -> None:
    @examples(60)
    @given(st.integers(0, len(GOOD[name])), st.integers(0, 3), st.text(SIGNS, max_size=4))
    def spoilt(at: int, cut: int, put: str) -> None:
        path, sentence = tmp_path / name, ""
        path.write_text(GOOD[name][:at] + put + GOOD[name][at + cut :], encoding="utf-8")
        try:
            read_table(path)
        except SishiError as error:
            sentence = error.in_language("en")
        assert not PARSERS.search(sentence)

    spoilt()
