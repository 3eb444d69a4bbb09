"""The film strip of the culling room: which photos an address asks for, and which of them is looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query

from content.errors import UnknownId
from content.model import Choice, ConsentState, Message
from content.store import Store
from content.store.culling import Missing, Progress, RunIntake, is_open
from content.store.paging import cursor
from content.store.rail import RailFilter, RailSort
from content.store.views import RailItem

Word = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
FRAMES = 40  # photos on a strip; the next ones come while one looks at them
EVERYTHING = "all"  # the batch of all runs
Sort = Literal["score", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class CullAsked:
    """The culling room as its address says; "" where nothing is said.

    An empty `batch` is the last run that brought something; `stack` "open" shows copies of a photo too;
    `missing` photos whose "author" or "product" is not known. `at` is the photo looked at, `compare` the one
    that stays on the left, `template` draws its poster, `view` "grid" for the strip alone.
    """

    batch: str = ""
    group: str = ""
    consent: str = ""
    choice: str = ""
    missing: str = ""
    stack: str = ""
    sort: Sort = "score"
    at: str = ""
    compare: str = ""
    template: str = ""
    view: str = ""

    @property
    def is_newest(self) -> bool:
        """Whether it is the last batch as a whole."""
        return not (self.batch or self.group or self.consent or self.choice or self.missing or self.stack)

    @property
    def folded(self) -> bool:
        return self.stack != "open"

    def filter(self, run: str, today: date | None = None) -> RailFilter:
        return RailFilter(
            run=run,
            group=self.group,
            consent=ConsentState(self.consent) if self.consent else None,
            choice=Choice(self.choice) if self.choice else None,
            today=today,
            missing=self.missing,
        )

    def query(self, **changes: str) -> str:
        """The address with some of it changed; what says nothing is left out."""
        parameters = {field.name: getattr(self, field.name) for field in fields(self)} | changes
        parameters["sort"] = "" if parameters["sort"] == "score" else parameters["sort"]
        return urlencode({name: value for name, value in parameters.items() if value})

    def address(self, **changes: str) -> str:
        query = self.query(**changes)
        return f"/cull?{query}" if query else "/cull"


async def cull_asked(
    batch: Word = "",
    group: Word = "",
    consent: Literal["", "unknown", "asked", "granted", "refused", "expired", "withdrawn"] = "",
    choice: Literal["", "keep", "drop", "undecided"] = "",
    missing: Literal["", "author", "product"] = "",
    stack: Literal["", "open"] = "",
    sort: Sort = "score",
    at: Word = "",
    compare: Word = "",
    template: Word = "",
    view: Literal["", "grid"] = "",
) -> CullAsked:
    """For routes: `asked: CullAsked = Depends(cull_asked)`. Async, so that no thread is asked for it."""
    return CullAsked(batch, group, consent, choice, missing, stack, sort, at, compare, template, view)


@dataclass(frozen=True, slots=True)
class Strip:
    """Photos in the order asked for, `at` the one looked at (None where there are none), `next` where the
    strip goes on, `begun` False where it does not start at the batch's first photo."""

    items: tuple[RailItem, ...]
    at: RailItem | None
    next: str | None
    begun: bool
    progress: Progress
    missing: Missing
    run: str

    def after(self, key: str) -> str:
        """The next photo nobody has decided on, behind this one or else from the start; else itself."""
        ids = [item.id for item in self.items]
        place = ids.index(key) + 1 if key in ids else 0
        turned = (*self.items[place:], *self.items[:place])
        return next((item.id for item in turned if item.id != key and is_open(item.decision)), key)


def strip_of(
    store: Store, query: CullAsked, batches: Sequence[RunIntake], today: date | None = None
) -> Strip:
    """Read the strip, `batches` are what there is to cull; UnknownId if `at` is no submission."""
    run = _run(query.batch, batches)
    wanted, sort = query.filter(run, today), RailSort(query.sort)
    page = store.rail.page(wanted, sort=sort, most=FRAMES)
    items, begun = unfolded(page.items, query), True
    if query.at and query.at not in {item.id for item in items}:
        here = known(store, query.at, today)
        page = store.rail.page(wanted, sort=sort, after=_place(here, sort), most=FRAMES)
        items, begun = (here, *unfolded(page.items, query)), False
    return Strip(
        items=items,
        at=_current(items, query.at),
        next=page.next,
        begun=begun,
        progress=store.culling.progress(wanted, folded=query.folded),
        missing=store.culling.missing(wanted, folded=query.folded),
        run=run,
    )


def more_of(
    store: Store,
    query: CullAsked,
    batches: Sequence[RunIntake],
    after: str,
    today: date | None = None,
) -> tuple[tuple[RailItem, ...], str | None]:
    """The photos behind a cursor, and where the strip goes on from there."""
    run = _run(query.batch, batches)
    page = store.rail.page(query.filter(run, today), sort=RailSort(query.sort), after=after, most=FRAMES)
    return unfolded(page.items, query), page.next


def unfolded(items: Iterable[RailItem], query: CullAsked) -> tuple[RailItem, ...]:
    """Without the copies of a photo, unless they are asked for."""
    return tuple(item for item in items if not query.folded or item.stack in ("", item.id))


def _run(batch: str, batches: Sequence[RunIntake]) -> str:
    if batch == EVERYTHING:
        return ""
    return batch or (batches[0].run if batches else "")


def known(store: Store, key: str, today: date | None = None) -> RailItem:
    """The submission as the rail shows it; UnknownId."""
    item = store.rail.rail_item(key, today)
    if item is None:
        raise UnknownId(Message("desk_missing.culled_submission", submission=key))
    return item


def _place(item: RailItem, sort: RailSort) -> str:
    return cursor(getattr(item.score, "total", 0.0) if sort is RailSort.SCORE else item.posted_at, item.id)


def _current(items: tuple[RailItem, ...], at: str) -> RailItem | None:
    for item in items:
        if item.id == at or (not at and is_open(item.decision)):
            return item
    return items[0] if items else None
