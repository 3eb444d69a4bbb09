"""A filled page against the allow-list: elements, attributes, how deep and how many."""

import re
from collections.abc import Iterator
from html import unescape

from content.model import Message
from content.posters.lint import allowed
from content.posters.lint.css import style_problems

# Texts are escaped, so every < of a page opens a tag; what reads otherwise is refused, not guessed at.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>")
_ATTRIBUTES = re.compile(r"""(?:\s+[a-zA-Z-]+="[^"]*")*\s*/?""")
_ATTRIBUTE = re.compile(r'([a-zA-Z-]+)="([^"]*)"')
_STRAY = re.compile(r"<[^<>]{0,30}")
_EMPTY = frozenset({"img", "br"})


def html_problems(html: str) -> Iterator[Message]:
    """What is wrong with a page. Reads it once; 0.1 ms for a poster."""
    depth = elements = tags = 0
    for closing, name, rest in _TAG.findall(html):
        tags += 1
        if closing:
            depth -= 1
            continue
        elements += 1
        yield from element_problems(name, rest)
        depth += name not in _EMPTY and not rest.endswith("/")
        if depth > allowed.DEEPEST:
            yield Message("lint.too_deep", most=allowed.DEEPEST)
            return
        if elements > allowed.MOST_ELEMENTS:
            yield Message("lint.too_many_elements", most=allowed.MOST_ELEMENTS)
            return
    if tags != html.count("<"):
        yield from _strays(html)


def element_problems(name: str, rest: str, *, values: bool = True) -> Iterator[Message]:
    """What is wrong with one opening tag; `rest` is what stands between its name and >."""
    if name not in allowed.ELEMENTS:
        yield Message("lint.unknown_element", name=name, known=tuple(sorted(allowed.ELEMENTS)))
        return
    if not _ATTRIBUTES.fullmatch(rest):
        yield Message("lint.attributes_unclear", name=name, text=rest.strip()[:60])
        return
    for attribute, value in _ATTRIBUTE.findall(rest):
        if attribute not in allowed.ATTRIBUTES:
            yield Message("lint.unknown_attribute", attribute=attribute, name=name)
        elif values:
            yield from _attribute_problems(attribute, unescape(value) if "&" in value else value)


def _attribute_problems(attribute: str, value: str) -> Iterator[Message]:
    if attribute == "style":
        yield from (problem.what for problem in style_problems(value))
    elif attribute == "src" and not value.startswith(allowed.ASSET):
        yield Message("lint.foreign_picture", src=value[:60])
    elif attribute in ("width", "height") and not _is_length(value):
        yield Message("lint.no_length", attribute=attribute, value=value[:20], most=allowed.LONGEST)


def _is_length(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 6 and int(value) <= allowed.LONGEST


def _strays(html: str) -> Iterator[Message]:
    tags = {match.start() for match in _TAG.finditer(html)}
    for match in _STRAY.finditer(html):
        if match.start() not in tags:
            yield Message("lint.no_tag", text=match[0])
            return


_JINJA = re.compile(r"(\{\{.*?\}\})|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_FILLED = "\x01"  # stands where the template will be filled in


def _shown(_name: str, text: str) -> str:
    return text.replace(_FILLED, "{{ }}")


def source_problems(source: str) -> Iterator[tuple[int, Message]]:
    """Line and problem of each tag of a template's Jinja text, in branches that no sample takes as well."""
    plain = _JINJA.sub(lambda match: (_FILLED if match[1] else "") + "\n" * match[0].count("\n"), source)
    for tag in _TAG.finditer(plain):
        line = plain.count("\n", 0, tag.start()) + 1
        if tag[1]:
            continue
        for what in element_problems(tag[2], tag[3], values=False):
            yield line, what.replacing(_shown)
        for attribute, value in _ATTRIBUTE.findall(tag[3]):
            if _FILLED not in value:
                yield from ((line, what) for what in _attribute_problems(attribute, unescape(value)))
    if plain.count("<") != len(_TAG.findall(plain)):
        yield from ((1, what.replacing(_shown)) for what in _strays(plain))
