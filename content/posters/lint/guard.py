"""The door before an engine: a page beyond the limits is not painted, whatever filled it."""

from content.errors import PosterError
from content.model import Message
from content.posters.lint.css import sheet_problems
from content.posters.lint.html import html_problems


def guard(html: str, css: str) -> None:
    """PosterError with the first thing that is wrong. 0.1 ms for a known style sheet."""
    for problem in sheet_problems(css):
        raise PosterError(Message("poster.not_painted", problem=problem.what))
    for what in html_problems(html):
        raise PosterError(Message("poster.not_painted", problem=what))
