"""Groups as JSON."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from pydantic import BaseModel

from content.model import Group, GroupKind, Slot, Verb
from desk.api.shapes import ID
from desk.auth import Person, may, office_of

router = APIRouter(prefix="/api/v1/groups", tags=["groups"])
A_PAGE = 100


class GroupItem(BaseModel):
    """A chat group; `slots` are its local times, `size` its members."""

    id: str
    name: str
    kind: GroupKind
    size: int
    zone: str
    slots: dict[Slot, str]
    starts_on: date | None
    ends_on: date | None
    blackouts: list[date]


class Groups(BaseModel):
    items: list[GroupItem]
    next: str | None


@router.get("")
def groups(
    request: Request,
    after: Annotated[str | None, Query(pattern=ID)] = None,
    person: Person = may(Verb.VIEW),
) -> Groups:
    """By id; `next` goes into `after` for more."""
    with office_of(request).open_store(reading=True) as store:
        page = store.lists.groups_page(after=after, most=A_PAGE)
    return Groups(items=[_item(group) for group in page.items], next=page.next)


@router.get("/{id}")
def group(
    request: Request, id: Annotated[str, InPath(pattern=ID)], person: Person = may(Verb.VIEW)
) -> GroupItem:
    """One group."""
    with office_of(request).open_store(reading=True) as store:
        return _item(store.library.group(id))


def _item(group: Group) -> GroupItem:
    return GroupItem(
        id=group.id,
        name=group.name,
        kind=group.kind,
        size=group.size,
        zone=group.zone,
        slots={slot: f"{at:%H:%M}" for slot, at in group.slots.items()},
        starts_on=group.starts_on,
        ends_on=group.ends_on,
        blackouts=sorted(group.blackouts),
    )
