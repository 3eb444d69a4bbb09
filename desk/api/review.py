"""The review as JSON: what waits, distinct contents and tellings; a yes to one content in many groups; and
an edit carried into the words of variants."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from content.model import DistinctPost, PostVariants, Seen, Slot, Verb
from content.review import Amend, ContentSeen, sights_of_content, spread_edits
from content.store import QueueFilter
from content.store.paging import BY_TIME
from desk import actions as deeds
from desk.api import shapes
from desk.api.shapes import Ends
from desk.auth import Person, may, office_of
from desk.datetimes import in_reach
from desk.names import names_for
from desk.review_view import upcoming

router = APIRouter(prefix="/api/v1/review", tags=["review"])
AT_ONCE = 2000  # groups that one content may be approved for
ContentKey = Annotated[str, Field(pattern=r"^[0-9a-f]{48}$")]


class ContentItem(BaseModel):
    """Posts that say the same words on the same poster; `key` names both."""

    key: str
    text: str
    poster: str
    ids: list[str]
    groups: list[str]


class ReviewItem(BaseModel):
    """One thing to look at: variants of a slot of a story with one photo, by what they say and show."""

    story: str
    slot: Slot
    day: date
    goes_out_at: datetime
    ids: list[str]
    groups: list[str]
    contents: list[ContentItem]


class ReviewList(BaseModel):
    """`waiting` and `posts` count all that waits with this filter."""

    items: list[ReviewItem]
    next: str | None
    waiting: int
    posts: int


class ApprovingContent(shapes.Strict):
    """`poster_sha256` are the pixels that were seen; of `ids` those are approved that say and show this."""

    key: ContentKey
    poster_sha256: shapes.Sha
    ids: Annotated[list[shapes.PostId], Field(min_length=1, max_length=AT_ONCE)]
    why: shapes.Why = ""


class Spreading(shapes.SeenItem):
    """Other words for a post, and for those of `also` that have the same words."""

    text: Annotated[str, Field(max_length=4000)] | None = None
    fields: shapes.Fields = Field(default_factory=dict)
    also: Annotated[list[shapes.SeenItem], Field(default_factory=list, max_length=shapes.AT_ONCE)]
    why: shapes.Why = ""

    def edit(self) -> Amend:
        return Amend(Seen(self.id, self.revision), self.text, self.fields)


class ReviewListQuery(BaseModel):
    """Which posts a list of what waits is about; `after` is where the page before ended."""

    group: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    slot: Slot | None = None
    first: date | None = None
    last: date | None = None
    after: Annotated[str | None, Field(pattern=BY_TIME)] = None
    most: Annotated[int, Field(ge=1, le=100)] = 30

    def filter(self) -> QueueFilter:
        first, last = (day and in_reach(day) for day in (self.first, self.last))
        return QueueFilter(group=self.group, slot=self.slot, first=first, last=last)


@router.get("")
def waiting(
    request: Request, query: Annotated[ReviewListQuery, Query()], person: Person = may(Verb.VIEW)
) -> ReviewList:
    """What waits for a yes, what goes out first first; `next` goes into `after` for more."""
    office = office_of(request)
    chosen = upcoming(query.filter(), office.clock())
    with office.open_store(reading=True) as store:
        page = store.distinct.tellings(chosen, after=query.after, most=query.most)
        tally = store.distinct.tally(chosen)
    items = [_item(item) for item in page.items]
    return ReviewList(items=items, next=page.next, waiting=tally.waiting, posts=tally.posts)


@router.post("/approve")
def approve(request: Request, body: ApprovingContent, person: Person = may(Verb.APPROVE)) -> Ends:
    """A yes to one content in all these groups, as one action. Posts that say or show something else by now
    are conflicts."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        sights = sights_of_content(store, ContentSeen(body.key, body.poster_sha256, body.ids))
    return shapes.ends_of(deeds.approve(office, person, sights, body.why), names_for(request))


@router.post("/amend")
def amend(request: Request, body: Spreading, person: Person = may(Verb.AMEND)) -> Ends:
    """Other words for one post, and the same change for its variants, as one action. Variants without the
    words are left out of the outcomes."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        edits = spread_edits(store, body.edit(), [item.seen() for item in body.also])
    return shapes.ends_of(deeds.amend(office, person, edits, body.why), names_for(request))


def _item(item: PostVariants) -> ReviewItem:
    return ReviewItem(
        story=item.first.story,
        slot=item.slot,
        day=item.day,
        goes_out_at=item.goes_out_at,
        ids=list(item.ids),
        groups=list(item.groups),
        contents=[_content(content) for content in item.contents],
    )


def _content(content: DistinctPost) -> ContentItem:
    return ContentItem(
        key=content.key,
        text=content.text,
        poster=content.poster,
        ids=list(content.ids),
        groups=list(content.groups),
    )
