"""Submissions as JSON: the culling rail, the life of one, decisions on many, and where crops should look."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, BeforeValidator, Field

from content.errors import UnknownId
from content.model import (
    ActionOutcome,
    Batch,
    Choice,
    Conflict,
    ConsentState,
    Decision,
    Done,
    Message,
    PostState,
    RefusedAction,
    Seen,
    Verb,
)
from content.review import Decide, decide, focus
from content.rights.withdraw import submissions_of, withdraw
from content.store.paging import BY_TIME_OR_SCORE
from content.store.rail import RailFilter, RailSort
from content.store.replans import Ahead
from desk.api.shapes import MOST, Strict, number, whole
from desk.api.shapes import Key as KeyIn
from desk.api.submission_shapes import (
    DecisionOut,
    FocalPointOut,
    LifeOut,
    SubmissionPage,
    decision_out,
    life_out,
    submission_out,
)
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.errors import Refusal
from desk.i18n import worded
from desk.names import Names, names_for

router = APIRouter(prefix="/api/v1/submissions", tags=["submissions"])
Key = Annotated[str, Path(pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]
Name = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
AT_ONCE = 500  # decisions in a request
Text = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]


class DecisionIn(Strict):
    """What to say of a submission; what is left out stays as it is. `seen` is the version of the decision on
    the screen, 0 where there was none. `approved`: how many approved posts the screen said a drop brings
    back; where there are more it is refused (`approved_use`)."""

    id: KeyIn
    seen: Annotated[int, BeforeValidator(whole), Field(ge=0, le=MOST), number(0, MOST)]
    choice: Literal["keep", "drop", "undecided"] | None = None
    rating: Annotated[int, BeforeValidator(whole), Field(ge=0, le=5), number(0, 5)] | None = None
    comment: Text | None = None
    slot: Literal["", "morning", "noon", "afternoon", "evening"] | None = None
    reason: Annotated[str, Field(max_length=40)] | None = None
    approved: Annotated[int, BeforeValidator(whole), Field(ge=0, le=MOST), number(0, MOST)] | None = None


class DecisionsIn(Strict):
    items: Annotated[list[DecisionIn], Field(min_length=1, max_length=AT_ONCE)]
    why: Text = ""


class DecidedOut(BaseModel):
    """`item` is the decision as it is now; of a conflict it is theirs."""

    status: Literal["done", "conflict", "refused"]
    message: str = ""
    code: str = ""
    item: DecisionOut | None = None
    changed_by: str = ""
    changed_at: str = ""
    what: list[str] = []


class DecidedBatch(BaseModel):
    """`returned` posts came back to the editors with what was dropped; `approved` of them were approved."""

    outcomes: dict[str, DecidedOut]
    entry: int | None
    returned: int = 0
    approved: int = 0


class Point(Strict):
    """Fractions of the upright photo."""

    x: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
    y: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Withdrawing(Strict):
    """`evidence` is where the author said so: a message's id, a note."""

    evidence: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""
    whole: bool = False


class WithdrawnOut(BaseModel):
    """How many consents changed, which posts came back to the editors, and which a person must take down."""

    changed: int
    returned: list[str]
    to_remove: list[str]


@router.get("")
def submissions(
    request: Request,
    run: Name = "",
    group: Name = "",
    consent: Literal["unknown", "asked", "granted", "refused", "expired", "withdrawn"] | None = None,
    choice: Literal["keep", "drop", "undecided"] | None = None,
    stack: Name = "",
    kept: bool | None = None,
    missing: Literal["author", "product"] | None = None,
    sort: Literal["newest", "oldest", "score"] = "newest",
    after: Annotated[str | None, Query(pattern=BY_TIME_OR_SCORE)] = None,
    most: Annotated[int, Query(ge=1, le=200)] = 60,
    person: Person = may(Verb.VIEW),
) -> SubmissionPage:
    """Submissions to be culled, a page at a time; ask on with `after` = the last page's `next`."""
    rail_filter = RailFilter(
        run=run,
        group=group,
        consent=ConsentState(consent) if consent else None,
        stack=stack,
        choice=Choice(choice) if choice else None,
        kept=kept,
        missing=missing or "",
        today=office_of(request).today,
    )
    with office_of(request).open_store(reading=True) as store:
        page = store.rail.page(rail_filter, sort=RailSort(sort), after=after, most=most)
    return SubmissionPage(items=[submission_out(item) for item in page.items], next=page.next)


@router.post("/decide")
def decide_many(request: Request, body: DecisionsIn, person: Person = may(Verb.DECIDE)) -> DecidedBatch:
    """Keep, drop, rate or comment many at once: each has its own outcome, all one entry of the journal."""
    office = office_of(request)
    wanted = [as_decide(item) for item in body.items]
    batch = decide(office.open_store, wanted, actor=person.name, at=office.clock(), why=body.why)
    returned, approved = came_back(office, person, batch)
    return decided(batch, names_for(request)).model_copy(update={"returned": returned, "approved": approved})


@router.get("/{submission}")
def life(request: Request, submission: Key, person: Person = may(Verb.VIEW)) -> LifeOut:
    """Everything that became of one submission."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        item, history = (
            store.rail.rail_item(submission, office.today),
            store.submission_history.submission_life(submission, office.today),
        )
        ahead = store.replans.shown_ahead([submission], office.clock(), person.name).get(submission, Ahead())
    if item is None:
        raise UnknownId(Message("desk_missing.submission", submission=submission))
    return life_out(item, history, ahead)


@router.post("/{submission}/consent/withdraw")
def withdraw_consent(
    request: Request, submission: Key, body: Withdrawing, person: Person = may(Verb.CONSENT)
) -> WithdrawnOut:
    """Record that the author takes the consent back; what shows the photo leaves the queue at once. With
    `whole` that of all that the author sent."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        submissions = store.intake.submissions([submission])
        if not submissions:
            raise UnknownId(Message("desk_missing.submission", submission=submission))
        author = submissions[0].member
        ids = submissions_of(store, author) if body.whole and author else [submission]
    changed, effect = withdraw(
        office.workspace, ids, evidence=body.evidence, at=office.clock(), by=person.name
    )
    return WithdrawnOut(
        changed=changed,
        returned=[post.id for post in effect.returned],
        to_remove=[removal.post for removal in effect.to_remove],
    )


@router.put("/{submission}/focal-point")
def set_focal_point(
    request: Request, submission: Key, point: Point, person: Person = may(Verb.FOCUS)
) -> FocalPointOut:
    """Say what crops of its first photo keep. Posters told from now on heed it."""
    return _focused(request, submission, (point.x, point.y), person)


@router.delete("/{submission}/focal-point")
def unset_focal_point(request: Request, submission: Key, person: Person = may(Verb.FOCUS)) -> FocalPointOut:
    """Let crops look at what was measured again."""
    return _focused(request, submission, None, person)


def _focused(request: Request, key: str, point: tuple[float, float] | None, person: Person) -> FocalPointOut:
    office = office_of(request)
    with office.open_store(reading=True) as store:
        submissions = store.intake.submissions([key])
    if not submissions or not submissions[0].media:
        raise UnknownId(Message("desk_missing.photo", submission=key))
    cover = submissions[0].media[0].sha256
    refused = focus(office.open_store, cover, point, actor=person.name, at=office.clock())
    if refused:
        raise Refusal(422, "wrong_input", sentence(refused, names_for(request)))
    with office.open_store(reading=True) as store:
        x, y = store.curation.focal_points([key]).get(cover, (0.5, 0.5))
        focal_point = store.decisions.focal_point(cover)
    return FocalPointOut(x=x, y=y, by=focal_point.who if focal_point else "")


def as_decide(item: DecisionIn) -> Decide:
    choice = Choice(item.choice) if item.choice else None
    seen = Seen(item.id, item.seen)
    return Decide(seen, choice, item.rating, item.comment, item.slot, item.reason, item.approved)


def decided(batch: Batch[Decision], called: Names) -> DecidedBatch:
    """The outcomes as they travel, with their sentences."""
    ends = {key: _decided(end, called) for key, end in batch.outcomes.items()}
    return DecidedBatch(outcomes=ends, entry=batch.entry)


def _decided(end: ActionOutcome[Decision], called: Names) -> DecidedOut:
    message = sentence(end, called)
    if isinstance(end, RefusedAction):
        return DecidedOut(status="refused", message=message, code=end.code)
    more: dict[str, Any] = {}
    if isinstance(end, Conflict):
        at = end.changed_at.isoformat()
        more = {"changed_by": end.changed_by, "changed_at": at, "what": list(end.what)}
    status: Literal["done", "conflict"] = "done" if isinstance(end, Done) else "conflict"
    return DecidedOut(status=status, message=message, item=decision_out(end.item), **more)


def came_back(office: DeskContext, person: Person, batch: Batch[Decision]) -> tuple[int, int]:
    """How many posts came back to the editors with what was dropped, and how many had been approved."""
    if batch.entry is None or not any(decision.choice is Choice.DROP for decision in batch.done.values()):
        return 0, 0
    with office.open_store(reading=True) as store:
        entry = store.journal.to_undo(person.name, batch.entry)
    steps = entry.steps if entry else ()
    states = [step["before"]["state"] for step in steps if step["kind"] == "post"]
    return len(states), states.count(PostState.APPROVED)


def sentence(end: ActionOutcome[Decision], called: Names) -> str:
    """What to say of an outcome; "" of one that is done."""
    if isinstance(end, RefusedAction):
        return called.said(end.why)
    if isinstance(end, Conflict):
        choice = Message(f"desk_decision.{end.item.choice.value}")
        changed = Message("desk_decision.changed", who=called(end.changed_by), what=choice)
        return worded(changed, called.language)
    return ""
