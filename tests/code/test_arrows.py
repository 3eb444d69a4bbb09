"""Who may import whom, as far as import-linter cannot say it; imports inside functions count too."""

import ast
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tools.draw_architecture import DRAWING, draw, room_graph
from tools.measure_code import PACKAGES, Module, circles, imports_of, room_of

pytestmark = pytest.mark.xdist_group("code")

PROJECT = Path(__file__).resolve().parents[2]
NOT_SHIPPED = {"benchmarks", "examples", "tests", "tools"}

# Circles of today, each with the reason; none is added.
KNOWN_CIRCLES: Sequence[set[str]] = (
    # an error is answered with a page, and a page that cannot be made is an error
    {"desk.errors", "desk.names", "desk.render", "desk.auth"},
)

# What the store may know of content: what it keeps, and how a name is cleaned before it is compared.
UNDER_THE_STORE = {
    "content.access",
    "content.errors",
    "content.inbox",
    "content.messages",
    "content.model",
    "content.sanitize",
    "content.text",
}
UNDER_THE_MESSAGES = {"content.model"}


@pytest.fixture(scope="module")
def graph(modules: Sequence[Module]) -> Mapping[str, set[str]]:
    known = {module.name for module in modules}
    return {module.name: imports_of(module, known) for module in modules}


def rooms_under(room: str, graph: Mapping[str, set[str]]) -> set[str]:
    """The rooms that a room imports."""
    imported = {name for module in graph if room_of(module) == room for name in graph[module]}
    return {room_of(name) for name in imported} - {room}


def test_no_import_goes_in_a_circle_not_even_inside_a_function(graph: Mapping[str, set[str]]) -> None:
    new = [circle for circle in circles(graph) if not any(set(circle) <= known for known in KNOWN_CIRCLES)]
    assert new == []


def test_the_store_stands_on_what_it_keeps(graph: Mapping[str, set[str]]) -> None:
    assert rooms_under("content.store", graph) - UNDER_THE_STORE == set()


def test_messages_stand_on_the_model_alone(graph: Mapping[str, set[str]]) -> None:
    assert rooms_under("content.messages", graph) - UNDER_THE_MESSAGES == set()


def test_the_model_stands_on_the_standard_library_alone(modules: Sequence[Module]) -> None:
    for module in modules:
        if room_of(module.name) == "content.model":
            foreign = {name for name in absolute_imports(module) if not name.startswith("content.model")}
            assert {name.partition(".")[0] for name in foreign} <= sys.stdlib_module_names, module.name


def absolute_imports(module: Module) -> set[str]:
    names: set[str] = set()
    for node in module.imports:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif not node.level:
            names.add(node.module or "")
    return names


def test_the_drawing_of_the_architecture_is_of_the_imports_as_they_are(modules: Sequence[Module]) -> None:
    run = "run: python -m tools.draw_architecture"
    assert DRAWING.read_text(encoding="utf-8") == draw(room_graph(modules)), run


def test_every_package_is_shipped_typed_linted_and_measured() -> None:
    packages = {path.parent.name for path in PROJECT.glob("*/__init__.py")} - NOT_SHIPPED
    tools: Mapping[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert set(tools["hatch"]["build"]["targets"]["wheel"]["packages"]) == packages
    assert set(tools["mypy"]["packages"]) == packages
    assert set(tools["importlinter"]["root_packages"]) == packages
    assert packages <= set(PACKAGES)
