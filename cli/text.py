"""Words without a workspace: whether a line may be quoted, and why not; and the complaints in a workspace."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter, validators

from cli.common import AsJson, WorkDir, print_json, print_table, say
from cli.language import text_of
from content.errors import WrongInput
from content.files import cause_of
from content.messages import in_each
from content.model import Message
from content.score.quotes import TextCheck, Withholding

if TYPE_CHECKING:
    from services.complaints import Complaint

HERE = WorkDir()
STDIN = "-"
TextFile = Annotated[str, Parameter(allow_leading_hyphen=True)]
CODES = {Withholding.ADVERT: "ad"}  # what the contract for scripts calls it; the others have their own names
Days = Annotated[int, Parameter(validator=validators.Number(gte=1, lte=3650))]


def check(file: TextFile, /, *, json: AsJson = False) -> None:
    """Say of each line of a text file whether it may be quoted, and why not; - reads what is piped in.

    Example: `sishi text check words.txt --json`
    """
    from services.text_check import check_lines

    checks = check_lines(_lines(file))
    if json:
        for entry in map(check_entry, checks):
            _print_line(entry)
        return
    rows = [
        (
            text_of(Message("quote.may_be")) if not checked.withheld else _why(checked),
            checked.feeling,
            checked.text,
        )
        for checked in checks
    ]
    print_table(("quote", "feeling", "text"), [(why, f"{feeling:.2f}", text) for why, feeling, text in rows])


def list_complaints(
    *, place: WorkDir = HERE, days: Days = 28, product: str = "", group: str = "", json: AsJson = False
) -> None:
    """List the submissions whose words complain, newest first, for the team to answer.

    Example: `sishi complaint list --product lamp --json`
    """
    from services.complaints import complaints

    with place.context() as context:
        unhappy = complaints(context, days=days, product=product, group=group)
    if json:
        print_json([complaint_entry(complaint) for complaint in unhappy])
        return
    columns = ("id", "posted_at", "group", "product", "member", "evidence", "text")
    print_table(columns, [_complaint_row(complaint) for complaint in unhappy])
    if not unhappy:
        say(Message("cli_text.no_complaint", days=days))


def check_entry(check: TextCheck) -> dict[str, Any]:
    """What a script reads of a checked line."""
    return {
        "quote": not check.withheld,
        "reasons": [CODES.get(why.reason, why.reason.value) for why in check.withheld],
        "feeling": round(check.feeling, 5),
        "contacts": [{"kind": contact.kind.value, "text": contact.readable} for contact in check.contacts],
        "why": [in_each(why.why) for why in check.withheld],
    }


def complaint_entry(complaint: "Complaint") -> dict[str, Any]:
    """What a script reads of a complaint."""
    submission = complaint.submission
    return {
        "id": submission.id,
        "posted_at": submission.posted_at.isoformat(),
        "group": submission.group,
        "product": submission.product,
        "product_name": complaint.product,
        "member": submission.member,
        "nickname": complaint.nickname,
        "text": submission.text,
        "evidence": complaint.evidence,
        "feeling": round(complaint.feeling, 5),
        "photos": len(submission.media),
    }


def _complaint_row(complaint: "Complaint") -> tuple[object, ...]:
    entry = complaint_entry(complaint)
    names = ("id", "posted_at", "group", "product_name", "nickname", "evidence", "text")
    return tuple(entry[name] for name in names)


def _why(check: TextCheck) -> str:
    return "; ".join(text_of(why.why) for why in check.withheld)


def _lines(file: str) -> Iterator[str]:
    """The lines of a file in UTF-8, however they end; other bytes become \ufffd: no line is lost."""
    if file == STDIN:
        yield from _split(sys.stdin.buffer.read())
        return
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        raise WrongInput(Message("cli_text.cannot_read", file=file, cause=cause_of(error))) from error
    yield from _split(content)


def _split(content: bytes) -> Iterator[str]:
    text = content.decode("utf-8-sig", "replace")
    lines = text.replace("\r\n", "\n").split("\n")
    yield from lines[:-1] if lines[-1] == "" else lines


def _print_line(entry: dict[str, Any]) -> None:
    line = json.dumps(entry, ensure_ascii=False)
    sys.stdout.write((line if line.isprintable() else json.dumps(entry)) + "\n")
