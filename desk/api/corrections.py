"""Submissions set by hand as JSON: author, product, words and group, of one or of many at once."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from content.model import Batch, PostState, RefusedAction, Submission, Verb
from content.review import Correct
from content.review.correct import LONGEST_TEXT
from desk.api.shapes import Key, Strict
from desk.api.submission_shapes import SubmissionOut, submission_out
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.names import names_for
from services.corrections import set_fields

router = APIRouter(prefix="/api/v1/submissions", tags=["submissions"])
AT_ONCE = 500  # submissions in a request
Name = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class SetIn(Strict):
    """What to set of a submission; what is left out stays, "" empties author, product or text. `author` is a
    member's id or a nickname of the group, `product` and `group` are ids or names; `new_author` lets an
    unknown nickname be a new member."""

    id: Key
    author: Name | None = None
    product: Name | None = None
    text: Annotated[str, Field(max_length=LONGEST_TEXT, pattern=r"^[^\x00]*$")] | None = None
    group: Name | None = None
    new_author: bool = False


class SetsIn(Strict):
    items: Annotated[list[SetIn], Field(min_length=1, max_length=AT_ONCE)]
    why: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""


class SetOut(BaseModel):
    """`item` is the submission as it is now, None where it is refused."""

    status: Literal["done", "refused"]
    message: str = ""
    code: str = ""
    item: SubmissionOut | None = None


class SetBatch(BaseModel):
    """`returned` posts came back to the editors, since they show what was set; `approved` of them were
    approved."""

    outcomes: dict[str, SetOut]
    entry: int | None
    returned: int = 0
    approved: int = 0


@router.post("/set")
def set_many(request: Request, body: SetsIn, person: Person = may(Verb.DECIDE)) -> SetBatch:
    """Set author, product, words or group of many by hand: each has its own outcome, all one entry of the
    journal. What is set stays when the source is gathered again."""
    office, called = office_of(request), names_for(request)
    wanted = [Correct(**item.model_dump(exclude={"id"}), submission=item.id) for item in body.items]
    batch = set_fields(office, wanted, actor=person.name, why=body.why)
    with office.open_store(reading=True) as store:
        items = {key: store.rail.rail_item(key, office.today) for key in batch.done}
    outcomes = {
        key: SetOut(status="refused", message=called.said(end.why), code=end.code)
        if isinstance(end, RefusedAction)
        else SetOut(status="done", item=submission_out(item) if (item := items[key]) else None)
        for key, end in batch.outcomes.items()
    }
    returned, approved = came_back(office, person, batch)
    return SetBatch(outcomes=outcomes, entry=batch.entry, returned=returned, approved=approved)


def came_back(office: DeskContext, person: Person, batch: Batch[Submission]) -> tuple[int, int]:
    """How many posts came back to the editors, and how many of them had been approved."""
    if batch.entry is None:
        return 0, 0
    with office.open_store(reading=True) as store:
        entry = store.journal.to_undo(person.name, batch.entry)
    posts = [step for step in entry.steps if step["kind"] == "post"] if entry else []
    states = [step["before"]["state"] for step in posts]
    return len(states), states.count(PostState.APPROVED)
