"""周报: the week on one page of A4, as a long picture for a chat, and as a workbook."""

import tempfile
from pathlib import Path
from shutil import rmtree
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, RedirectResponse, Response

from channels.exports.files import safe_name
from channels.exports.weekly_report import report_values, write_report
from content.model import Verb
from desk.auth import Person, may, office_of
from desk.board import monday_of, week_of
from desk.i18n import language_of
from desk.insight_view import A_WEEK
from desk.render import render
from services.exports import note_export

router = APIRouter(prefix="/reports")
KINDS = {
    "html": "text/html; charset=utf-8",
    "jpg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Week = Annotated[str, InPath(pattern=r"^\d{4}-W\d{2}$")]
Kind = Annotated[str, InPath(pattern=r"^(html|jpg|xlsx)$")]


@router.get("")
def newest(request: Request, person: Person = may(Verb.VIEW)) -> Response:
    """The report of the last week that is over."""
    office = office_of(request)
    return RedirectResponse(f"/reports/{week_of(office.insights.last_monday(office.clock()))}", 303)


@router.get("/{week}.{kind}")
def download(request: Request, week: Week, kind: Kind, person: Person = may(Verb.EXPORT)) -> Response:
    """The report as a file; it is written down."""
    office, language = office_of(request), language_of(request)
    report = office.insights.report(monday_of(week), office.clock())
    folder = Path(tempfile.mkdtemp(prefix="sishi-report-"))
    name = safe_name(f"{office.workspace.brand.name}-{week}") + f".{kind}"
    try:
        write_report(report, folder / f"report.{kind}", language)
        note_export(office, name, actor=person.name)
    except BaseException:
        rmtree(folder, ignore_errors=True)
        raise
    gone = BackgroundTask(rmtree, folder, ignore_errors=True)
    return FileResponse(folder / f"report.{kind}", media_type=KINDS[kind], filename=name, background=gone)


@router.get("/{week}")
def report(request: Request, week: Week, person: Person = may(Verb.VIEW)) -> Response:
    """The page as it prints, and the files beside it."""
    office, language = office_of(request), language_of(request)
    monday = monday_of(week)
    known = office.insights.report(monday, office.clock())
    drawn = {entry.poster.key for entry in (*known.noons, *known.photos) if entry.poster.path}

    def picture(key: str) -> str | None:
        return f"/media/poster/{key}/360.jpg" if key in drawn else None

    following, last = monday + A_WEEK, office.insights.last_monday(office.clock())
    values: dict[str, Any] = dict(report_values(known, language, picture))
    return render(
        request,
        "report.html.j2",
        **values,
        week_name=week,
        earlier=f"/reports/{week_of(monday - A_WEEK)}",
        later=f"/reports/{week_of(following)}" if following <= last else None,
        sees_business=person.may(Verb.SEE_ORDERS),
        may_export=person.may(Verb.EXPORT),
    )
