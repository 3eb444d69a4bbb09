"""Layouts of posters as JSON: what is pinned and banned, for a slot or from a post that somebody looks at."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from content.errors import WrongInput
from content.model import LayoutChange, LayoutRuleKind, Slot, Verb
from content.review import Relayout
from desk import actions as deeds
from desk.api import shapes
from desk.auth import Person, may, office_of
from desk.errors import Refusal
from desk.names import names_for
from services.layouts import LayoutWish, layout_rules, set_layout

router = APIRouter(prefix="/api/v1/layouts", tags=["posts"])
Change = Annotated[LayoutChange, Field(strict=False)]


class LayoutRuleItem(BaseModel):
    """A template pinned to a slot or banned from it; an empty group is every group."""

    kind: LayoutRuleKind
    template: str
    slot: Slot
    group: str


class RuledLayouts(BaseModel):
    items: list[LayoutRuleItem]


class LayoutOrdered(shapes.Strict):
    """Without a `slot`: each that the template is made for; an empty `group` is every group."""

    change: Change
    template: shapes.Key
    slot: shapes.InSlot | None = None
    group: Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{0,200}$")] = ""


class PostLaidOut(shapes.SeenItem):
    """The same in the slot of a post: for its group, or everywhere."""

    change: Change
    template: shapes.Key
    everywhere: bool = False


@router.get("")
def rules(request: Request, person: Person = may(Verb.VIEW)) -> RuledLayouts:
    """What holds for all groups first."""
    known = layout_rules(office_of(request))
    return RuledLayouts(
        items=[
            LayoutRuleItem(kind=rule.kind, template=rule.template, slot=rule.slot, group=rule.group)
            for rule in known
        ]
    )


@router.post("")
def order(request: Request, body: LayoutOrdered, person: Person = may(Verb.LAYOUT)) -> RuledLayouts:
    """Pin, ban or free a template from the next writing on; what holds then."""
    wish = LayoutWish(body.change, body.template, body.slot, body.group)
    with _refused():
        set_layout(office_of(request), wish, actor=person.name)
    return rules(request, person)


@router.post("/post")
def of_post(request: Request, body: PostLaidOut, person: Person = may(Verb.LAYOUT)) -> shapes.Ends:
    """The same said of a post: it is laid out anew at once, if it may still be changed."""
    wish = Relayout(body.seen(), body.change, body.template, body.everywhere)
    with _refused():
        return shapes.ends_of(deeds.relayout(office_of(request), person, wish), names_for(request))


@contextmanager
def _refused() -> Iterator[None]:
    """A template that is not made for the slot is a conflict with it, not a malformed request."""
    try:
        yield
    except WrongInput as error:
        raise Refusal(409, "refused", error.message) from error
