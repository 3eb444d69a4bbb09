"""Style sheets and inline styles against the allow-list of `allowed`, token by token."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import tinycss2  # type: ignore[import-untyped]  # it has none

from content.model import Message
from content.posters.lint import allowed

_PIXELS = re.compile(r"(?<![\w.#-])(-?)(\d+(?:\.\d+)?)px\b")


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """`line` counts from 1 in the text that was given."""

    line: int
    what: Message


@lru_cache(maxsize=64)
def sheet_problems(css: str) -> tuple[SourceProblem, ...]:
    """What is wrong with a style sheet; nothing of it is run or fetched."""
    if len(css) > allowed.LONGEST_SHEET:
        return (SourceProblem(1, Message("lint.sheet_too_long", n=len(css), most=allowed.LONGEST_SHEET)),)
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    declarations: list[Any] = []
    problems: list[SourceProblem] = []
    for rule in rules:
        if rule.type == "qualified-rule":
            parsed = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            declarations += parsed
        else:
            problems.append(SourceProblem(rule.source_line, _no_rule(rule)))
    for declaration in declarations:
        problems += _declaration_problems(declaration)
    problems += _variable_problems(
        [declaration for declaration in declarations if declaration.type == "declaration"]
    )
    return tuple(sorted(set(problems), key=lambda problem: (problem.line, str(problem.what))))


def style_problems(style: str) -> tuple[SourceProblem, ...]:
    """What is wrong with a `style` attribute. Fast for what was seen before with other harmless numbers."""
    return _style_problems(_PIXELS.sub(_rounded, style)) and _style_problems(style)


@lru_cache(maxsize=4096)
def _style_problems(style: str) -> tuple[SourceProblem, ...]:
    declarations = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    problems = [problem for declaration in declarations for problem in _declaration_problems(declaration)]
    for name, value in (
        (parsed.name, parsed.value) for parsed in declarations if parsed.type == "declaration"
    ):
        if name.startswith("--") and not set(_variables(value)) <= allowed.PALETTE - {name}:
            problems.append(SourceProblem(1, Message("lint.own_variable_in_style", name=name)))
    return tuple(problems)


def _rounded(length: re.Match[str]) -> str:
    """One length stands for all that no limit tells apart, so that a style of computed px is checked once."""
    px = float(length[2])
    if px <= allowed.BLURRIEST:
        return f"{length[1]}1px"
    return f"{length[1]}{allowed.BLURRIEST + 1:g}px" if px <= allowed.LARGEST_TYPE else length[0]


def _no_rule(rule: Any) -> Message:
    if rule.type == "at-rule":
        return Message("lint.at_rule", name=rule.at_keyword)
    return Message("lint.no_css", cause=getattr(rule, "message", rule.type))


def _declaration_problems(declaration: Any) -> list[SourceProblem]:
    if declaration.type != "declaration":
        return [SourceProblem(declaration.source_line, Message("lint.no_nested_rules"))]
    name = declaration.lower_name
    custom = name.startswith("--")
    if not custom and name not in allowed.PROPERTIES:
        return [
            SourceProblem(
                declaration.source_line,
                Message("lint.unknown_property", name=name),
            )
        ]
    problems = list(_value_problems(declaration.value, name))
    if _parts(declaration.value) > allowed.MOST_PARTS and not custom:
        problems.append(Message("lint.too_many_parts", name=name, most=allowed.MOST_PARTS))
    return [SourceProblem(declaration.source_line, what) for what in problems]


def _value_problems(tokens: Sequence[Any], name: str) -> Iterator[Message]:
    """`name` is the property or function that the tokens stand in."""
    for token in tokens:
        if token.type in ("number", "percentage", "dimension"):
            yield from _number_problems(token, name)
        elif token.type == "function":
            yield from _function_problems(token, name)
        elif token.type == "() block":
            yield from _value_problems(token.content, name)
        elif token.type == "url":
            yield Message("lint.no_url")
        elif token.type == "string" and name not in allowed.STRINGS:
            yield Message("lint.text_in_quotes", name=name)
        elif token.type in ("error", "{} block", "[] block", "at-keyword"):
            yield Message("lint.no_css_value", name=name)


def _function_problems(function: Any, inside: str) -> Iterator[Message]:
    name = function.lower_name
    if name == "url":
        yield Message("lint.no_url")
        return
    if name not in allowed.FUNCTIONS:
        yield Message("lint.unknown_function", name=name)
        return
    if name in allowed.GRADIENTS and _parts(function.arguments) > allowed.MOST_STOPS:
        yield Message("lint.too_many_stops", most=allowed.MOST_STOPS)
    if name in allowed.SUMS and _multiplied(function.arguments):
        yield Message("lint.multiplies", name=name)
    # What calc() says counts for the property that it stands in.
    keeps = name in allowed.SUMS or (inside in allowed.BLURRED and name not in allowed.BLURS)
    yield from _value_problems(function.arguments, inside if keeps else name)


def _multiplied(tokens: Sequence[Any]) -> bool:
    return any(
        (token.type == "literal" and token.value in ("*", "/"))
        or _multiplied(getattr(token, "content", None) or ())
        for token in tokens
    )


def _number_problems(token: Any, name: str) -> Iterator[Message]:
    written = token.serialize()
    if token.value < 0 and name in allowed.NOT_NEGATIVE:
        yield Message("lint.negative", value=written, name=name)
    size, limit = _size_and_limit(token, name)
    if not abs(size) <= limit:  # NaN is no size either
        yield Message("lint.beyond_limit", value=written, name=name, limit=limit, unit=_unit(token))


def _size_and_limit(token: Any, name: str) -> tuple[float, float]:
    if token.type == "percentage":
        return token.value, 100.0 if name == "font-size" else allowed.MOST_PERCENT
    if token.type == "number":
        return token.value, allowed.MOST_FACTOR if name in allowed.FACTORS else allowed.MOST_NUMBER
    unit = token.lower_unit
    if unit in allowed.PX:
        return token.value * allowed.PX[unit], _longest(name)
    if unit in allowed.EMS:
        most = allowed.MOST_FACTOR if name == "line-height" else allowed.MOST_EM
        return token.value, 1.0 if name == "font-size" else 3.0 if _is_blurred(name) else most
    if unit in allowed.VIEW:
        return token.value, 10.0 if _is_blurred(name) or name in allowed.IN_TYPE else 100.0
    return token.value, allowed.MOST_NUMBER if unit in allowed.OTHERS else -1.0


def _longest(name: str) -> float:
    if _is_blurred(name):
        return allowed.BLURRIEST
    return allowed.LARGEST_TYPE if name in allowed.IN_TYPE else allowed.LONGEST


def _is_blurred(name: str) -> bool:
    return name in allowed.BLURRED or name in allowed.BLURS


def _unit(token: Any) -> str:
    if token.type == "percentage":
        return " %"
    if token.type == "number":
        return ""
    return " px" if token.lower_unit in allowed.PX else f" {token.lower_unit}"


def _parts(tokens: Sequence[Any]) -> int:
    commas: int = sum(token.type == "literal" and token.value == "," for token in tokens)
    return 1 + commas


def _variables(tokens: Sequence[Any]) -> Iterator[str]:
    """The custom properties that a value asks for, with repetitions."""
    for token in tokens:
        if token.type == "function" and token.lower_name == "var":
            yield from (inner.value for inner in token.arguments[:1] if inner.type == "ident")
        for inner in (getattr(token, "arguments", None), getattr(token, "content", None)):
            yield from _variables(inner or ())


def _variable_problems(declarations: Sequence[Any]) -> Iterator[SourceProblem]:
    """Loops of var(), and values that grow beyond measure when they are put in."""
    defined: dict[str, list[Any]] = {}
    for declaration in declarations:
        if declaration.name.startswith("--"):
            defined.setdefault(declaration.name, []).append(declaration)
    sizes: dict[str, float] = {}
    for name, definitions in defined.items():
        if name in allowed.PALETTE:
            yield SourceProblem(definitions[0].source_line, Message("lint.palettes_own", name=name))
        size = _expanded(name, defined, sizes, ())
        if size == float("inf"):
            yield SourceProblem(definitions[0].source_line, Message("lint.defined_by_itself", name=name))
        elif size > allowed.MOST_EXPANDED:
            yield SourceProblem(definitions[0].source_line, Message("lint.grows", name=name, n=size))


def _expanded(
    name: str, defined: dict[str, list[Any]], sizes: dict[str, float], above: tuple[str, ...]
) -> float:
    """How many tokens the longest value of a custom property has; inf for one that leads back to itself."""
    if name in above or len(above) > allowed.DEEPEST:
        return float("inf")
    if name not in sizes:
        sizes[name] = max(
            (
                len(definition.value)
                + sum(
                    _expanded(used, defined, sizes, (*above, name)) for used in _variables(definition.value)
                )
                for definition in defined.get(name, [])
            ),
            default=1,
        )
    return sizes[name]
