"""Links to the members' submission page: made, listed, revoked, and as QR codes.

The code in a link is worked out from the link's id with a key of the workspace, so that a link can be shown
again; the database and the page itself keep its SHA-256 alone.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import segno

from content.access import FILE, make_private
from content.accounts import hash_secret
from content.errors import NotReady, UnknownId, WrongInput
from content.files import read_limited, write_whole
from content.model import Message, SubmissionLink
from content.posters.code import QUIET
from content.sanitize import clean, one_line
from services.context import Context
from services.submission_page import publish_page

KEY, KEY_BYTES = "submission-links.key", 32
MOST_TITLE = 40
MODULE = 12  # px of a PNG, for a poster on a wall or a card on a table


@dataclass(frozen=True, slots=True)
class LinkOrder:
    """What a link is to be: for a group's photos, of a call for photos or any, until the end of a day."""

    group: str
    activity: str = ""
    title: str = ""
    until: date | None = None


def make_link(context: Context, order: LinkOrder, *, actor: str) -> tuple[str, SubmissionLink]:
    """The address of a new link, and what is kept of it; the page knows it at once.

    UnknownId; WrongInput for a day that is over; NotReady where sishi.toml names no address of the page.
    """
    if not context.workspace.settings.intake.address:
        raise NotReady(Message("submission_link.no_address"))
    title = one_line(clean(order.title))
    if len(title) > MOST_TITLE:
        raise WrongInput(Message("submission_link.long_title", most=MOST_TITLE))
    if order.until is not None and order.until < context.today:
        raise WrongInput(Message("submission_link.day_is_over", day=order.until))
    key, now = secrets.token_hex(4), context.clock()
    code = _code(_key(context), key)
    link = SubmissionLink(key, hash_secret(code), order.group, now, actor, order.activity, title, order.until)
    with context.open_store() as store:
        store.library.group(order.group)
        if order.activity:
            store.koc.activity(order.activity)
        store.submission_links.add_link(link)
        detail = {"group": order.group, "activity": order.activity}
        store.write_down("submission_link", key, actor=actor, at=now, became="open", detail=detail)
    publish_page(context)
    return _address(context, code), link


def list_links(context: Context, group: str = "") -> list[tuple[str, SubmissionLink]]:
    """The links that open today, or those of a group, the newest first, each with its address."""
    with context.open_store(reading=True) as store:
        links = store.submission_links.links()
    mine = [link for link in links if link.is_open(context.today) and group in ("", link.group)]
    return [(address_of(context, link), link) for link in mine]


def revoke_link(context: Context, key: str, *, actor: str) -> None:
    """End a link at once. UnknownId where none is open by this id."""
    now = context.clock()
    with context.open_store() as store:
        if not store.submission_links.revoke(key, now):
            raise UnknownId(Message("submission_link.unknown", link=key))
        store.write_down("submission_link", key, actor=actor, at=now, became="revoked")
    publish_page(context)


def find_link(context: Context, key: str) -> SubmissionLink:
    """The link of this id, if it opens today; UnknownId."""
    with context.open_store(reading=True) as store:
        link = store.submission_links.link(key)
    if link is None or not link.is_open(context.today):
        raise UnknownId(Message("submission_link.unknown", link=key))
    return link


def address_of(context: Context, link: SubmissionLink) -> str:
    """Where a link leads; "" where the key it was made with is gone."""
    code = _code(_key(context), link.id)
    return _address(context, code) if hash_secret(code) == link.sha256 else ""


def qr_of(address: str, kind: str) -> bytes:
    """The QR code of an address as `png` or `svg`, black on white with its quiet zone."""
    out = BytesIO()
    code = segno.make(address, error="m", micro=False)
    if kind == "svg":
        code.save(out, kind="svg", border=QUIET, xmldecl=False, svgns=True, light="#fff", scale=4)
    else:
        code.save(out, kind="png", border=QUIET, scale=MODULE)
    return out.getvalue()


def _address(context: Context, code: str) -> str:
    return f"{context.workspace.settings.intake.address}/s/{code}"


def _code(key: bytes, link: str) -> str:
    """256 bits that nobody guesses without the key."""
    return urlsafe_b64encode(hmac.digest(key, f"link\0{link}".encode(), "sha256")).decode().rstrip("=")


def _key(context: Context) -> bytes:
    """The workspace's key, made when it is first asked for; its owner alone may read it."""
    file: Path = context.workspace.var / KEY
    if not file.exists():
        make_private(file.parent)
        write_whole(file, secrets.token_bytes(KEY_BYTES), FILE)
    key = read_limited(file, KEY_BYTES)
    if len(key) != KEY_BYTES:
        raise NotReady(Message("submission_link.bad_key", path=str(file)))
    return key
