"""A filled page against the allow-list: elements, attributes, how deep and how many."""

import re
from collections.abc import Iterator
from html import unescape

from content.posters.lint import allowed
from content.posters.lint.css import style_problems

# Texts are escaped, so every < of a page opens a tag; what reads otherwise is refused, not guessed at.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)([^<>]*)>")
_ATTRIBUTES = re.compile(r"""(?:\s+[a-zA-Z-]+="[^"]*")*\s*/?""")
_ATTRIBUTE = re.compile(r'([a-zA-Z-]+)="([^"]*)"')
_STRAY = re.compile(r"<[^<>]{0,30}")
_EMPTY = frozenset({"img", "br"})


def html_problems(html: str) -> Iterator[str]:
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
            yield f"elements lie more than {allowed.DEEPEST} deep in one another"
            return
        if elements > allowed.MOST_ELEMENTS:
            yield f"the page has more than {allowed.MOST_ELEMENTS} elements"
            return
    if tags != html.count("<"):
        yield from _strays(html)


def element_problems(name: str, rest: str, *, values: bool = True) -> Iterator[str]:
    """What is wrong with one opening tag; `rest` is what stands between its name and >."""
    if name not in allowed.ELEMENTS:
        yield f"<{name}> is not allowed; a template is made of {', '.join(sorted(allowed.ELEMENTS))}"
        return
    if not _ATTRIBUTES.fullmatch(rest):
        yield f'the attributes of <{name}> must be written as name="value": {rest.strip()[:60]}'
        return
    for attribute, value in _ATTRIBUTE.findall(rest):
        if attribute not in allowed.ATTRIBUTES:
            yield f"the attribute {attribute} of <{name}> is not allowed"
        elif values:
            yield from _attribute_problems(attribute, unescape(value) if "&" in value else value)


def _attribute_problems(attribute: str, value: str) -> Iterator[str]:
    if attribute == "style":
        yield from (problem.what for problem in style_problems(value))
    elif attribute == "src" and not value.startswith(allowed.ASSET):
        yield f"src is {value[:60]!r}; pictures come from asset(), qr() and logo() alone"
    elif attribute in ("width", "height") and not _is_length(value):
        yield f"{attribute} is {value[:20]!r}; it must be 0 to {allowed.LONGEST:g} px"


def _is_length(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 6 and int(value) <= allowed.LONGEST


def _strays(html: str) -> Iterator[str]:
    tags = {match.start() for match in _TAG.finditer(html)}
    for match in _STRAY.finditer(html):
        if match.start() not in tags:
            yield f"this is no tag of a template: {match[0]!r} (comments are written {{# so #}})"
            return


_JINJA = re.compile(r"(\{\{.*?\}\})|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_FILLED = "\x01"  # stands where the template will be filled in


def source_problems(source: str) -> Iterator[tuple[int, str]]:
    """Line and problem of each tag of a template's Jinja text, in branches that no sample takes as well."""
    plain = _JINJA.sub(lambda found: (_FILLED if found[1] else "") + "\n" * found[0].count("\n"), source)
    for tag in _TAG.finditer(plain):
        line = plain.count("\n", 0, tag.start()) + 1
        if tag[1]:
            continue
        for what in element_problems(tag[2], tag[3], values=False):
            yield line, what.replace(_FILLED, "{{ }}")
        for attribute, value in _ATTRIBUTE.findall(tag[3]):
            if _FILLED not in value:
                yield from ((line, what) for what in _attribute_problems(attribute, unescape(value)))
    if plain.count("<") != len(_TAG.findall(plain)):
        yield from ((1, what.replace(_FILLED, "{{ }}")) for what in _strays(plain))
