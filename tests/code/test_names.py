"""Variables, fields and arguments say what they hold: pylint's disallowed-name (C0104), for ours."""

import ast
from collections import defaultdict
from collections.abc import Sequence
from textwrap import dedent

import pytest

from tools.measure_code import Module, vague_bindings

pytestmark = pytest.mark.xdist_group("code")

# What rooms still have, by their longest prefix here: lower it as they improve, never raise it. Other rooms
# have none.
MOST = {
    "channels.readers": 40,
    "cli": 1,
    "content.model": 8,
    "content.store": 14,
    "desk": 2,
    "desk.api": 7,
    "desk.pages": 9,
}


def test_no_binding_gets_a_name_that_says_nothing(modules: Sequence[Module]) -> None:
    by_room: defaultdict[str, list[str]] = defaultdict(list)
    for module in modules:
        for name, line in vague_bindings(module):
            by_room[room_with_limit(module.name)].append(f"{file_of(module)}:{line}: {name}")
    over = [line for room, lines in by_room.items() if len(lines) > MOST.get(room, 0) for line in lines]
    assert not over, "say what these hold:\n" + "\n".join(over)


def room_with_limit(module: str) -> str:
    """The longest prefix of a module's name that has a limit; the module itself where none has."""
    parts = module.split(".")
    prefixes = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
    return next((prefix for prefix in prefixes if prefix in MOST), module)


def file_of(module: Module) -> str:
    return module.name.replace(".", "/") + ("/__init__.py" if module.is_package else ".py")


def test_the_counter_sees_locals_fields_and_arguments() -> None:
    source = """
        class Row:
            shown: int
        def read(said, *, rows):
            return [each for each in rows]
    """
    module = Module("a", False, [], ast.parse(dedent(source)))
    assert vague_bindings(module) == [("shown", 3), ("said", 4), ("each", 5)]
