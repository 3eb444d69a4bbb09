"""What the API takes and answers about posts: strict, and documented by its types."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from content.messages import in_both
from content.model import Batch, Conflict, Done, Post, PostState, RefusedAction, Seen, Sight, Slot, text_hash
from content.review import Draft, Exchange, Postpone, Scope, Swap
from content.store.views import Card
from desk.actions import sentence
from desk.names import Names

AT_ONCE = 200  # posts in one batch: more than two groups' whole weeks
MOST = 2**31 - 1  # of a number that PostgreSQL keeps as an integer
ID = r"^[^/\\\x00-\x20\x7f]{1,160}$"


def _moment(value: object) -> object:
    """A date-time is a text in JSON, and no number passes for one."""
    if not isinstance(value, str):
        raise ValueError("must be a text like 2026-11-26T08:30:00+08:00")
    return datetime.fromisoformat(value).astimezone(UTC) if _has_zone(value) else value


def _has_zone(text: str) -> bool:
    return datetime.fromisoformat(text).tzinfo is not None


def whole(value: object) -> object:
    """JSON has one kind of number: 3.0 is 3. What is no number is left to be refused."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def number(least: int, most: int) -> WithJsonSchema:
    """What the description says of a whole number, both ends included."""
    return WithJsonSchema({"type": "integer", "minimum": least, "maximum": most})


def _day(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("must be a text like 2026-11-26")
    return date.fromisoformat(value)


def _slot(value: object) -> object:
    if not isinstance(value, str) or value not in set(Slot):
        raise ValueError(f"must be one of: {', '.join(Slot)}")
    return Slot(value)


PostId = Annotated[str, Field(pattern=ID)]
Key = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]
KeyQuery = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Why = Annotated[str, Field(max_length=500)]

Counter = Annotated[int, BeforeValidator(whole), Field(ge=1, le=MOST), number(1, MOST)]
Sha = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Moment = Annotated[
    AwareDatetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
InSlot = Annotated[
    Slot, BeforeValidator(_slot), WithJsonSchema({"type": "string", "enum": [slot.value for slot in Slot]})
]
Line = Annotated[str, Field(max_length=2000)]
FieldValue = Line | Annotated[list[Line | Annotated[list[Line], Field(max_length=2)]], Field(max_length=12)]
Fields = Annotated[dict[Annotated[str, Field(max_length=40)], FieldValue], Field(max_length=40)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


# -- what is asked ------------------------------------------------------------------------------
class SeenItem(Strict):
    """A post and the revision of it on the screen."""

    id: PostId
    revision: Counter

    def seen(self) -> Seen:
        return Seen(self.id, self.revision)


class DraftItem(Strict):
    """Unsaved words that were seen: text and fields as for a change, `poster` the ETag of what /draw made of
    them, or the post's own where no field differs."""

    text: Annotated[str, Field(max_length=4000)] | None = None
    fields: Fields = {}
    poster: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]

    def draft(self) -> Draft:
        return Draft(self.text, self.poster, self.fields)


class SightItem(Strict):
    """A post and the very text and pixels that were seen. With a `draft` these are what it was typed over: it
    is saved and approved, or neither."""

    id: PostId
    version: Counter
    text_sha256: Sha
    poster_sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
    draft: DraftItem | None = None

    def sight(self) -> Sight:
        return Sight(self.id, self.version, self.text_sha256, self.poster_sha256)


class PostponeItem(SeenItem):
    """Another time on its day, or its slot of another day; another `slot` is refused (`other_slot`)."""

    goes_out_at: Moment | None = None
    day: Day | None = None
    slot: InSlot | None = None

    def postpone(self) -> Postpone:
        return Postpone(self.seen(), self.goes_out_at, self.day, self.slot)


class SwapItem(SeenItem):
    """Another story, another submission, or both."""

    story: Key | Literal[""] = ""
    submission: Key | Literal[""] = ""

    def swap(self) -> Swap:
        return Swap(self.seen(), self.story, self.submission)


class ExchangeItem(SeenItem):
    """The same slot of two days of a group; others are refused (`other_slot`)."""

    other: PostId
    other_revision: Counter

    def exchange(self) -> Exchange:
        return Exchange(self.seen(), Seen(self.other, self.other_revision))


class Moving(Strict):
    """Return, withdraw, reopen, lock, unlock; a return must say why."""

    items: Annotated[list[SeenItem], Field(min_length=1, max_length=AT_ONCE)]
    why: Why = ""


class Approving(Strict):
    items: Annotated[list[SightItem], Field(min_length=1, max_length=AT_ONCE)]
    why: Why = ""


class Postponing(Strict):
    items: Annotated[list[PostponeItem], Field(min_length=1, max_length=AT_ONCE)]
    why: Why = ""


class Swapping(Strict):
    items: Annotated[list[SwapItem], Field(min_length=1, max_length=AT_ONCE)]
    why: Why = ""


class Exchanging(Strict):
    items: Annotated[list[ExchangeItem], Field(min_length=1, max_length=AT_ONCE)]
    why: Why = ""


class Amending(Strict):
    """Another text, other words on the poster; what is left out stays, an empty field is taken off."""

    text: Annotated[str, Field(max_length=4000)] | None = None
    fields: Fields = {}
    why: Why = ""


class Drawing(Strict):
    """A post's poster with other words, not yet saved."""

    post: PostId
    fields: Fields = {}


class ScopeIn(Strict):
    """Where somebody undoes: the page of a group, of a post or submission, lists of posts, or culling."""

    group: Key | Literal[""] = ""
    item: Key | Literal[""] = ""
    room: Literal["", "posts", "culling", "stories"] = ""

    def scope(self) -> Scope:
        return Scope(self.group, self.item, self.room)


class Undoing(Strict):
    """`entry` of the journal, or the last action that a page of this `scope` shows; neither: the last."""

    entry: Counter | None = None
    scope: ScopeIn | None = None


# -- what is answered ---------------------------------------------------------------------------
class PostItem(BaseModel):
    """A post as it is now."""

    id: str
    group: str
    day: date
    slot: Slot
    goes_out_at: datetime
    state: PostState
    story: str
    story_title: str = ""
    text: str
    text_sha256: str
    poster: str
    poster_sha256: str = ""
    submission: str | None
    member: str | None
    nickname: str = ""
    photo: str | None
    version: int
    revision: int
    locked_by: str
    hand: str
    note: str = ""
    approved_by: list[str] = []


class OnePost(PostItem):
    """A post with the words on its poster; `changed_by` is called as people know it."""

    fields: dict[str, Any]
    changed_by: str


class Posts(BaseModel):
    items: list[PostItem]
    next: str | None


class VersionItem(BaseModel):
    """What a post said and showed, and who made it so."""

    number: int
    text: str
    poster: str
    poster_sha256: str
    goes_out_at: datetime
    story: str
    submission: str | None
    who: str
    why: str
    at: datetime


class Versions(BaseModel):
    items: list[VersionItem]


class AlternativeItem(BaseModel):
    """What the cell could show instead; `picture` is the address of its poster, drawn when asked for."""

    story: str
    story_title: str
    submission: str | None
    text: str
    score: float | None
    picture: str


class Alternatives(BaseModel):
    items: list[AlternativeItem]


class End(BaseModel):
    """How the action ended for one item; `also` are posts that changed with it; `code` names some
    refusals."""

    status: Literal["done", "conflict", "refused"]
    message: str = ""
    code: str = ""
    item: PostItem | None = None
    also: list[PostItem] = []
    changed_by: str | None = None
    changed_at: datetime | None = None
    what: list[str] | None = None


class NextUndo(BaseModel):
    """The action that an undo would take back, null where there is none."""

    entry: int | None
    what: str
    elsewhere: bool
    items: list[str]


class Asks(BaseModel):
    """An action that the page shows none of, or not all: `entry` named in a second request undoes it."""

    entry: int
    what: str


class Ends(BaseModel):
    """One outcome an item; `entry` is the journal's, null where nothing changed. Of an undo `what` names the
    action, and `asks` one that was left alone."""

    outcomes: dict[str, End]
    entry: int | None
    what: str = ""
    asks: Asks | None = None


def item_of(post: Post) -> PostItem:
    return PostItem(**_plain(post))


def card_item(card: Card) -> PostItem:
    return PostItem(**_plain(card.post), **_named(card))


def one_post(card: Card, fields: dict[str, Any], called: Names) -> OnePost:
    return OnePost(**_plain(card.post), **_named(card), fields=fields, changed_by=called(card.changed_by))


def ends_of(batch: Batch[Any], called: Names) -> Ends:
    return Ends(outcomes={key: _end(end, called) for key, end in batch.outcomes.items()}, entry=batch.entry)


def _end(end: Any, called: Names) -> End:
    message = sentence(end, called)
    if isinstance(end, RefusedAction):
        return End(status="refused", message=message, code=end.code)
    item = item_of(end.item) if isinstance(end.item, Post) else None
    if isinstance(end, Conflict):
        return End(
            status="conflict",
            message=message,
            item=item,
            changed_by=end.changed_by,
            changed_at=end.changed_at,
            what=list(end.what),
        )
    done: Done[Any] = end
    return End(status="done", item=item, also=[item_of(post) for post in done.also if isinstance(post, Post)])


def _plain(post: Post) -> dict[str, Any]:
    given = ("id", "group", "day", "slot", "goes_out_at", "state", "locked_by", "hand", "version", "revision")
    names = (*given, "story", "text", "poster", "submission", "member", "photo")
    return {name: getattr(post, name) for name in names} | {"text_sha256": text_hash(post.text)}


def _named(card: Card) -> dict[str, Any]:
    return {
        "story_title": card.story_title,
        "nickname": card.nickname,
        "poster_sha256": card.poster_sha256 or "",
        "note": in_both(card.note),
        "approved_by": list(card.approved_by),
    }
