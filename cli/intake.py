"""The members' submission page: its links with QR codes, what it shows, and serving it."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cyclopts import Parameter

from cli.common import AsJson, WorkDir, a_date, print_json, print_table, put, say, who_is_here
from content.errors import NotReady
from content.files import write_whole
from content.model import Message, SubmissionLink

HERE = WorkDir()
QR_FOLDER = "qr"
NEEDED = frozenset({"PATH", "LANG", "LC_ALL", "TZ", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV"})


@Parameter(name="*")
@dataclass(frozen=True)
class LinkOptions:
    """What a link is for, what its page asks, and its last day."""

    group: str
    activity: str = ""
    ask: str = ""
    until: str | None = None


def link(
    *,
    options: LinkOptions,
    qr: Path | None = None,
    place: WorkDir = HERE,
    by: str | None = None,
    json: AsJson = False,
) -> None:
    """Make a link by which members of a group send photos; print it, and write its QR code as PNG and SVG.

    Example: `sishi intake link --group g001 --activity '#晒杯子' --ask '你家那只杯子，今天装了什么？'`
    """
    from services.submission_links import LinkOrder, make_link, qr_of

    order = LinkOrder(options.group, options.activity, options.ask, a_date(options.until))
    with place.context() as context:
        address, made = make_link(context, order, actor=who_is_here(by))
        folder = qr or context.root / QR_FOLDER
    files = [folder / f"{made.id}.{kind}" for kind in ("png", "svg")]
    for file in files:
        write_whole(file, qr_of(address, file.suffix[1:]))
    if json:
        print_json({**_entry(address, made), "qr": [str(file) for file in files]})
        return
    put(address)
    say(Message("cli_intake.made", link=made.id, files=tuple(map(str, files))))


def list_links(*, group: str = "", place: WorkDir = HERE, json: AsJson = False) -> None:
    """List the links that open today, the newest first.

    Example: `sishi intake list --group g001`
    """
    from services.submission_links import list_links as list_all

    with place.context() as context:
        links = list_all(context, group)
    if json:
        print_json([_entry(*pair) for pair in links])
        return
    rows = [(made.id, made.group, made.activity, made.until or "", address) for address, made in links]
    print_table(("id", "group", "call", "until", "address"), rows)


def revoke(link: str, *, place: WorkDir = HERE, by: str | None = None) -> None:
    """End a link at once. What was sent by it stays.

    Example: `sishi intake revoke 3f9a1c22`
    """
    from services.submission_links import revoke_link

    with place.context() as context:
        revoke_link(context, link, actor=who_is_here(by))
    say(Message("cli_intake.revoked", link=link))


def publish(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """Tell the page what it may show, and take back what members want back. A night and the publisher do so.

    Example: `sishi intake publish`
    """
    from services.page_taking import tend_page

    with place.context() as context:
        _refuse_without_address(context.workspace.settings.intake.address)
        heeded = tend_page(context)
    if json:
        print_json({"heeded": heeded})
        return
    say(Message("cli_intake.published", n=heeded))


def serve(
    *,
    place: WorkDir = HERE,
    host: str = "127.0.0.1",
    port: int | None = None,
    public_host: list[str] | None = None,
) -> None:
    """Serve the page until Ctrl-C: a process that sees its folder and nothing else of the workspace.

    Example: `sishi intake serve --workspace my-brand`
    """
    from services.submission_page import publish_page

    with place.context() as context:
        settings = context.workspace.settings.intake
        _refuse_without_address(settings.address)
        publish_page(context)
        folder = context.workspace.page_folder.root
    name = settings.address.partition("://")[2].rpartition(":")[0] or settings.address.partition("://")[2]
    arguments = ["--folder", str(folder), "--host", host, "--port", str(port or settings.port)]
    for public in [name, *(public_host or ())]:
        arguments += ["--public-host", public]
    for proxy in settings.trusted_proxies:
        arguments += ["--proxy", proxy]
    arguments += ["--user", settings.user] if settings.user else []
    say(Message("cli_intake.serves", address=settings.address, host=host, port=port or settings.port))
    sys.stderr.flush()
    # another program takes this one's place: nothing that was read of the workspace stays in its memory
    os.execve(sys.executable, [sys.executable, "-m", "desk.intake", *arguments], _clean(os.environ))  # noqa: S606 - ours


def _clean(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without secrets: what a Python needs to start, and no more."""
    return {name: value for name, value in environment.items() if name in NEEDED}


def _refuse_without_address(address: str) -> None:
    if not address:
        raise NotReady(Message("submission_link.no_address"))


def _entry(address: str, link: SubmissionLink) -> dict[str, Any]:
    return {
        "id": link.id,
        "group": link.group,
        "activity": link.activity or None,
        "ask": link.title or None,
        "until": f"{link.until}" if link.until else None,
        "address": address or None,
    }
