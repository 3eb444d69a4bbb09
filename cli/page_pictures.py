"""Pictures beyond the posters of slots: a day as one long picture, a picture cut in nine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli.common import WorkDir, a_date, say
from content.files import write_whole
from content.model import Message

HERE = WorkDir()
OutFile = Annotated[Path, Parameter(name=["--out", "-o"])]


@Parameter(name="*")
@dataclass(frozen=True)
class NineLines:
    """What stands above, at the left and at the right."""

    top: str = ""
    left: str = ""
    right: str = ""


NO_LINES = NineLines()


def day(group: str, *, date: str | None = None, out: OutFile, place: WorkDir = HERE) -> None:
    """Draw a group's day as one long picture, from dawn to night; today's by default.

    Example: `sishi poster day g001 --date 2026-11-23 -o day.jpg`
    """
    from services.pages import day_picture

    with place.context() as context:
        picture = day_picture(context, group, a_date(date) or context.today)
    write_whole(out, picture)
    say(Message("cli_poster.made", file=str(out), size=len(picture) // 1024))


def nine(
    words: str,
    *,
    photo: Path,
    out: OutFile,
    lines: NineLines = NO_LINES,
    place: WorkDir = HERE,
) -> None:
    """Cut a round picture in nine squares: four characters in the corners, files 01.jpg to 09.jpg.

    Example: `sishi poster nine MOON --photo moon.jpg --top "A full moon" -o nine`
    """
    from services.pages import NineWords, nine_squares

    with place.context() as context:
        squares = nine_squares(context, NineWords(words, lines.top, lines.left, lines.right), photo)
    out.mkdir(parents=True, exist_ok=True)
    for number, square in enumerate(squares, 1):
        write_whole(out / f"{number:02}.jpg", square)
    say(Message("cli_poster.nine", folder=str(out)))
