"""运行: what ran, what failed and why, and running it again."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi import Path as InPath
from starlette.responses import RedirectResponse, Response

from content.errors import UnknownId
from content.model import Message, Verb, own_words
from desk.auth import Person, may, office_of
from desk.errors import Refusal
from desk.night import Ended, asked_name, night_of, reason_name, stage_name
from desk.queue_query import Cursor
from desk.render import render
from services.plan_now import as_it_is

router = APIRouter()
RunId = Annotated[str, InPath(max_length=80)]


@router.get("/runs")
def runs(request: Request, after: Cursor = None, person: Person = may(Verb.VIEW)) -> Response:
    """The newest first, those that need a look on top."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        page = store.lists.runs_page(after=after)
    nights = [night_of(as_it_is(office, run), office.clock()) for run in page.items]
    return render(
        request,
        "runs.html.j2",
        nights=sorted(nights, key=lambda night: night.ended not in (Ended.PARTLY, Ended.CUT_OFF)),
        page=page,
        can_rerun=office.rerun is not None and person.may(Verb.RERUN),
    )


@router.get("/runs/{run_id}")
def run(request: Request, run_id: RunId, began: bool = False, person: Person = may(Verb.VIEW)) -> Response:
    office = office_of(request)
    with office.open_store(reading=True) as store:
        night_run = store.lists.run(run_id)
        broken = store.inbox_index.quarantined(run_id)
    if night_run is None:
        raise UnknownId(Message("desk_missing.run", run=run_id))
    return render(
        request,
        "run.html.j2",
        night=night_of(as_it_is(office, night_run), office.clock()),
        quarantine=broken,
        began=began,
        stage_name=stage_name,
        asked_name=asked_name,
        reason_name=reason_name,
        can_rerun=office.rerun is not None and person.may(Verb.RERUN),
    )


@router.post("/runs/{run_id}/again")
def again(
    request: Request,
    run_id: RunId,
    why: Annotated[str, Form(max_length=300)] = "",
    person: Person = may(Verb.RERUN),
) -> Response:
    """Ask for the same night again; it runs beside the desk, and shows up in the list once it has begun."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        night_run = store.lists.run(run_id)
    if night_run is None:
        raise UnknownId(Message("desk_missing.run", run=run_id))
    if office.rerun is None:
        raise Refusal(503, "not_ready", Message("desk_request.no_rerun"))
    office.rerun(dict(night_run.asked))
    with office.open_store() as store:
        store.write_down(Verb.RERUN, run_id, actor=person.name, why=own_words(why), at=office.clock())
    return RedirectResponse(f"/runs/{run_id}?began=1", 303)
