"""Measure the source: files, functions, arguments, names, classes, import circles, docstrings, duplicates,
untyped dictionaries that rooms hand to one another.

    python tools/measure_code.py [--json] [FOLDER ...]

It reads the six packages (or the folders named) as text and imports nothing. docs/measures/code.md keeps the
figures. What counts as a vague name, a unit or a duplicate is in the constants below.
"""

import ast
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median

PACKAGES = ("content", "services", "channels", "flows", "desk", "cli")
VAGUE_NAMES = frozenset(
    {"said", "told", "found", "asked", "each", "one", "shown", "who", "whose", "thing", "things"}
)
MOST_ARGUMENTS = 5
DUPLICATE_LINES = 6  # shorter runs are mostly signatures and closing brackets
UNTYPED = re.compile(r"\b(dict|Dict|Mapping|MutableMapping)\[str, (Any|object)\]")
NOT_CODE = ("#", '"""')
UNIT = re.compile(
    r"\b(px|pixels?|bytes?|kB|KB|MB|GB|seconds?|ms|minutes?|hours?|days?|weeks?|lines?|characters?"
    r"|degrees?|percent|share|per|from \d|0 to|between|at most|at least|aware|UTC|sha256|grey levels?)\b"
    r"|\d ?%"
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name, its text in lines, and its syntax tree."""

    name: str
    is_package: bool
    lines: Sequence[str]
    tree: ast.Module

    @cached_property
    def nodes(self) -> Sequence[ast.AST]:
        """All of the tree, walked once."""
        return list(ast.walk(self.tree))

    @cached_property
    def imports(self) -> Sequence[ast.Import | ast.ImportFrom]:
        return [node for node in self.nodes if isinstance(node, (ast.Import, ast.ImportFrom))]


def read_modules(folders: Iterable[Path]) -> list[Module]:
    """Every Python file below the folders, migrations left out: these are never edited again."""
    modules = []
    for folder in folders:
        for file in sorted(folder.rglob("*.py")):
            if "versions" in file.parts:
                continue
            text = file.read_text(encoding="utf-8")
            names = list(file.with_suffix("").relative_to(folder.parent).parts)
            is_package = names[-1] == "__init__"
            name = ".".join(names[:-1] if is_package else names)
            modules.append(Module(name, is_package, text.splitlines(), ast.parse(text)))
    return modules


def functions_of(module: Module) -> list[Function]:
    return [node for node in module.nodes if isinstance(node, FUNCTIONS)]


def argument_count(function: Function) -> int:
    """How many things a caller may hand over; `self` and `cls` are not handed."""
    arguments = function.args
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def bindings(module: Module) -> Iterator[tuple[str, int]]:
    """(name, line) of every binding: variables, fields, loop targets, arguments; not functions or classes."""
    for node in module.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name, node.lineno


def vague_bindings(module: Module) -> list[tuple[str, int]]:
    """(name, line) of every binding that says nothing of what it holds, by line."""
    vague = [binding for binding in bindings(module) if binding[0] in VAGUE_NAMES]
    return sorted(vague, key=lambda binding: binding[1])


def public_classes(modules: Sequence[Module]) -> dict[str, list[tuple[Module, ast.ClassDef]]]:
    """Public classes at the top of modules, by name."""
    classes: dict[str, list[tuple[Module, ast.ClassDef]]] = defaultdict(list)
    for module in modules:
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                classes[node.name].append((module, node))
    return classes


def public_methods(name: str, classes: Mapping[str, Sequence[tuple[Module, ast.ClassDef]]]) -> set[str]:
    """The public methods of a class with those that it inherits from classes of the project."""
    methods: set[str] = set()
    for _, node in classes.get(name, ()):
        methods |= {f.name for f in node.body if isinstance(f, FUNCTIONS) and not f.name.startswith("_")}
        for base in node.bases:
            base_name = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
            if base_name != name:
                methods |= public_methods(base_name, classes)
    return methods


def imports_of(module: Module, known: set[str]) -> set[str]:
    """The modules of the project that this one imports, inside functions too; not those for types."""
    for_types: set[int] = set()
    for node in module.nodes:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for_types |= {id(inner) for statement in node.body for inner in ast.walk(statement)}
    imported: set[str] = set()
    for node in module.imports:
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        else:
            base = _base_of(module, node)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                imported.add(inner if inner in known else base)
    return (imported & known) - {module.name}


def _base_of(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module.name.split(".")
    package = package[: len(package) - node.level + module.is_package]
    return ".".join([*package, *([node.module] if node.module else [])])


def room_of(name: str) -> str:
    """The room a module belongs to: a package in a house, or a module that stands beside these."""
    return ".".join(name.split(".")[:2])


def untyped_between_rooms(modules: Sequence[Module]) -> list[str]:
    """Public functions and methods with a `dict[str, Any]` in their signature, in what another room imports.

    They are named as module.function or module.Class.method, by the module that defines them.
    """
    by_name = {module.name: module for module in modules}
    crossing: set[str] = set()
    for module in modules:
        for origin, name in _imported_names(module, by_name):
            defined = _definition(origin, name, by_name)
            if defined and room_of(defined[0]) != room_of(module.name):
                crossing.update(f"{defined[0]}.{inner}" for inner in _untyped_in(defined[1]))
    return sorted(crossing)


def _imported_names(module: Module, known: Mapping[str, Module]) -> Iterator[tuple[str, str]]:
    """(module, name) of everything that `from MODULE import NAME` takes from the project."""
    for node in module.imports:
        if isinstance(node, ast.ImportFrom) and (base := _base_of(module, node)) in known:
            yield from ((base, alias.name) for alias in node.names)


def _definition(origin: str, name: str, known: Mapping[str, Module]) -> tuple[str, ast.stmt] | None:
    """Where a function or class is defined that can be imported from `origin`."""
    for node in known[origin].tree.body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and node.name == name:
            return origin, node
    for behind, inner in _imported_names(known[origin], known):
        if inner == name and behind != origin:
            return _definition(behind, name, known)
    return None


def _untyped_in(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, FUNCTIONS) and _has_untyped(node):
        yield node.name
    elif isinstance(node, ast.ClassDef):
        for method in node.body:
            if isinstance(method, FUNCTIONS) and not method.name.startswith("_") and _has_untyped(method):
                yield f"{node.name}.{method.name}"


def _has_untyped(function: Function) -> bool:
    annotations = [a.annotation for a in ast.walk(function.args) if isinstance(a, ast.arg)]
    return any(node and UNTYPED.search(ast.unparse(node)) for node in (*annotations, function.returns))


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import one another, by Tarjan's strongly connected components."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    components: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(graph[name]):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            at = stack.index(name)
            component = stack[at:]
            del stack[at:]
            if len(component) > 1:
                components.append(sorted(component))

    sys.setrecursionlimit(10_000)
    for name in sorted(graph):
        if name not in index:
            visit(name)
    return components


def duplicate_runs(modules: Sequence[Module]) -> int:
    """Runs of at least `DUPLICATE_LINES` equal lines that stand twice; a longer run counts once."""
    places: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for number, module in enumerate(modules):
        imported = _lines_of_imports(module)
        code = [line.strip() for n, line in enumerate(module.lines, 1) if n not in imported]
        code = [line for line in code if len(line) > 2 and not line.startswith(NOT_CODE)]
        for at in range(len(code) - DUPLICATE_LINES + 1):
            places[tuple(code[at : at + DUPLICATE_LINES])].append((number, at))
    pairs = {
        (first, second)
        for starts in places.values()
        for i, first in enumerate(starts[:8])
        for second in starts[i + 1 : 8]
        if first[0] != second[0] or second[1] - first[1] >= DUPLICATE_LINES
    }
    return sum(((a, i - 1), (b, j - 1)) not in pairs for (a, i), (b, j) in pairs)


def _lines_of_imports(module: Module) -> set[int]:
    return {n for node in module.imports for n in range(node.lineno, (node.end_lineno or node.lineno) + 1)}


def documented(modules: Sequence[Module]) -> tuple[int, int, int, int]:
    """Public functions, those with a docstring, those that take a number, those of them with a unit."""
    public = with_docstring = numeric = with_unit = 0
    for module in modules:
        for function in functions_of(module):
            if function.name.startswith("_"):
                continue
            public += 1
            docstring = ast.get_docstring(function) or ""
            with_docstring += bool(docstring)
            arguments = [node for node in ast.walk(function.args) if isinstance(node, ast.arg)]
            annotations = [ast.unparse(a.annotation) for a in arguments if a.annotation]
            if any(re.search(r"\b(int|float)\b", annotation) for annotation in annotations):
                numeric += 1
                with_unit += bool(UNIT.search(docstring))
    return public, with_docstring, numeric, with_unit


def measure(modules: Sequence[Module]) -> dict[str, object]:
    """All figures, by name."""
    sizes = [len(module.lines) for module in modules]
    functions = [function for module in modules for function in functions_of(module)]
    lengths = [(function.end_lineno or function.lineno) - function.lineno + 1 for function in functions]
    bound = sum(1 for module in modules for _ in bindings(module))
    vague = sum(len(vague_bindings(module)) for module in modules)
    classes = public_classes(modules)
    methods = {name: len(public_methods(name, classes)) for name in classes}
    largest = max(methods, key=lambda name: (methods[name], name))
    graph = {m.name: imports_of(m, {module.name for module in modules}) for m in modules}
    public, with_docstring, numeric, with_unit = documented(modules)
    crowded = sum(argument_count(function) > MOST_ARGUMENTS for function in functions)
    duplicates = duplicate_runs(modules)
    return {
        "files": len(modules),
        "lines": sum(sizes),
        "median file, lines": median(sizes),
        "files over 500 lines": sum(size > 500 for size in sizes),
        "functions": len(functions),
        "median function, lines": median(lengths),
        "functions up to 50 lines, %": round(100 * sum(n <= 50 for n in lengths) / len(lengths), 2),
        f"functions over {MOST_ARGUMENTS} arguments": crowded,
        f"functions over {MOST_ARGUMENTS} arguments, %": round(100 * crowded / len(functions), 2),
        "largest class": largest,
        "largest class, public methods": methods[largest],
        "class names used twice": sorted(name for name, places in classes.items() if len(places) > 1),
        "bindings": bound,
        "vague names": vague,
        "vague names, % of bindings": round(100 * vague / bound, 2),
        "import circles": circles(graph),
        "untyped dictionaries between rooms": untyped_between_rooms(modules),
        "public functions with a docstring, %": round(100 * with_docstring / public, 1),
        "numeric public functions that name a unit or range, %": round(100 * with_unit / numeric, 1),
        "duplicate runs": duplicates,
        "duplicate runs per 1,000 lines": round(1000 * duplicates / sum(sizes), 2),
    }


def main(arguments: Sequence[str]) -> None:
    root = Path(__file__).resolve().parent.parent
    folders = [Path(argument) for argument in arguments if argument != "--json"]
    figures = measure(read_modules(folders or [root / name for name in PACKAGES if (root / name).is_dir()]))
    if "--json" in arguments:
        print(json.dumps(figures, ensure_ascii=False, indent=2))
        return
    for name, value in figures.items():
        text = f"{len(value)}: {'; '.join(map(str, value))}" if isinstance(value, list) else f"{value}"
        print(f"{name:<55} {text}")


if __name__ == "__main__":
    main(sys.argv[1:])
