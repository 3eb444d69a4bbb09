"""Runs as JSON."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from pydantic import BaseModel

from content.errors import UnknownId
from content.model import Message, Verb
from content.store.paging import BY_TIME
from content.store.runs import Run
from desk.api.shapes import ID
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.i18n import worded
from desk.night import Ended, failures, night_of
from services.plan_now import as_it_is

router = APIRouter(prefix="/api/v1/runs", tags=["runs"])


class RunItem(BaseModel):
    """A run, how it ended, and a sentence for each thing that failed."""

    id: str
    began_at: datetime
    ended_at: datetime | None
    ended: Ended
    problems: list[str]
    asked: dict[str, Any]


class OneRun(RunItem):
    """With everything it reported; null while it is under way or was cut off."""

    report: dict[str, Any] | None


class Runs(BaseModel):
    items: list[RunItem]
    next: str | None


@router.get("")
def runs(
    request: Request,
    after: Annotated[str | None, Query(pattern=BY_TIME)] = None,
    person: Person = may(Verb.VIEW),
) -> Runs:
    """The newest first; `next` goes into `after` for more."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        page = store.lists.runs_page(after=after)
    return Runs(items=[RunItem(**_told(office, run)) for run in page.items], next=page.next)


@router.get("/{id}")
def run(request: Request, id: Annotated[str, InPath(pattern=ID)], person: Person = may(Verb.VIEW)) -> OneRun:
    """One run with its report."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        night_run = store.lists.run(id)
    if night_run is None:
        raise UnknownId(Message("desk_missing.run", run=id))
    return OneRun(**_told(office, night_run), report=_report_out(night_run))


def _report_out(run: Run) -> dict[str, Any] | None:
    """A run's report with what failed as sentences, though it keeps some as Messages."""
    if run.report is None:
        return None
    report = dict(run.report)
    if "failed" in report:
        report["failed"] = [worded(failure, "en") for failure in failures(report)]
    return report


def _told(office: DeskContext, night_run: Run) -> dict[str, Any]:
    run = as_it_is(office, night_run)
    night = night_of(run, office.clock())
    return {
        "id": run.id,
        "began_at": run.began_at,
        "ended_at": run.ended_at,
        "ended": night.ended,
        "problems": [worded(problem, "en") for problem in night.problems],
        "asked": dict(run.asked),
    }
