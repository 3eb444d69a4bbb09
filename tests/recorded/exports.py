"""What leaves the workspace as files, as text: tables, calendars, archives, pages, workbooks."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from zipfile import ZipFile

from openpyxl import load_workbook

from tests.recorded.command import sishi

CHOSEN = "--groups xuhui-3 --from 2026-11-23 --to 2026-11-24"
READABLE = (".csv", ".json", ".txt", ".ics", ".md", ".yaml")
UNSEEN = re.compile(r"<(style|script|svg)\b.*?</\1>|<[^>]+>", re.S)


def queue(root: Path, language: str) -> Iterator[tuple[str, str]]:
    """The queue in every form but pictures, with the words of a language."""
    folder = root.parent / f"queue-{language}"
    folder.mkdir()
    for name in ("week.html", "week.xlsx", "week.ics", "approved.zip", "drafts.zip", "week.csv", "week.json"):
        file = folder / name
        outcome = sishi(f"queue export {file} {'--all' if name == 'drafts.zip' else ''} {CHOSEN}")
        assert file.is_file(), outcome.as_text()
        yield f"exports/{file.stem}.{language}{_suffix(file)}", as_text(file)
    page = folder / "sop.html"
    sishi(f"story sop --group xuhui-3 --week 2026-11-23 --language {language} -o {page}")
    yield f"exports/sop.{language}.html.txt", as_text(page)


def tables(root: Path) -> Iterator[tuple[str, str]]:
    """The library in every form that it is exported and imported in."""
    folder = root.parent / "tables"
    folder.mkdir()
    for what in ("group", "product", "member", "story"):
        for suffix in (".csv", ".json", ".yaml", ".xlsx") if what != "story" else (".csv",):
            file = folder / f"{what}{suffix}"
            outcome = sishi(f"{what} export {file}" if what != "member" else f"member export {file}")
            assert file.is_file(), outcome.as_text()
            yield f"exports/{what}{_suffix(file)}", as_text(file)
    sishi(f"story export {folder / 'stories'}")
    pages = sorted((folder / "stories").rglob("*.md"))
    yield "exports/stories.md.txt", "".join(f"== {page.name}\n{page.read_text('utf-8')}" for page in pages)


def _suffix(file: Path) -> str:
    return file.suffix if file.suffix in READABLE else f"{file.suffix}.txt"


def as_text(file: Path) -> str:
    """A file's text: the cells of a workbook, what a page says, the names in an archive with their texts."""
    match file.suffix:
        case ".xlsx":
            return _cells(file)
        case ".zip":
            return _members(file)
        case ".html":
            return _words(file.read_text("utf-8"))
    return file.read_bytes().decode()


def _cells(file: Path) -> str:
    lines = []
    for sheet in load_workbook(file):
        lines.append(f"== {sheet.title}")
        lines += [
            repr(["" if cell is None else cell for cell in row]) for row in sheet.iter_rows(values_only=True)
        ]
    return "\n".join(lines) + "\n"


def _members(file: Path) -> str:
    parts = []
    with ZipFile(file) as archive:
        for name in archive.namelist():
            parts.append(f"== {name}\n")
            if name.endswith(READABLE):
                parts.append(archive.read(name).decode() + "\n")
    return "".join(parts)


def _words(page: str) -> str:
    """What a reader of the page sees, a line each, and what its pictures are said to show."""
    alts = "\n".join(re.findall(r'alt="([^"]+)"', page))
    lines = (line.strip() for line in unescape(UNSEEN.sub("\n", page) + "\n== alt\n" + alts).splitlines())
    return "\n".join(line for line in lines if line) + "\n"
