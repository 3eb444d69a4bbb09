"""Posts as JSON: lists, one post, its versions and alternatives, and every verb for one or many."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Header, Query, Request
from fastapi import Path as InPath
from starlette.responses import JSONResponse, Response

from content.messages import in_both
from content.model import Batch, Conflict, Message, Post, PostState, RefusedAction, Seen, Slot, Verb
from content.review import Amend, Retelling, Swap, alternatives, told_instead
from content.store.lists import QueueFilter
from content.store.paging import BY_TIME
from desk import actions as deeds
from desk.api import shapes
from desk.api.shapes import Ends
from desk.auth import Person, may, office_of
from desk.datetimes import in_reach
from desk.errors import Problem, Refusal
from desk.names import names_for
from services.composing import current_telling
from services.drawing import TRAY, sketch

router = APIRouter(prefix="/api/v1/posts", tags=["posts"])

Id = Annotated[str, InPath(pattern=shapes.ID, description="A post: group, day and slot of its cell.")]
Key = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Revision = Annotated[str, Header(alias="If-Match", pattern=r'^"[0-9]{1,9}"$')]


@router.get("")
def posts(
    request: Request,
    state: Annotated[list[PostState] | None, Query(max_length=11)] = None,
    group: Key = "",
    slot: Slot | None = None,
    story: Key = "",
    q: Key = "",
    first: date | None = None,
    last: date | None = None,
    after: Annotated[str | None, Query(pattern=BY_TIME)] = None,
    most: Annotated[int, Query(ge=1, le=200)] = 60,
    person: Person = may(Verb.VIEW),
) -> shapes.Posts:
    """Posts by the time they go out; `next` goes into `after` for more."""
    queue_filter = QueueFilter(
        tuple(state or ()), group, slot, story, q.strip(), first and in_reach(first), last and in_reach(last)
    )
    with office_of(request).open_store(reading=True) as store:
        page = store.lists.queue_page(queue_filter, after=after, most=most)
    return shapes.Posts(items=[shapes.card_item(card) for card in page.items], next=page.next)


@router.get("/{post_id}")
def post(
    request: Request, response: Response, post_id: Id, person: Person = may(Verb.VIEW)
) -> shapes.OnePost:
    """One post with the words on its poster; its ETag is the revision to name in If-Match."""
    item = _one(request, post_id)
    response.headers["ETag"] = f'"{item.revision}"'
    return item


@router.patch("/{post_id}", responses={409: {"model": shapes.OnePost}, 428: {"model": Problem}})
def change(
    request: Request,
    post_id: Id,
    body: shapes.Amending,
    if_match: Revision,
    person: Person = may(Verb.AMEND),
) -> Response:
    """Other words, saved as the next version. 409 answers with the post as somebody else left it."""
    office, seen = office_of(request), Seen(post_id, int(if_match.strip('"')))
    _one(request, post_id)  # UnknownId is a 404
    batch = deeds.amend(office, person, [Amend(seen, body.text, body.fields)], body.why)
    end = batch.outcomes[post_id]
    if isinstance(end, RefusedAction):
        raise Refusal(422, "refused", deeds.sentence(end, names_for(request)))
    now = _one(request, post_id)
    status = 409 if isinstance(end, Conflict) else 200
    return JSONResponse(now.model_dump(mode="json"), status, {"ETag": f'"{now.revision}"'})


@router.get("/{post_id}/versions")
def versions(request: Request, post_id: Id, person: Person = may(Verb.VIEW)) -> shapes.Versions:
    """What the post said and showed, the newest first."""
    with office_of(request).open_store(reading=True) as store:
        store.queue.post(post_id)
        kept = store.history.versions(post_id)
        pixels = store.history.poster_hashes({version.poster for version in kept})
    return shapes.Versions(
        items=[
            shapes.VersionItem(
                number=entry.number,
                text=entry.text,
                poster=entry.poster,
                poster_sha256=pixels.get(entry.poster, ""),
                goes_out_at=entry.goes_out_at,
                story=entry.story,
                submission=entry.submission,
                who=entry.who,
                why=in_both(entry.why),
                at=entry.at,
            )
            for entry in kept
        ]
    )


@router.get("/{post_id}/alternatives")
def instead(request: Request, post_id: Id, person: Person = may(Verb.VIEW)) -> shapes.Alternatives:
    """What the cell could show instead, best first: only what rights and quotas allow."""
    office = office_of(request)
    offered = alternatives(
        office.open_store, post_id, Retelling(current_telling(office), office.rules, office.clock())
    )
    return shapes.Alternatives(
        items=[
            shapes.AlternativeItem(
                story=alternative.story.id,
                story_title=alternative.story.title,
                submission=alternative.submission.id if alternative.submission else None,
                text=alternative.text,
                score=alternative.score,
                picture=picture_of(
                    post_id, alternative.story.id, alternative.submission.id if alternative.submission else ""
                ),
            )
            for alternative in offered
        ]
    )


def picture_of(post: str, story: str, submission: str) -> str:
    """The address of a poster that a cell could show instead."""
    return f"/api/v1/posts/{post}/instead.jpg?{urlencode({'story': story, 'submission': submission})}"


@router.get(
    "/{post_id}/instead.jpg",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}, 410: {"model": Problem}},
)
def instead_drawn(
    request: Request, post_id: Id, story: Key = "", submission: Key = "", person: Person = may(Verb.VIEW)
) -> Response:
    """The poster of an alternative, 360 px wide, drawn now."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        now = store.queue.post(post_id)
        wanted = Swap(Seen(post_id, now.revision), story, submission)
        alternative = told_instead(
            store, now, wanted, Retelling(current_telling(office), office.rules, office.clock())
        )
    if isinstance(alternative, RefusedAction):
        raise Refusal(404, "refused", deeds.sentence(alternative, names_for(request)))
    picture = sketch(office, alternative.spec, TRAY)
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=300"})


@router.post("/approve")
def approve(request: Request, body: shapes.Approving, person: Person = may(Verb.APPROVE)) -> Ends:
    """A yes to exactly the text and pixels that are named; unsaved words are saved with it. 428 where an item
    does not say what was seen."""
    drafts = {item.id: item.draft.draft() for item in body.items if item.draft}
    if drafts and not person.may(Verb.AMEND):
        raise Refusal(403, "not_allowed", Message("desk_access.drafts"))
    seen = [item.sight() for item in body.items]
    return _told(request, deeds.approve(office_of(request), person, seen, body.why, drafts))


@router.post("/return")
def send_back(request: Request, body: shapes.Moving, person: Person = may(Verb.RETURN)) -> Ends:
    """Back to be changed; `why` must say what is wrong."""
    return _moved(request, person, Verb.RETURN, body)


@router.post("/withdraw")
def withdraw(request: Request, body: shapes.Moving, person: Person = may(Verb.WITHDRAW)) -> Ends:
    """Out of the queue; the cell stays empty until somebody reopens it."""
    return _moved(request, person, Verb.WITHDRAW, body)


@router.post("/reopen")
def reopen(request: Request, body: shapes.Moving, person: Person = may(Verb.REOPEN)) -> Ends:
    """Back into review, as it is."""
    return _moved(request, person, Verb.REOPEN, body)


@router.post("/lock")
def lock(request: Request, body: shapes.Moving, person: Person = may(Verb.LOCK)) -> Ends:
    """Keep everybody else, and the night, off these posts."""
    return _moved(request, person, Verb.LOCK, body)


@router.post("/unlock")
def unlock(request: Request, body: shapes.Moving, person: Person = may(Verb.UNLOCK)) -> Ends:
    """Let others at them again; an approver opens another's lock too."""
    return _moved(request, person, Verb.UNLOCK, body)


@router.post("/postpone")
def postpone(request: Request, body: shapes.Postponing, person: Person = may(Verb.POSTPONE)) -> Ends:
    """Another time on the same day, or another empty cell of the group."""
    batch = deeds.postpone(office_of(request), person, [item.postpone() for item in body.items], body.why)
    return _told(request, batch)


@router.post("/swap")
def swap(request: Request, body: shapes.Swapping, person: Person = may(Verb.SWAP)) -> Ends:
    """Another story or another photo, told and drawn anew."""
    batch = deeds.swap(office_of(request), person, [item.swap() for item in body.items], body.why)
    return _told(request, batch)


@router.post("/exchange")
def exchange(request: Request, body: shapes.Exchanging, person: Person = may(Verb.EXCHANGE)) -> Ends:
    """Two cells of a group show what the other showed; each keeps its time."""
    batch = deeds.exchange(office_of(request), person, [item.exchange() for item in body.items], body.why)
    return _told(request, batch)


def _moved(request: Request, person: Person, verb: Verb, body: shapes.Moving) -> Ends:
    seen = [item.seen() for item in body.items]
    return _told(request, deeds.move(office_of(request), person, verb, seen, body.why))


def _told(request: Request, batch: Batch[Post]) -> Ends:
    return shapes.ends_of(batch, names_for(request))


def _one(request: Request, post_id: str) -> shapes.OnePost:
    with office_of(request).open_store(reading=True) as store:
        card = store.boards.card(post_id)
        specs = store.queue.specs([card.post.poster])
    return shapes.one_post(card, dict(specs[0].fields) if specs else {}, names_for(request))
