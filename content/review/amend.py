"""Amend: an editor's own words in a text or on a poster."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from content.compose.post import Telling
from content.errors import PosterError
from content.model import ActionOutcome, Batch, Done, Message, Post, PosterSpec, RefusedAction, Seen, Verb
from content.review import sentences
from content.review.action import Action, for_each, may_rewrite
from content.sanitize import clean
from content.store import OpenStore, Store

LONGEST_TEXT = 2000  # characters; a message of WeCom's robot takes 2,048 bytes of text, a person reads less


@dataclass(frozen=True, slots=True)
class Amend:
    """`text` None leaves the text; `fields` are the poster's by name, an empty one is taken off it."""

    seen: Seen
    text: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


def amend(
    open_store: OpenStore,
    edits: Sequence[Amend],
    *,
    telling: Telling,
    actor: str,
    at: datetime,
    why: str = "",
) -> Batch[Post]:
    """Change texts and poster words. The next version is in review, or a draft until its new poster is drawn;
    an approval of the one before does not count for it."""

    def do(action: Action, post: Post, edit: Amend) -> ActionOutcome[Post]:
        if refused := may_rewrite(action, post):
            return refused
        now = amended(action.store, post, edit, telling)
        if isinstance(now, RefusedAction):
            return now
        return Done(action.rewrite(post, text=now.text, poster=now.poster))

    return for_each(
        open_store, Verb.AMEND, edits, do, seen=lambda edit: edit.seen, actor=actor, at=at, why=why
    )


def amended(store: Store, post: Post, edit: Amend, telling: Telling) -> Post | RefusedAction:
    """The post with other words, not written, or why not; the spec of its poster is in the store."""
    text = post.text if edit.text is None else clean(edit.text)
    if not text:
        return sentences.no_text()
    if len(text) > LONGEST_TEXT:
        return sentences.too_long(LONGEST_TEXT)
    try:
        return replace(post, text=text, poster=_poster(store, post, edit.fields, telling))
    except PosterError as error:
        return sentences.failed(error)


def amended_spec(spec: PosterSpec, fields: Mapping[str, Any], telling: Telling) -> PosterSpec:
    """The spec with these fields said otherwise, in its template as that is now. PosterError says which
    field is missing, unknown, of another type or too long. For a live preview too."""
    template = telling.templates.get(spec.template)
    if template is None:
        raise PosterError(Message("template.gone", template=spec.template))
    values = {
        name: value for name, value in ({**spec.fields, **fields}).items() if value not in ("", [], None)
    }
    template.checked(values)
    return replace(spec, fields=values, template_version=template.version, engine=telling.engine_name)


def reworded(spec: PosterSpec, fields: Mapping[str, Any], telling: Telling) -> PosterSpec:
    """The spec with these fields, itself where they say what it says. PosterError as `amended_spec`."""
    if all(spec.fields.get(name, "") == value for name, value in fields.items()):
        return spec
    return amended_spec(spec, fields, telling)


def _poster(store: Store, post: Post, fields: Mapping[str, Any], telling: Telling) -> str:
    """The key of the poster with these fields; its spec is in the store."""
    if not fields:
        return post.poster
    (spec,) = store.queue.specs([post.poster])
    now = reworded(spec, fields, telling)
    if now.key != spec.key:
        store.queue.add_specs([now])
    return now.key
