"""Templating: one Jinja environment for each language.

What a template says alike on every page, its words, icons and addresses of files, is put in when the
template is read, not each time a page is made.
"""

from collections.abc import Callable, Hashable, Mapping
from functools import cache, lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from channels import charts
from channels.exports.paper import TEMPLATES
from content.model import Message
from content.text.winners import neutral
from desk import datetimes as moments
from desk import labels
from desk.i18n import HTML_LANG, LANGUAGES, gettext, worded
from services.findings import form_label, verdict_words

HERE = Path(__file__).parent
SHARED = TEMPLATES.parent / "static"  # sheets that exported pages have, too
LABELS = (labels.action_name, labels.value_name, labels.slot_name, labels.slot_job)


@cache
def press(language: str) -> "Press":
    """The environment of a language. Its templates see `_` (words), `icon`, `asset`, `kept`, `marked`,
    `phrased`, `moments`, `worded` (a Message in words), desk.labels, and the language's own names."""
    return Press(language)


class Press(Environment):
    def __init__(self, language: str) -> None:
        super().__init__(
            loader=ChoiceLoader([FileSystemLoader(HERE / "templates"), FileSystemLoader(TEMPLATES)]),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,  # asking the disk for each part of each page takes longer than some parts
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.filters["as_read"] = neutral  # what members read where nobody is named
        self._constant: dict[str, Callable[..., str]] = {
            "_": gettext(language),
            "icon": icon,
            "asset": asset,
        }
        self.globals |= {
            **self._constant,
            **charts.IN_TEMPLATES,
            "language": language,
            "languages": LANGUAGES,
            "html_lang": HTML_LANG[language],
            "kept": partial(kept, language=language),
            "marked": marked,
            "phrased": phrased,
            "moments": moments,
            "worded": partial(worded, language=language),
            "verdict_words": verdict_words,
            "form_label": form_label,
            **{kind.__name__: _label(kind, language) for kind in LABELS},
        }

    def compile(self, source: str | nodes.Template, *where: Any) -> Any:
        """A template's code, with what never changes put in."""
        parsed = self.parse(source, *where[:2]) if isinstance(source, str) else source
        return super().compile(_Set(self._constant).visit(parsed), *where)


def _label(name_of: Callable[..., Message | str], language: str) -> Callable[..., str]:
    """A function of desk.labels for templates: it answers in words. Pages ask it for the same few again."""
    return lru_cache(maxsize=500)(lambda value: worded(name_of(value), language))


class _Set(NodeTransformer):
    """Puts what these functions answer in place of their calls, where a template gives them constants."""

    def __init__(self, constant: Mapping[str, Callable[..., str]]) -> None:
        self._constant = constant

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 - as jinja2 looks for it
        self.generic_visit(call)
        if not isinstance(call.node, nodes.Name) or call.node.name not in self._constant:
            return call
        try:
            args = [argument.as_const() for argument in call.args]
            named = dict(argument.as_const() for argument in call.kwargs)
        except nodes.Impossible:
            return call
        return nodes.Const(self._constant[call.node.name](*args, **named), lineno=call.lineno)


@lru_cache(maxsize=1500)
def kept(template: str, language: str, **values: Hashable) -> Markup:
    """A part of many pages that nothing but its values and its language makes: drawn once, kept in memory.

    The values are the whole key, so that nothing that changed is shown as it was.
    """
    return drawn(template, language, **values)


def drawn(template: str, language: str, **values: Any) -> Markup:
    """What a template makes of these values."""
    made = press(language).get_template(template).render(**values)
    return Markup(made)  # noqa: S704 - of a template that escapes


def marked(part: Markup, name: str, value: str, mark: str) -> Markup:
    """A kept part with ` mark` beside the attribute that has this value: which of many is chosen."""
    attribute = Markup('{}="{}"').format(name, value)
    return part.replace(attribute, attribute + Markup(" ") + Markup.escape(mark))


@lru_cache(maxsize=4000)
def phrased(text: str) -> Markup:
    """A title that breaks between phrases and never inside a word; Chinese has no spaces to say where."""
    from content.posters.typography import BREAK, broken  # here: only narrow pages need its model

    parts = Markup("<wbr>").join(broken(text).split(BREAK))
    return Markup('<span class="phrased">{}</span>').format(parts)


@cache
def icon(name: str, size: int = 16) -> Markup:
    """An icon of static/icons.svg; decorative, so that what it means stands beside it in words."""
    return Markup(
        '<svg class="i" width="{0}" height="{0}" aria-hidden="true"><use href="{1}#{2}"/></svg>'
    ).format(size, asset("icons.svg"), name)


@cache
def asset(name: str) -> str:
    """The address of a file of static/, which changes with its content, so that browsers may keep it."""
    file = next(file for file in (HERE / "static" / name, SHARED / name) if file.exists())
    digest = blake2b(file.read_bytes(), digest_size=6).hexdigest()
    return f"/static/{name}?v={digest}"
