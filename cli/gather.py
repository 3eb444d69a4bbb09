"""Taking in one file or folder: what it is, what it would bring, and then the bringing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli.common import AsJson, Place, Yes, picture_workers, print_json, put, say
from cli.language import text_of
from content.errors import WrongInput
from content.messages import render
from content.model import Message

if TYPE_CHECKING:
    from channels.readers.messages import Asked
    from channels.readers.sources import NotUnderstood, Source
    from channels.readers.survey import Survey
    from content.gather import Gathered
    from content.media import MediaFolder
    from content.store import OpenStore, Quarantined
    from content.workspace import Workspace

HERE = Place()
ALL_WELL, SOME_FAILED = 0, 1
REHEARSAL = "rehearsal"
COUNTED = ("kinds", "groups", "products", "consent_events", "refused")

ReaderName = Annotated[str | None, Parameter(name="--as")]
Groups = Annotated[list[str] | None, Parameter(name="--group", negative="")]


def gather(
    source: Path,
    *,
    place: Place = HERE,
    reader: ReaderName = None,
    group: Groups = None,
    dates: str | None = None,
    dry_run: Yes = False,
    json: AsJson = False,
) -> int:
    """Look into a chat export or a folder of photos, say what is in it, and take it in.

    Examples: `sishi gather chat.zip --group g001 --dry-run` and `sishi gather exports/ --group wr12=g001`
    """
    workspace = place.open()
    asked = _asked(workspace, group, dates)
    with _private_folder(workspace, for_good=not dry_run) as opened:
        sources = _understood(source, _sources(workspace, source, asked, reader, opened), json=json)
        told = [_survey(one) for one in sources]
        taken, refused = _rehearse(workspace, sources) if dry_run else _take(workspace, source, sources)
    if json:
        counts = _counts(taken)
        print_json(
            {
                "sources": [one.as_json() for one in told],
                "gathered": None if dry_run else counts,
                "would_gather": counts if dry_run else None,
                "quarantine": [_refused_entry(item) for item in refused],
            }
        )
    else:
        for one in told:
            put(*in_words(one))
    _say_unknown_products(workspace, told)
    say(_summary(taken, dry_run=dry_run))
    for item in refused if dry_run else ():
        say(printable(f"  ! {item.path}: {text_of(item.why)}"))
    if taken.unfinished:
        say(Message("taking_in.unfinished", n=taken.unfinished))
    return SOME_FAILED if taken.quarantined else ALL_WELL


def _summary(taken: "Gathered", *, dry_run: bool) -> Message:
    return Message(
        "taking_in.would_take" if dry_run else "taking_in.taken",
        new=taken.new,
        updated=taken.updated,
        known=taken.duplicates + taken.unchanged,
        refused=taken.quarantined,
    )


def _refused_entry(item: "Quarantined") -> dict[str, str]:
    return {"path": item.path, "reason": item.reason, "why": render(item.why, "en")}


def _say_unknown_products(workspace: "Workspace", surveys: "Sequence[Survey]") -> None:
    """Name what the sources call products and nobody imported: such photos are kept, and not shown."""
    with workspace.open_store(reading=True) as store:
        names = store.library.product_names()
    written: Counter[str] = Counter()
    for survey in surveys:
        written.update(survey.products)
    if unknown := {text: count for text, count in written.items() if not names.id_of(text)}:
        listed = tuple(printable(f"«{text}» ({count})") for text, count in sorted(unknown.items())[:8])
        say(Message("product.unknown_kept", unknown=listed, known=names.known()))


def _asked(workspace: "Workspace", groups: Sequence[str] | None, dates: str | None) -> "Asked":
    from channels.readers.collect import asked_in
    from channels.readers.messages import DateOrder

    pairs = [one.rpartition("=") for one in groups or ()]  # ids of chats may end in =
    alone = [name for _, equals, name in pairs if not equals]
    if len(alone) > 1:
        raise WrongInput(Message("taking_in.one_group"))
    if dates is not None and dates not in list(DateOrder):
        raise WrongInput(Message("taking_in.date_order", dates=dates, orders=tuple(DateOrder)))
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
) -> "list[Source] | NotUnderstood":
    from channels.readers.collect import opening_of
    from channels.readers.sources import open_sources

    opening = opening_of(workspace, _remembered_as(workspace, path), asked, opened)
    if unknown := sorted({*filter(None, [asked.group]), *asked.groups.values()} - opening.known):
        raise WrongInput(Message("cli.unknown_group", group=unknown[0]))
    return open_sources(path, opening, reader)


def _understood(path: Path, sources: "list[Source] | NotUnderstood", *, json: bool) -> "list[Source]":
    """The sources; WrongInput, after what was seen was printed, where nothing is known."""
    if isinstance(sources, list):
        return sources
    if json:
        surveys = [_survey(export).as_json() for export in sources.exports]
        print_json({"sources": surveys, "gathered": None, "would_gather": None, "quarantine": []})
    for export in sources.exports if not json else ():
        say(printable(f"  ! {export.file}: {text_of(export.refusal.why)}"))
    raise WrongInput(Message("taking_in.unreadable", path=str(path), why=sources.why))


def _remembered_as(workspace: "Workspace", path: Path) -> str:
    """The name of the inbox: as the nightly run has it, where it is one of its folders."""
    whole = path.resolve()
    return (
        whole.relative_to(workspace.root).as_posix() if whole.is_relative_to(workspace.root) else str(whole)
    )


def _survey(source: "Source") -> "Survey":
    from channels.readers.survey import survey

    return survey(source)


@dataclass(frozen=True, slots=True)
class _Shelves:
    """Where a gathering puts what it takes: the store, and the folders of pictures and of what is refused."""

    open_store: "OpenStore"
    media: "MediaFolder"
    quarantine: Path


def _take(
    workspace: "Workspace", path: Path, sources: "Sequence[Source]"
) -> "tuple[Gathered, list[Quarantined]]":
    """Through content.gather, as a night does; with what was refused."""
    from channels.readers.collect import forget_gone
    from content.rights.leave import clear_taken_back

    now = datetime.now(UTC)
    run = f"gather-{now:%Y%m%d-%H%M%S-%f}"
    with workspace.open_store() as store:
        store.runs.begin_run(run, {"gather": str(path)}, now)
    _heal(workspace)
    forget_gone(workspace, sources, now)
    shelves = _Shelves(workspace.open_store, workspace.media, workspace.var / "quarantine")
    total, refused = _gathered(workspace, sources, shelves, now, run)
    clear_taken_back(workspace.open_store, workspace)
    with workspace.open_store() as store:
        store.runs.end_run(run, _counts(total), datetime.now(UTC))
    return total, refused


def _heal(workspace: "Workspace") -> None:
    from content.gather import heal

    with picture_workers(workspace) as workers:
        heal(workspace.open_store, workspace.media, workers)


def _rehearse(workspace: "Workspace", sources: "Sequence[Source]") -> "tuple[Gathered, list[Quarantined]]":
    """What taking it would come to, item by item, by taking it where nothing stays."""
    from content.media import MediaFolder

    now = datetime.now(UTC)
    with TemporaryDirectory(prefix="sishi-") as name:
        folder = Path(name)
        with workspace.database.rehearsal(folder) as open_store:
            with open_store() as store:
                store.runs.begin_run(REHEARSAL, {}, now)
            shelves = _Shelves(open_store, MediaFolder(folder / "media"), folder / "quarantine")
            return _gathered(workspace, sources, shelves, now, REHEARSAL)


def _gathered(
    workspace: "Workspace", sources: "Sequence[Source]", shelves: _Shelves, now: datetime, run: str
) -> "tuple[Gathered, list[Quarantined]]":
    from content.gather import Gathered, Gathering
    from content.gather import gather as take

    total = Gathered()
    with picture_workers(workspace) as workers:
        for source in sources:
            work = Gathering(source, shelves.media, shelves.quarantine, workers, now, run)
            for folder in source.folders():
                total += take(shelves.open_store, work, folder)
    with shelves.open_store(reading=True) as store:
        return total, store.inbox_index.quarantined(run)


def _counts(taken: "Gathered") -> dict[str, int]:
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
    begins, ends = said["first_at"] or "?", said["last_at"] or "?"
    counts = {name: said[name] for name in ("items", "pictures", "members")}
    facts = [
        Message("taking_in.counts", **counts),
        Message("taking_in.times", first=begins, last=ends),
        *(Message(f"taking_in.{name}", listed=_listed(said[name])) for name in COUNTED if said[name]),
    ]
    lines = [f"{said['source']}: {said['reader']}", *map(text_of, facts)]
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
