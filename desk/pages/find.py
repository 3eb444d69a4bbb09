"""找: one field that finds everything. A page without a script; the palette of every page shows its parts."""

from dataclasses import dataclass
from typing import Annotated

import regex
from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from content.model import PostState, PostVariants, Verb
from content.store import Store
from content.store.views import Card
from desk.auth import Person, may, office_of
from desk.commands import commands_for
from desk.context import DeskContext
from desk.i18n import language_of
from desk.posts import Timed
from desk.render import render
from services.search import KINDS, SearchQuery, search

router = APIRouter()
Typed = Annotated[str, Query(max_length=80)]
Kind = Annotated[str, Query(pattern=f"^(|{'|'.join(KINDS)}|command)$")]
IsPart = Annotated[str, Header(alias="X-Part", max_length=7)]


@dataclass(frozen=True, slots=True)
class FoundPost:
    """Variants of a telling as a line of the list: its first card, and those that show exactly the same."""

    variants: PostVariants
    item: Timed
    same: tuple[str, ...]

    @property
    def waits(self) -> bool:
        return self.item.card.post.state is PostState.IN_REVIEW


@router.get("/find")
def find(
    request: Request, q: Typed = "", kind: Kind = "", x_part: IsPart = "", person: Person = may(Verb.VIEW)
) -> Response:
    """What has these words. With the header X-Part the palette's parts: "palette" the whole dialog, else the
    list alone."""
    office, language = office_of(request), language_of(request)
    query, now = SearchQuery.read(q, kind), office.clock()
    with office.open_store(reading=True) as store:
        hits = search(store, office.search_index.at(now), query, now)
        posts = _lines(office, store, hits.posts)
    template = {"": "find.html.j2", "palette": "_palette.html.j2"}.get(x_part, "_find.html.j2")
    return render(
        request,
        template,
        q=q,
        asked=query,
        hits=hits,
        posts=posts,
        commands=commands_for(person, query.text, language) if query.wants("command") else (),
        kinds=KINDS,
        lit=_lit,
    )


def _lines(office: DeskContext, store: Store, items: tuple[PostVariants, ...]) -> list[FoundPost]:
    cards: dict[str, Card] = store.cards.cards_with([item.first.id for item in items])
    lines = []
    for item in items:
        card = cards[item.first.id]
        lines.append(FoundPost(item, Timed(card, card.zone), item.contents[0].ids))
    return lines


def _lit(text: str, q: str, around: int = 0) -> list[tuple[str, bool]]:
    """A text in parts, True for those that are what was looked for. With `around` only so many characters
    before the first of them."""
    parts = regex.split(f"({regex.escape(q)})", text, flags=regex.IGNORECASE) if q else [text]
    if around and len(parts) > 1 and len(parts[0]) > around:
        parts[0] = f"…{parts[0][-around:]}"
    return [(part, bool(q) and part.lower() == q.lower()) for part in parts if part]
