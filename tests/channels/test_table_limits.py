"""Tables made to harm: a cost that their size bounds, and one sentence."""

from pathlib import Path

import pytest
import yaml

from channels import markup
from channels.tables import read_table
from content.errors import WrongInput

LAUGHS = "- &a0 {id: x}\n" + "".join(f"- &a{n} {{id: x, b: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40))
MERGES = "- &a0 {id: x}\n" + "".join(f"- &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40))


@pytest.mark.parametrize("text", [LAUGHS, MERGES])
def test_aliases_that_double_are_counted_before_they_are_built(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markup._TextLoader, "construct_document", lambda *_: pytest.fail("built"))
    (tmp_path / "t.yaml").write_text(text)
    with pytest.raises(WrongInput, match=r"t\.yaml: it has more than 1,000,000 values"):
        read_table(tmp_path / "t.yaml")


def test_a_value_that_holds_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("- &a {id: x, b: [*a]}\n")
    with pytest.raises(WrongInput, match="an alias of what it lies in"):
        read_table(tmp_path / "t.yaml")


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "- " * 100_000, "- a: " + "[" * 900 + "]" * 900, "- " + "{a: " * 500 + "1" + "}" * 500],
)
def test_values_deep_in_each_other_are_refused(tmp_path: Path, text: str) -> None:
    """libyaml crashes on them: no exception, the process is gone."""
    (tmp_path / "t.yaml").write_text(text)
    with pytest.raises(WrongInput, match=r"t\.yaml: .*line 1: values lie more than 100 deep"):
        read_table(tmp_path / "t.yaml")


def test_a_control_character_in_yaml_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("- a: \x07\n")
    with pytest.raises(
        WrongInput, match=r"t\.yaml, line 1, column 6: .* a sign here that no text holds"
    ) as refused:
        read_table(tmp_path / "t.yaml")
    assert "\n" not in str(refused.value)


def test_yaml_is_parsed_by_libyaml_where_it_is_there() -> None:
    """The parser in Python took 2.7 s for 200 KB, this one 0.8 s."""
    assert issubclass(markup._TextLoader, yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)


def test_an_alias_that_says_something_twice_is_fine(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("- &a {id: x, name: y}\n- {<<: *a, id: z}\n")
    assert [row.values for row in read_table(tmp_path / "t.yaml").rows][1] == {"id": "z", "name": "y"}


@pytest.mark.parametrize(
    "suffix, most", [("yaml", 2_000_000), ("toml", 2_000_000), ("csv", 20_000_000), ("xlsx", 20_000_000)]
)
def test_too_large_a_table_is_not_read(tmp_path: Path, suffix: str, most: int) -> None:
    with (tmp_path / f"t.{suffix}").open("wb") as file:
        file.truncate(most + 1)
    with pytest.raises(
        WrongInput, match=rf"t\.{suffix}: it has {most + 1:,} bytes; at most {most:,} are read"
    ):
        read_table(tmp_path / f"t.{suffix}")


def test_many_keys_are_compared_once(tmp_path: Path) -> None:
    keys = ", ".join(f'"k{n}": 1' for n in range(50_000))
    (tmp_path / "t.json").write_text(f"[{{{keys}}}]")
    assert len(read_table(tmp_path / "t.json").rows[0].values) == 50_000


def test_a_toml_table_of_dotted_keys_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.toml").write_text(".".join(["a"] * 20_000) + " = 1")
    with pytest.raises(WrongInput, match="a name has too many parts with dots"):
        read_table(tmp_path / "t.toml")


def test_a_header_of_a_thousand_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(",".join(f"c{n}" for n in range(1000)) + "\n1\n")
    with pytest.raises(WrongInput, match="1,000 columns; at most 500"):
        read_table(tmp_path / "t.csv")
