"""Taking in one file or folder: what it is, what it would bring, and then the bringing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli.common import AsJson, Place, print_json, say
from content.errors import WrongInput

if TYPE_CHECKING:
    from channels.readers.messages import Asked
    from channels.readers.sources import Source
    from channels.readers.survey import Survey
    from content.gather import Gathered
    from content.workspace import Workspace

HERE = Place()
ALL_WELL, SOME_FAILED = 0, 1
COUNTED = ("kinds", "groups", "products", "consent_events", "refused")

ReaderName = Annotated[
    str | None, Parameter(name="--as", help="The reader, instead of looking: whatsapp, ...")
]
Groups = Annotated[
    list[str] | None,
    Parameter(
        name="--group", negative="", help="The group it is of; or CHAT=ID, once for each chat of the export."
    ),
]
Dates = Annotated[
    str | None, Parameter(help="How dates are written, where a file leaves it open: dmy, mdy, ymd.")
]
DryRun = Annotated[bool, Parameter(negative="", help="Show what it would take, and take nothing.")]


def gather(
    source: Path,
    *,
    place: Place = HERE,
    reader: ReaderName = None,
    group: Groups = None,
    dates: Dates = None,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> int:
    """Look into a chat export or a folder of photos, say what is in it, and take it in.

    Examples: `sishi gather chat.zip --group g001 --dry-run` and `sishi gather exports/ --group wr12=g001`
    """
    workspace = place.open()
    asked = _asked(workspace, group, dates)
    with _private_folder(workspace, for_good=not dry_run) as opened:
        sources = _sources(workspace, source, asked, reader, opened)
        told = [_survey(one) for one in sources]
        taken = None if dry_run else _take(workspace, source, sources)
    if json:
        print_json({"sources": [one.as_json() for one in told], "gathered": _counts(taken)})
    else:
        for one in told:
            print("\n".join(in_words(one)))
    _say_unknown_products(workspace, told)
    if taken is not None:
        say(
            f"{taken.new} taken, {taken.updated} updated, {taken.duplicates + taken.unchanged} here before, "
            f"{taken.quarantined} refused; `sishi quarantine list` says why."
        )
        if taken.unfinished:
            say(f"{taken.unfinished} are still being written; the next run looks again.")
    refused = taken.quarantined if taken else sum(sum(one.refused.values()) for one in told)
    return SOME_FAILED if refused else ALL_WELL


def _say_unknown_products(workspace: "Workspace", surveys: "Sequence[Survey]") -> None:
    """Name what the sources call products and nobody imported: such photos are kept, and not shown."""
    with workspace.open_store(reading=True) as store:
        names = store.product_names()
    written: Counter[str] = Counter()
    for survey in surveys:
        written.update(survey.products)
    if unknown := {text: count for text, count in written.items() if not names.id_of(text)}:
        listed = ", ".join(f"«{text}» ({count})" for text, count in sorted(unknown.items())[:8])
        say(
            f"Unknown product {printable(listed)}; known are {names.known()}. These photos are kept, but not "
            "shown until `sishi product import FILE` brings the product, or they name another."
        )


def _asked(workspace: "Workspace", groups: Sequence[str] | None, dates: str | None) -> "Asked":
    from channels.readers.collect import asked_in
    from channels.readers.messages import DateOrder

    pairs = [one.rpartition("=") for one in groups or ()]  # ids of chats may end in =
    alone = [name for _, equals, name in pairs if not equals]
    if len(alone) > 1:
        raise WrongInput("--group names one group; for several chats write --group CHAT=ID for each.")
    if dates is not None and dates not in list(DateOrder):
        raise WrongInput(f"--dates {dates!r} is none of {', '.join(DateOrder)}.")
    return asked_in(
        workspace,
        datetime.now(UTC),
        group=alone[0] if alone else None,
        groups={chat: name for chat, equals, name in pairs if equals},
        dates=dates,
    )


@contextmanager
def _private_folder(workspace: "Workspace", *, for_good: bool) -> Iterator[Path | None]:
    """Where archives are unpacked, if not in the workspace: a look leaves nothing behind."""
    from channels.readers.collect import opened_in

    if for_good:
        with workspace.only_run(), opened_in(workspace):
            yield None
    else:
        with TemporaryDirectory(prefix="sishi-") as folder:
            yield Path(folder) / "opened"


def _sources(
    workspace: "Workspace", path: Path, asked: "Asked", reader: str | None, opened: Path | None
) -> "list[Source]":
    from channels.readers.collect import opening_of
    from channels.readers.detect import Unknown
    from channels.readers.sources import open_sources

    opening = opening_of(workspace, _remembered_as(workspace, path), asked, opened)
    if unknown := sorted({*filter(None, [asked.group]), *asked.groups.values()} - opening.known):
        raise WrongInput(f"There is no group {unknown[0]!r}; `sishi group list` shows those there are.")
    found = open_sources(path, opening, reader)
    if isinstance(found, Unknown):
        raise WrongInput(f"{path} cannot be gathered: {found.why}")
    return found


def _remembered_as(workspace: "Workspace", path: Path) -> str:
    """The name of the inbox: as the nightly run has it, where it is one of its folders."""
    whole = path.resolve()
    return (
        whole.relative_to(workspace.root).as_posix() if whole.is_relative_to(workspace.root) else str(whole)
    )


def _survey(source: "Source") -> "Survey":
    from channels.readers.survey import survey

    return survey(source)


def _take(workspace: "Workspace", path: Path, sources: "Sequence[Source]") -> "Gathered":
    """Through content.gather, as a night does."""
    from channels.readers.collect import forget_gone
    from content.gather import Gathered, Gathering
    from content.gather import gather as take
    from content.workers import MEMORY, Workers

    now = datetime.now(UTC)
    run = f"gather-{now:%Y%m%d-%H%M%S-%f}"
    said = workspace.settings.workers
    total = Gathered()
    with Workers(said.count, seconds=said.seconds, memory=MEMORY, preload=("content.media",)) as workers:
        with workspace.open_store() as store:
            store.begin_run(run, {"gather": str(path)}, now)
        forget_gone(workspace, sources, now)
        for source in sources:
            work = Gathering(source, workspace.media, workspace.var / "quarantine", workers, now, run)
            for folder in source.folders():
                total += take(workspace.open_store, work, folder)
        with workspace.open_store() as store:
            store.end_run(run, _counts(total) or {}, datetime.now(UTC))
    return total


def _counts(taken: "Gathered | None") -> dict[str, int] | None:
    if taken is None:
        return None
    return {
        "gathered": taken.new,
        "updated": taken.updated,
        "duplicates": taken.duplicates,
        "quarantined": taken.quarantined,
        "unfinished": taken.unfinished,
        "unchanged": taken.unchanged,
    }


def in_words(told: "Survey") -> list[str]:
    """The survey as lines for people; members' words without what could steer a terminal."""
    said: dict[str, Any] = told.as_json()
    lines = [f"{said['source']}: {said['reader']}"]
    lines.append(f"  {said['items']} submissions with {said['pictures']} pictures, {said['members']} members")
    lines.append(f"  from {said['first_at'] or '?'} to {said['last_at'] or '?'}")
    lines += [f"  {name}: {_listed(said[name])}" for name in COUNTED if said[name]]
    lines += [
        f"  | {line['at'] or ''} {line['nickname'] or '?'}: {line['text']} {' '.join(line['media'])}"
        for line in said["lines"]
    ]
    lines += [f"  ! {refusal['why']}" for refusal in said["refusals"]]
    return [printable(line) for line in lines]


def printable(line: str) -> str:
    """The line without what could steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in line)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
