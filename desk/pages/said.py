"""What a form answers: back to the page, with a sentence that it shows once."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from fastapi import Request
from starlette.responses import RedirectResponse, Response

COOKIE = "said"
SHOWN, LONGEST = 60, 900  # seconds it waits to be shown; characters


def back(to: str, sentence: str, entry: int | None = None) -> Response:
    """A 303 to a page of the desk, which will say this, and offer to undo `entry` of the journal."""
    answer = RedirectResponse(to, 303)
    kept = urlsafe_b64encode(sentence[:LONGEST].encode()).decode()
    kept = kept if entry is None else f"{kept}~{entry}"
    answer.set_cookie(COOKIE, kept, max_age=SHOWN, httponly=True, samesite="strict")
    return answer


def said_in(request: Request) -> str:
    """What the form before this page answered; "" if there was none."""
    try:
        kept = request.cookies.get(COOKIE, "").partition("~")[0]
        return urlsafe_b64decode(kept).decode()[:LONGEST]
    except ValueError:
        return ""


def entry_in(request: Request) -> int | None:
    """The entry of the journal that the form before this page made; None if there was none."""
    number = request.cookies.get(COOKIE, "").partition("~")[2]
    return int(number) if number.isdecimal() and len(number) < 10 else None


def shown(request: Request, answer: Response) -> Response:
    """The page, after which the sentence is gone."""
    if COOKIE in request.cookies:
        answer.delete_cookie(COOKIE)
    return answer
