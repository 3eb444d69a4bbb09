"""Jinja for poster templates: no attribute leads out, no sum eats the memory, no page grows without end."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from content.errors import PosterError
from content.files import cause_of
from content.model import Message
from content.posters import typography
from content.posters.block import SET
from content.posters.template import Template

MOST_HTML = 400_000  # characters a page may have; ours have 3,000 to 9,000
LARGEST_NUMBER = 10**9  # of a sum in a template
LONGEST_REPEAT = 10_000  # characters or items that `'-' * n` may make


class Sandbox(ImmutableSandboxedEnvironment):
    """Templates may compute, not explode: Jinja's own sandbox allows `'a' * 10**9`."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """SecurityError for a product or power that is longer or larger than a poster can need."""
        if operator == "**" and (abs(left) > 1000 or abs(right) > 9):
            raise SecurityError(f"{left} ** {right} is too large")
        for repeated, times in ((left, right), (right, left)):
            if hasattr(repeated, "__len__") and len(repeated) * max(0, times) > LONGEST_REPEAT:
                raise SecurityError(f"a repetition of {len(repeated) * times:,} is too long")
        product = super().call_binop(context, operator, left, right)
        if isinstance(product, int | float) and abs(product) > LARGEST_NUMBER:
            raise SecurityError(f"{product} is too large")
        return product


def filled(template: Template, names: Mapping[str, Any]) -> str:
    """The page's HTML. PosterError says what in the template is wrong."""
    page, length = [], 0
    try:
        for piece in _compiled(template).generate(**names):
            length += len(piece)
            if length > MOST_HTML:
                raise PosterError(Message("template.page_too_long", template=template.name, most=MOST_HTML))
            page.append(piece)
    except (jinja2.TemplateError, ArithmeticError, MemoryError, TypeError, ValueError) as error:
        # all but the first are a template's own sums and calls gone wrong
        raise PosterError(
            Message("template.cannot_be_filled", template=template.name, cause=cause_of(error))
        ) from error
    return "".join(page)


@lru_cache(maxsize=64)
def _compiled(template: Template) -> jinja2.Template:
    return environment(template.parts_key).from_string(template.page)


@cache
def environment(parts: tuple[tuple[str, str], ...]) -> Sandbox:
    """The sandbox with the filters of templates; `parts` are (name, source) of the shared files."""
    made = Sandbox(autoescape=True, undefined=jinja2.StrictUndefined, loader=jinja2.DictLoader(dict(parts)))
    filters = {"clean": typography.name, "vertical": typography.vertical, "initial": typography.initial}
    filters["oneline"] = typography.oneline
    made.filters.update(SET, **filters)
    return made
