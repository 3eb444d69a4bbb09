"""What happened to the plan and waits for the next one; and planning it now."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from content.errors import SishiError
from content.model import Verb
from content.store import Store
from desk.pages.enter import inside
from desk.pages.said import back
from desk.paper import render
from desk.people import Person, may, office_of
from desk.planning import plan_now
from desk.tongue import language_of, spoken

router = APIRouter(prefix="/replans")
SAID = 400  # moves that a page lists; a plan moves few, a new library of stories many


def band_of(request: Request, store: Store, person: Person) -> dict[str, Any]:
    """For pages that include _replans: what waits, and what the plan that the address names moved."""
    run = request.query_params.get("planned", "")[:80]
    moves = store.plan_moves(run)[:SAID] if run else []
    return {
        "replans": store.pending_replans(),
        "planned": run,
        "moves": moves,
        "moved_groups": dict(store.group_names()) if moves else {},
        "may_plan": person.may(Verb.RERUN),
    }


@router.get("")
def band(request: Request, person: Person = may(Verb.VIEW)) -> Response:
    """The band alone, as a part of the pages that show it."""
    with office_of(request).open_store(reading=True) as store:
        return render(request, "_replans.html.j2", **band_of(request, store, person))


@router.post("/now")
def now(
    request: Request,
    then: Annotated[str, Form(alias="next", max_length=500)],
    person: Person = may(Verb.RERUN),
) -> Response:
    """Plan at once, and back to the page, which says what moved."""
    to = inside(then)
    try:
        run = plan_now(office_of(request), person)
    except SishiError as error:
        return back(to, spoken(str(error), language_of(request)))
    return RedirectResponse(f"{to}{'&' if '?' in to else '?'}planned={quote(run)}", 303)
