"""What happened to the plan and waits for the next one; planning it now, and how that goes."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from content.errors import SishiError
from content.model import Verb
from content.store import Store
from desk.auth import Person, may, office_of
from desk.i18n import language_of
from desk.night import Ended, night_of
from desk.pages.enter import inside
from desk.pages.said import back
from desk.render import render
from services.plan_now import begin_plan, plan_of

router = APIRouter(prefix="/replans")
SAID = 400  # moves that a page lists; a plan moves few, a new library of stories many


def band_of(request: Request, store: Store, person: Person) -> dict[str, Any]:
    """For pages that include _replans: what waits, and the plan that is under way, or that the address names:
    what it moved, or that it broke off and left the plan as it was or half done."""
    office = office_of(request)
    run = plan_of(office, store, request.query_params.get("planned", "")[:80])
    plan = night_of(run, office.clock()) if run else None
    done = plan is not None and plan.ended in (Ended.WELL, Ended.PARTLY) and bool(plan.touched)
    moves = store.planning_rules.plan_moves(run.id)[:SAID] if run and run.ended_at else []
    return {
        "replans": store.replans.pending_replans(),
        "plan": plan,
        "under_way": plan is not None and plan.ended is Ended.RUNNING,
        "broke_off": plan is not None and plan.ended is not Ended.RUNNING and not done,
        "moves": moves,
        "moved_groups": dict(store.lists.group_names()) if moves else {},
        "may_plan": person.may(Verb.RERUN),
    }


@router.get("")
def band(request: Request, person: Person = may(Verb.VIEW)) -> Response:
    """The band alone, as a part of the pages that show it."""
    with office_of(request).open_store(reading=True) as store:
        state = band_of(request, store, person)
    return render(request, "_replans.html.j2", **state)


@router.post("/now")
def now(
    request: Request,
    then: Annotated[str, Form(alias="next", max_length=500)],
    person: Person = may(Verb.RERUN),
) -> Response:
    """Begin to plan, and back to the page, which says so, and what moved once it is done."""
    to = inside(then)
    try:
        office = office_of(request)
        run = begin_plan(office, person.name, office.beside)
    except SishiError as error:
        return back(to, error.in_language(language_of(request)))
    return RedirectResponse(f"{to}{'&' if '?' in to else '?'}planned={quote(run)}", 303)
