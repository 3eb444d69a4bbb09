"""Taking in one file or folder: what it is, what it would bring, and then the bringing."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli.common import AsJson, WorkDir, Yes, print_json, put, say
from cli.language import text_of
from content.errors import WrongInput
from content.messages import render
from content.model import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from channels.readers.messages import SourceOptions
    from channels.readers.survey import Survey
    from content.gather import Gathered
    from content.store import Quarantined
    from services.context import Context

HERE = WorkDir()
ALL_WELL, SOME_FAILED = 0, 1
COUNTED = ("kinds", "groups", "products", "consent_events", "refused")

ReaderName = Annotated[str | None, Parameter(name="--as")]
Groups = Annotated[list[str] | None, Parameter(name="--group", negative="")]


def gather(
    source: Path,
    *,
    place: WorkDir = HERE,
    reader: ReaderName = None,
    group: Groups = None,
    dates: str | None = None,
    dry_run: Yes = False,
    json: AsJson = False,
) -> int:
    """Look into a chat export or a folder of photos, say what is in it, and take it in.

    Examples: `sishi gather chat.zip --group g001 --dry-run` and `sishi gather exports/ --group wr12=g001`
    """
    from services.sources import (
        ExportToRead,
        NothingUnderstood,
        counts_of,
        rehearse_export,
        take_export,
        zone_of,
    )

    with place.context() as context:
        export = ExportToRead(source, _asked(context, group, dates), reader)
        try:
            taken = (rehearse_export if dry_run else take_export)(context, export)
        except NothingUnderstood as error:
            _say_not_understood(error.surveys, json=json)
            raise
        if json:
            counts = counts_of(taken.total)
            print_json(
                {
                    "sources": [survey.as_json() for survey in taken.surveys],
                    "gathered": None if dry_run else counts,
                    "would_gather": counts if dry_run else None,
                    "quarantine": [_refused_entry(item) for item in taken.refused],
                }
            )
        else:
            for survey in taken.surveys:
                put(*in_words(survey, zone_of(context, survey)))
        _say_unknown_products(context, taken.surveys)
    say(_summary(taken.total, dry_run=dry_run))
    for item in taken.refused if dry_run else ():
        say(printable(f"  ! {item.path}: {text_of(item.why)}"))
    if taken.total.messages or taken.total.messages_left_out:
        say(_messages(taken.total))
    if taken.total.unfinished:
        say(Message("taking_in.unfinished", n=taken.total.unfinished))
    return SOME_FAILED if taken.total.quarantined else ALL_WELL


def _messages(total: "Gathered") -> Message:
    """How many messages the ledger took, and how many it left out for which reasons."""
    left_out = Message("taking_in.left_out", listed=_listed(dict(total.messages_left_out)))
    return Message(
        "taking_in.messages", n=total.messages, left_out=left_out if total.messages_left_out else ""
    )


def _say_not_understood(surveys: "Sequence[Survey]", *, json: bool) -> None:
    """Name every file that was refused; the error says what is supported."""
    if json:
        entries = [survey.as_json() for survey in surveys]
        print_json({"sources": entries, "gathered": None, "would_gather": None, "quarantine": []})
        return
    for survey in surveys:
        for refused in survey.whys:
            say(printable(f"  ! {survey.file or refused.where}: {text_of(refused.why)}"))


def _summary(taken: "Gathered", *, dry_run: bool) -> Message:
    taken_in = "taking_in.taken" if taken.quarantined else "taking_in.all_taken"
    return Message(
        "taking_in.would_take" if dry_run else taken_in,
        new=taken.new,
        updated=taken.updated,
        known=taken.duplicates + taken.unchanged,
        refused=taken.quarantined,
    )


def _refused_entry(item: "Quarantined") -> dict[str, str]:
    return {"path": item.path, "reason": item.reason, "why": render(item.why, "en")}


def _say_unknown_products(context: "Context", surveys: "Sequence[Survey]") -> None:
    """Name what the sources call products and nobody imported: such photos are kept, and not shown."""
    from services.sources import unknown_products

    unknown, names = unknown_products(context, surveys)
    if unknown:
        listed = tuple(printable(f"«{text}» ({count})") for text, count in list(unknown.items())[:8])
        say(Message("product.unknown_kept", unknown=listed, known=names.known()))


def _asked(context: "Context", groups: Sequence[str] | None, dates: str | None) -> "SourceOptions":
    from channels.readers.collect import asked_in
    from channels.readers.messages import DateOrder

    pairs = [pair.rpartition("=") for pair in groups or ()]  # ids of chats may end in =
    alone = [name for _, equals, name in pairs if not equals]
    if len(alone) > 1:
        raise WrongInput(Message("taking_in.one_group"))
    if dates is not None and dates not in list(DateOrder):
        raise WrongInput(Message("taking_in.date_order", dates=dates, orders=tuple(DateOrder)))
    return asked_in(
        context.workspace,
        context.clock(),
        group=alone[0] if alone else None,
        groups={chat: name for chat, equals, name in pairs if equals},
        dates=dates,
    )


def in_words(survey: "Survey", zone: "ZoneInfo") -> list[str]:
    """The survey as lines for people, by the clock of `zone`; members' words without what could steer a
    terminal."""
    entry: dict[str, Any] = survey.as_json()
    begins, ends = _clock(survey.first, zone) or "?", _clock(survey.last, zone) or "?"
    counts = {name: entry[name] for name in ("items", "pictures", "members")}
    facts = [
        Message("taking_in.counts", **counts),
        Message("taking_in.times", first=begins, last=ends, zone=zone.key),
        *([Message("taking_in.joined_texts", n=entry["joined_texts"])] if entry["joined_texts"] else []),
        *(Message(f"taking_in.{name}", listed=_listed(entry[name])) for name in COUNTED if entry[name]),
    ]
    lines = [f"{entry['source']}: {entry['reader']}", *map(text_of, facts)]
    lines += [
        f"  | {_clock(record.posted_at, zone)} {line['nickname'] or '?'}: {line['text']} "
        + " ".join(line["media"])
        for record, line in zip(survey.lines, entry["lines"], strict=True)
    ]
    lines += [f"  ! {text_of(refused.why)}" for refused in survey.whys]
    return [printable(line) for line in lines]


def _clock(at: "datetime | None", zone: "ZoneInfo") -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""


def printable(line: str) -> str:
    """The line without what could steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in line)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
