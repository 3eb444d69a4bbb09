"""The audit as JSON: who did what to which thing, when and why."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel

from content.messages import in_both
from content.model import Verb
from content.store.lists import AuditFilter
from content.store.paging import BY_TIME_AND_NUMBER
from desk.auth import Person, may, office_of

router = APIRouter(prefix="/api/v1/audit", tags=["audit"])
Word = Annotated[str, Query(max_length=160, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Entry(BaseModel):
    """`kind` is the verb, `was` and `became` states; `detail` of a post has the names of what changed."""

    id: int
    at: datetime
    who: str
    kind: str
    what: str
    was: str
    became: str
    why: str
    detail: dict[str, Any]


class Entries(BaseModel):
    items: list[Entry]
    next: str | None


@router.get("")
def audit(
    request: Request,
    item: Word = "",
    who: Word = "",
    kind: Word = "",
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    after: Annotated[str | None, Query(pattern=BY_TIME_AND_NUMBER)] = None,
    person: Person = may(Verb.VIEW),
) -> Entries:
    """The newest first; `since` is included, `until` is not."""
    audit_filter = AuditFilter(item, who, kind, since, until)
    with office_of(request).open_store(reading=True) as store:
        page = store.lists.audit_page(audit_filter, after=after)
    return Entries(
        items=[
            Entry(
                id=entry.id,
                at=entry.at,
                who=entry.who,
                kind=entry.kind,
                what=entry.what,
                was=entry.was,
                became=entry.became,
                why=in_both(entry.why),
                detail=dict(entry.detail),
            )
            for entry in page.items
        ],
        next=page.next,
    )
