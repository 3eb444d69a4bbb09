"""What tools/measure_code.py counts."""

import ast
from textwrap import dedent

from tools.measure_code import Module, circles, duplicate_runs, imports_of, untyped_between_rooms


def module(name: str, source: str = "", *, is_package: bool = False) -> Module:
    text = dedent(source)
    return Module(name, is_package, text.splitlines(), ast.parse(text))


def test_an_import_inside_a_function_closes_a_circle() -> None:
    modules = [
        module("a.one", "from a.two import f"),
        module("a.two", "def f():\n    from a import one\n"),
        module("a.three", "import a.one"),
    ]
    known = {each.name for each in modules}
    assert circles({each.name: imports_of(each, known) for each in modules}) == [["a.one", "a.two"]]


def test_an_import_for_types_closes_none() -> None:
    source = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a.one\n"
    assert imports_of(module("a.two", source), {"a.one", "a.two"}) == set()


def test_an_untyped_dictionary_counts_where_another_room_imports_it() -> None:
    defining = module(
        "content.gather.work",
        """
        def report() -> dict[str, Any]: ...
        def typed(count: int) -> str: ...
        class Work:
            def as_json(self) -> dict[str, object]: ...
            def _inner(self) -> dict[str, object]: ...
        """,
    )
    door = module("content.gather", "from content.gather.work import Work, report", is_package=True)
    at_home = module("content.gather.stage", "from content.gather.work import report, typed")
    abroad = module("cli.gather", "from content.gather import Work, report")
    assert untyped_between_rooms([defining, door, at_home]) == []
    assert untyped_between_rooms([defining, door, at_home, abroad]) == [
        "content.gather.work.Work.as_json",
        "content.gather.work.report",
    ]


def test_a_run_of_equal_lines_counts_once() -> None:
    run = "\n".join(f"value_{n} = compute({n})" for n in range(9))
    assert duplicate_runs([module("a.one", run), module("a.two", run)]) == 1
    assert duplicate_runs([module("a.one", run)]) == 0


def test_a_long_import_is_no_duplicate() -> None:
    names = "".join(f"    name_{n},\n" for n in range(9))
    run = f"from a.three import (\n{names})\n"
    assert duplicate_runs([module("a.one", run), module("a.two", run)]) == 0
