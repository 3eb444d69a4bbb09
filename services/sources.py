"""Where submissions come from: the inboxes of a night, and one file or folder that somebody names."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from channels.readers.chat_inbox import ChatInbox
from channels.readers.collect import forget_gone, opened_in, opening_of, page_inbox, sources_of
from channels.readers.detect import UnrecognizedDrop
from channels.readers.drop_folder import DropFolder
from channels.readers.group_names import group_names
from channels.readers.messages import SourceOptions
from channels.readers.sources import Opening, Source, open_sources
from channels.readers.submission_page import PageInbox
from channels.readers.survey import Survey, survey
from content.errors import WrongInput
from content.gather import Gathered, Gathering, heal
from content.gather import gather as gather_folder
from content.media import MediaFolder
from content.model import Message, ProductNames
from content.rights.leave import clear_taken_back
from content.store import OpenStore, Quarantined
from content.workspace import Workspace
from services.context import Context
from services.page_taking import settle
from services.products import recognise_again

REHEARSAL = "rehearsal"


@dataclass(frozen=True, slots=True)
class ExportToRead:
    """A file or folder to look into: `reader` names how (None: by what it holds), `options` says what it
    does not say itself."""

    path: Path
    options: SourceOptions
    reader: str | None = None


class NothingUnderstood(WrongInput):
    """No export in a file or folder can be read; `surveys` say so of each that was recognised."""

    def __init__(self, message: Message, surveys: Sequence[Survey]) -> None:
        super().__init__(message)
        self.surveys = surveys


@dataclass(frozen=True, slots=True)
class Taken:
    """What an export holds, what came of taking it, and what of it was refused."""

    surveys: Sequence[Survey]
    total: Gathered
    refused: Sequence[Quarantined]


def inbox_sources(context: Context, inboxes: Sequence[str] = ()) -> list[Source]:
    """All sources in these inboxes, else in those of the settings. NotReady names a folder that is gone."""
    workspace, now = context.workspace, context.clock()
    folders = workspace.inboxes(inboxes)
    sources = [source for name, folder in folders for source in sources_of(workspace, folder, name, now)]
    return [*sources, page_inbox(workspace)] if not inboxes and has_page(workspace) else sources


def has_page(workspace: Workspace) -> bool:
    """Whether there is a members' submission page, or was one."""
    return workspace.page_folder.drop.is_dir()


def prepare(context: Context, sources: Sequence[Source]) -> None:
    """Before anything is taken: torn pictures are made again, what is gone from the sources waits no longer,
    and products are looked for again in what is here."""
    heal(context.open_store, context.workspace.media, context.workers)
    forget_gone(context.workspace, sources, context.clock())
    recognise_again(context.workspace, at=context.clock())


def gather_source(context: Context, source: Source, folder: str, run: str) -> Gathered:
    """Take in what is new in one folder of a source."""
    with opened_in(context.workspace):
        gathered = gather_folder(context.open_store, _gathering(context, run, source), folder)
    if isinstance(source, PageInbox):
        settle(context, source, folder)
    return gathered


def not_looked_at(source: Source) -> int:
    """How many files of a source nobody takes or refuses: films, sounds, those of programs."""
    if isinstance(source, DropFolder):
        return source.not_looked_at().total()
    return source.not_looked_at if isinstance(source, ChatInbox) else 0


def take_export(context: Context, export: ExportToRead) -> Taken:
    """Take in what an export holds, as a night does; a run of its own. Busy while another is under way."""
    workspace = context.workspace
    with workspace.only_run(), opened_in(workspace):
        sources = _open(context, export)
        surveys = [survey(source) for source in sources]
        run = f"gather-{context.clock():%Y%m%d-%H%M%S-%f}"
        with context.open_store() as store:
            store.runs.begin_run(run, {"gather": str(export.path)}, context.clock())
        prepare(context, sources)
        total = _gather_all(context.open_store, [_gathering(context, run, source) for source in sources])
        for page in (source for source in sources if isinstance(source, PageInbox)):
            for folder in page.folders():
                settle(context, page, folder)
        clear_taken_back(context.open_store, workspace)
        with context.open_store() as store:
            refused = store.inbox_index.quarantined(run)
            store.runs.end_run(run, counts_of(total), context.clock())
    return Taken(surveys, total, refused)


def rehearse_export(context: Context, export: ExportToRead) -> Taken:
    """What taking it would come to, item by item, by taking it where nothing stays."""
    with TemporaryDirectory(prefix="sishi-") as name:
        folder, media, quarantine = Path(name), MediaFolder(Path(name, "media")), Path(name, "quarantine")
        sources = _open(context, export, folder / "opened")
        surveys = [survey(source) for source in sources]
        with context.workspace.database.rehearsal(folder) as open_store:
            with open_store() as store:
                store.runs.begin_run(REHEARSAL, {}, context.clock())
            works = [_gathering(context, REHEARSAL, source) for source in sources]
            total = _gather_all(open_store, [replace(w, media=media, quarantine=quarantine) for w in works])
            with open_store(reading=True) as store:
                return Taken(surveys, total, store.inbox_index.quarantined(REHEARSAL))


def counts_of(total: Gathered) -> dict[str, int | dict[str, int]]:
    """The numbers of a gathering, as its report keeps them."""
    return {
        "gathered": total.new,
        "updated": total.updated,
        "duplicates": total.duplicates,
        "quarantined": total.quarantined,
        "unfinished": total.unfinished,
        "unchanged": total.unchanged,
        "messages": total.messages,
        "messages_left_out": dict(total.messages_left_out),
    }


def unknown_products(context: Context, surveys: Sequence[Survey]) -> tuple[dict[str, int], ProductNames]:
    """What the sources call products and nobody imported, with how often; and the names that are known."""
    with context.open_store(reading=True) as store:
        names = store.library.product_names()
    written: Counter[str] = Counter()
    for surveyed in surveys:
        written.update(surveyed.products)
    return {text: count for text, count in sorted(written.items()) if not names.id_of(text)}, names


def zone_of(context: Context, surveyed: Survey) -> ZoneInfo:
    """By whose clock to tell the times of a source: that of its group, else of the team."""
    with context.open_store(reading=True) as store:
        zones = {group.zone for group in store.library.groups() if group.id in surveyed.groups}
    return ZoneInfo(zones.pop() if len(zones) == 1 else context.workspace.settings.zone)


def _open(context: Context, export: ExportToRead, opened: Path | None = None) -> list[Source]:
    """The sources in an export. WrongInput for a group or a format that nobody knows."""
    page = context.workspace.page_folder
    if export.path.resolve() in (page.root.resolve(), page.drop.resolve()):
        return [page_inbox(context.workspace)]
    options = _by_id(context, export.options)
    opening: Opening = opening_of(context.workspace, _inbox_name(context, export.path), options, opened)
    if unknown := sorted({*filter(None, [options.group]), *options.groups.values()} - opening.known):
        raise WrongInput(Message("cli.unknown_group", group=unknown[0]))
    sources = open_sources(export.path, opening, export.reader)
    if isinstance(sources, UnrecognizedDrop):
        surveys = tuple(survey(source) for source in sources.exports)
        raise NothingUnderstood(
            Message("taking_in.unreadable", path=str(export.path), why=sources.why), surveys
        )
    return sources


def _by_id(context: Context, options: SourceOptions) -> SourceOptions:
    """What is options with ids of groups, which may be named; a name that two have stays, and is unknown."""
    with context.open_store(reading=True) as store:
        names = group_names(store.library.groups())
    groups = {chat: names.group_of(group) for chat, group in options.groups.items()}
    return replace(options, group=names.group_of(options.group) if options.group else None, groups=groups)


def _inbox_name(context: Context, path: Path) -> str:
    """The name of the inbox: as the nightly run has it, where it is one of its folders."""
    whole = path.resolve()
    return whole.relative_to(context.root).as_posix() if whole.is_relative_to(context.root) else str(whole)


def _gathering(context: Context, run: str, source: Source) -> Gathering:
    workspace, now = context.workspace, context.clock()
    return Gathering(source, workspace.media, workspace.var / "quarantine", context.workers, now, run)


def _gather_all(open_store: OpenStore, works: Sequence[Gathering]) -> Gathered:
    return sum((gather_folder(open_store, w, f) for w in works for f in w.inbox.folders()), Gathered())
