"""Reports: the week as a page, a picture or a workbook."""

from pathlib import Path

from cli.common import WorkDir, say, who_is_here
from cli.language import language
from content.model import Message

HERE = WorkDir()


def report_week(*, out: Path, place: WorkDir = HERE, week: str | None = None, by: str | None = None) -> None:
    """Write the report of a week: one page of A4, a picture 750 px wide, or a workbook, by the suffix.

    Example: `sishi report week --out week.jpg`
    """
    from services.feedback import catch_up
    from services.weekly import ReportOrder, last_monday, week_from, write_weekly

    with place.context() as context:
        catch_up(context)
        monday = week_from(week) if week else last_monday(context)
        write_weekly(context, ReportOrder(monday, out, language(), who_is_here(by)))
    say(Message("weekly.written", file=str(out), first=monday))
