"""What stands in the files between the page and the house. Either side checks what the other wrote."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from content.submission_page.terms import PageUse

MOST_PHOTOS = 9
MOST_WORDS = 60  # characters, as they are printed on a poster
MOST_NICKNAME = 20
ENTRY_BYTES = 16_000  # of entry.json, which says some 600
SITE_BYTES = 2_000_000  # a link has 400, of which a large brand has a thousand
STATUS_BYTES = 64_000

Ref = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
PhotoName = Annotated[str, Field(pattern=r"^0[1-9]\.(jpg|png|webp|heic)$")]
PictureName = Annotated[str, Field(pattern=r"^[0-9a-z-]{1,80}\.(jpg|png)$")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PageEntry(_Shape):
    """What a member sent: entry.json beside its photos, which are named by their order."""

    ref: Ref
    link: Annotated[str, Field(max_length=40)]  # id of the link it came by
    sent_at: AwareDatetime
    language: Annotated[str, Field(pattern="^(zh|en)$")]
    wording: Annotated[str, Field(pattern=r"^[0-9]{1,4}$")]  # which text of the terms was shown
    nickname: Annotated[str, Field(min_length=1, max_length=MOST_NICKNAME)]
    words: Annotated[str, Field(max_length=4 * MOST_WORDS)] = ""
    product: Annotated[str, Field(max_length=120)] = ""
    use: PageUse
    months: Annotated[int, Field(ge=1, le=24)]
    photos: Annotated[tuple[PhotoName, ...], Field(min_length=1, max_length=MOST_PHOTOS)]
    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{4}$")]  # the part of it that counts in a chat


class PageReceipt(_Shape):
    """What a code stands for: of the member nothing but this."""

    ref: Ref
    link: str
    group: str  # its name, as it stood on the page
    sent_at: AwareDatetime
    photos: int
    use: PageUse
    until: date
    asked_at: AwareDatetime | None = None  # when it was taken back
    delete: bool = False


class PageRequest(_Shape):
    """A submission is to be taken back; `delete`: its photos and words are to go, too."""

    ref: Ref
    delete: bool
    at: AwareDatetime


class ShownPost(_Shape):
    """A post that members have seen."""

    group: str
    day: date


class PageStatus(_Shape):
    """How a submission stands: published by the house for whoever has its code.

    `pending` posts show it and are not out; `known`: the same photos had come before by another way, so that
    this code does not stand for them.
    """

    taken: bool = False
    known: bool = False
    pending: int = 0
    showings: tuple[ShownPost, ...] = ()
    stopped: int = 0  # posts that were not out and came back when it was taken back
    stopped_at: AwareDatetime | None = None
    erased_at: AwareDatetime | None = None
    removed_at: AwareDatetime | None = None


class PublishedLink(_Shape):
    """A link that opens the page, by the digest of its code."""

    id: str
    sha256: Digest
    group: str  # its name
    zone: str
    title: str = ""  # a question about the thing at home
    activity: str = ""
    last_day: date | None = None  # of the activity
    until: date | None = None  # of the link itself
    paused: bool = False
    others: int = 0  # other groups of the brand
    senders: int = 0
    posters: int = 0
    shows: tuple[PictureName, ...] = ()
    shares_at: str = ""  # when the afternoon's post goes out, as 16:00


class PublishedProduct(_Shape):
    id: str
    name: str


class PageLimits(_Shape):
    """`daily` submissions of one nickname by one link; `megabytes` that may wait to be taken."""

    daily: int = Field(default=20, ge=1)
    megabytes: int = Field(default=2000, ge=1)


class PageColours(_Shape):
    """The brand's colours as the page needs them: grounds, what stands on them, type on light and dark."""

    deep: Colour  # of buttons
    on_deep: Colour
    soft: Colour  # a light ground
    lit: Colour  # type and lines on dark
    accent: Colour
    accent_lit: Colour


class PageSite(_Shape):
    """All that the page knows of the house."""

    made_at: datetime
    brand: str
    persona: str
    colours: PageColours
    logo: PictureName | None = None
    links: tuple[PublishedLink, ...] = ()
    products: tuple[PublishedProduct, ...] = ()
    limits: PageLimits = PageLimits()

    def link_of(self, digest: str) -> PublishedLink | None:
        return next((link for link in self.links if link.sha256 == digest), None)
