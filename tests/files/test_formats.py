"""TOML and JSON from outside: what is deep is refused before the parser sees it, all else is as it was."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import formats
from content.brand import read_brand
from content.errors import WrongInput
from content.formats import MOST_KEY_PARTS, parse_json, parse_toml
from content.settings import read_settings

DEEP = ".".join(["a"] * (MOST_KEY_PARTS + 1))


@pytest.mark.parametrize(
    "text",
    [
        f"{DEEP} = 1",
        f"[{DEEP}]",
        f"[[ {DEEP.replace('.', ' . ')} ]]",
        f"{DEEP.replace('a', chr(34) * 2)} = 1",
        DEEP.replace("a", "'b.c'") + " = 1",
        f'x = ["""y"""", {{ {DEEP} = 1 }}]',  # a quotation mark more ends the text all the same
        f"x = '''y''''\n{DEEP} = 1",
        f'x = "\\""\n{DEEP} = 1',
        f'x = 1 # \' """\n{DEEP} = 1',
    ],
)
def test_a_key_of_many_parts_never_reaches_the_parser(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats.tomllib, "loads", lambda _: pytest.fail("parsed"))
    with pytest.raises(tomllib.TOMLDecodeError, match="more than 8 parts"):
        parse_toml(text)


@pytest.mark.parametrize(
    "text",
    [
        f'x = "{DEEP}"',
        f"x = '{DEEP}'",
        f'x = """\n{DEEP}\n"""',
        f"x = '''\n{DEEP}'''",
        f"x = 1 # {DEEP}",
        "a.b.c = 1",
    ],
)
def test_dots_in_words_are_words(text: str) -> None:
    assert parse_toml(text) == tomllib.loads(text)


keys = st.text("ab'\" .", min_size=1, max_size=6).map(json.dumps)
values = st.text("a.\"'\\\n#b", max_size=30).map(json.dumps)


@given(st.lists(st.tuples(keys, values), max_size=8, unique_by=lambda pair: pair[0]))
def test_any_toml_of_few_parts_is_read_as_it_stands(pairs: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{key} = {value}" for key, value in pairs)
    assert parse_toml(text) == tomllib.loads(text)


@pytest.mark.parametrize("text", ["a = " + "[" * 50_000, "a = " + "{b=" * 50_000])
def test_values_that_lie_deep_are_an_error_and_no_crash(text: str) -> None:
    with pytest.raises(ValueError, match="too deep"):
        parse_toml(text)


def test_json_that_lies_deep_is_an_error_and_no_crash() -> None:
    with pytest.raises(ValueError, match="too deep"):
        parse_json("[" * 200_000)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("read", [read_settings, lambda file: read_brand(file.parent)])
@pytest.mark.parametrize(
    "text", ["x = ", "[a", "x = 1 y = 2", 'x = "a', "名字 = 1", "a = [1 2]", "x=1\nx=2", b"\xff"]
)
def test_settings_and_brand_say_where_they_are_no_toml_and_never_quote_the_parser(
    tmp_path: Path, text: str | bytes, read: Callable[[Path], object], language: str
) -> None:
    file = tmp_path / "brand.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(WrongInput) as caught:
        read(file)
    sentence = caught.value.in_language(language)
    assert str(file) in sentence
    assert re.search("line|byte" if language == "en" else "行第|字节", sentence)
    assert not re.search("Expected|Invalid|Unclosed|Unterminated|Cannot|codec|Illegal|\\(at line", sentence)
