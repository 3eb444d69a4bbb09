"""A file or folder -> the inboxes in it: chat exports wherever they lie, and photos that belong to none."""

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path, PurePosixPath

from channels.readers.archives import Archive, looks_like_zip, open_archive
from channels.readers.cell_place import PACKED, with_cells
from channels.readers.chat_inbox import ChatInbox
from channels.readers.detect import (
    DEEPEST,
    EXPORTS,
    DetectedExport,
    UnrecognizedDrop,
    detect,
    exports,
    reader_named,
    supported,
)
from channels.readers.drop_folder import DropFolder, is_dropped
from channels.readers.forms import Forms
from channels.readers.group_names import NO_NAMES, GroupNames
from channels.readers.index_tables import index_tables
from channels.readers.made_files import own_files
from channels.readers.messages import FORMAT_FOLDERS, MEDIA_FOLDERS, Export, SourceOptions
from channels.readers.places import Folder, Place, is_picture, suffix_of
from channels.readers.roles import INDEXES, SIDECARS
from channels.readers.submission_page import PageInbox
from channels.readers.table_rows import is_workbook
from channels.readers.unknown import UnknownExport, UnusableIndex, is_shown, may_be_export
from channels.readers.unpack import pictures_in, unpacked
from content.errors import WrongInput
from content.files import cause_of, open_regular
from content.inbox import RefusedItem
from content.model import Message

DROP = "drop"
MOST_NAMED = 100  # files, where nothing is understood
Source = ChatInbox | DropFolder | PageInbox | UnknownExport


@dataclass(frozen=True, slots=True)
class NotUnderstood(UnrecognizedDrop):
    """Nothing here is known. `exports` are refused one by one; `claimed` are they and the files with them."""

    exports: tuple[UnknownExport, ...] = ()
    claimed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Opening:
    """How sources are opened. `name` is what the inboxes are remembered by, `opened` a private folder for
    what comes out of archives, `memory` one for listings; `known` are the ids of groups: an export in a
    folder named by one, or by one of the `names`, is that group's; `columns` maps our fields to an index's.
    """

    name: str
    opened: Path
    memory: Path | None = None
    asked: SourceOptions = field(default_factory=SourceOptions)
    known: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)
    names: GroupNames = NO_NAMES


def open_sources(path: Path, opening: Opening, reader: str | None = None) -> list[Source] | NotUnderstood:
    """Everything that can be gathered from `path`; `reader` (or "drop") is taken at its word.

    WrongInput where there is no such path, or an archive that cannot be opened.
    """
    if not path.exists():
        raise WrongInput(Message("source.not_there", path=str(path)))
    path = path.resolve()
    if reader == DROP:
        return [_dropped(path, opening, frozenset())]
    if path.is_dir():
        return _in_folder(path, opening, reader)
    try:
        with open_regular(path) as file:
            packed = looks_like_zip(file.read(4))
    except OSError as error:
        raise WrongInput(Message("file.unreadable", file=str(path), cause=cause_of(error))) from error
    if packed:
        return _in_archive(path, opening, reader)
    place = Folder(path.parent)
    detected = detect(place, path.name) if reader is None else reader_named(reader)
    if isinstance(detected, UnrecognizedDrop):
        unknown = UnknownExport(place, path.name, detected, opening.name, ())
        return NotUnderstood(detected.seen, detected.supported, (unknown,), frozenset({str(path)}))
    place, name = _with_media(path)
    return [_chat(place, DetectedExport(detected, name), opening, path.parent.name)]


def _with_media(path: Path) -> tuple[Folder, str]:
    """The place of a file that is named itself, with the folder of media that lies beside its own folder."""
    above = Folder(path.parent.parent)
    if path.parent.name.lower() in FORMAT_FOLDERS and any(
        (above.path / media).is_dir() for media in MEDIA_FOLDERS
    ):
        return above, f"{path.parent.name}/{path.name}"
    return Folder(path.parent), path.name


def _in_folder(path: Path, opening: Opening, reader: str | None) -> list[Source] | NotUnderstood:
    place = Folder(path)
    names = place.names
    if reader is not None:
        return [_chat(place, export, opening, _first(export.name)) for export in _as_asked(place, reader)]
    sources: list[Source] = []
    claimed: set[str] = set()
    for export in exports(place, _candidates(names)):
        inbox = _chat(place, export, opening, _first(export.name))
        sources.append(inbox)
        inbox.claimed = _claimed(inbox, path, opening)
        claimed |= inbox.claimed
    for name in names:
        if suffix_of(name) == ".zip" and f"{path}/{name}" not in claimed:
            inner = _packed(path / name, opening, _first(name), name)
            sources += inner
            claimed |= {f"{path}/{name}"} if inner else set()
    _count_once([source for source in sources if isinstance(source, ChatInbox)])
    unknown = list(_unknown(place, opening, claimed))
    sources += unknown
    left = [name for name in names if f"{path}/{name}" not in claimed]
    indexes = index_tables(place, left, opening.columns).adopted
    if indexes or any(is_dropped(f"{path}/{name}") for name in left):
        sources.append(_dropped(path, opening, frozenset(claimed)))
    if len(sources) > len(unknown):
        return sources
    holds = Message("source.holds", path=str(path), files=_counted(names))
    seen = unknown[0].unknown.seen if len(unknown) == 1 else holds
    unread = _unread(place, opening, claimed)
    return NotUnderstood(seen, supported(), (*unknown, *unread), frozenset(claimed))


def _count_once(inboxes: Sequence[ChatInbox]) -> None:
    """Leave each file to one export that claims it: to that which shows it, else to the first."""
    owners = {str(file): inbox for inbox in inboxes for file in inbox.shown}
    counted: set[str] = set()
    for inbox in inboxes:
        inbox.claimed = {file for file in inbox.claimed - counted if owners.get(file, inbox) is inbox}
        counted |= inbox.claimed


def _unread(place: Place, opening: Opening, claimed: Container[str] = ()) -> list[UnknownExport]:
    """The files that belong to no export: where nothing is understood, each is named."""
    names = [name for name in place.names if f"{place.path}/{name}" not in claimed][:MOST_NAMED]
    readers = ((name, detect(place, name)) for name in names)
    return [
        UnknownExport(place, name, reader, opening.name, ())
        for name, reader in readers
        if isinstance(reader, UnrecognizedDrop)
    ]


def _unknown(place: Place, opening: Opening, claimed: set[str]) -> Iterator[UnknownExport]:
    """The exports of a place that no reader knows; each adds to `claimed` what waits with it."""
    base = str(place.path)
    left = [name for name in place.names if f"{base}/{name}" not in claimed]
    tables = index_tables(place, left, opening.columns)
    for name in sorted({*_candidates(place.names), *tables.refused}):
        export = Export(place, name)
        shared = _is_shared(export, opening)
        refused = tables.refused.get(name)
        if f"{base}/{name}" in claimed or name in tables.adopted:
            continue
        if refused is None and not may_be_export(place, name, shared):
            continue
        detected = UnrecognizedDrop(refused, supported()) if refused else detect(place, name)
        if isinstance(detected, UnrecognizedDrop):
            left = [other for other in _around(export, opening) if f"{base}/{other}" not in claimed]
            held = _without_sidecars(left) if shared else left
            packed = {
                other: inside for other in held if (inside := pictures_in(place, other, opening.opened))
            }
            claimed |= {
                f"{base}/{other}"
                for other in held
                if other == name or not shared or other in packed or is_shown(place, other)
            }
            kind = UnusableIndex if refused else UnknownExport
            yield kind(place, name, detected, opening.name, [*held, *chain(*packed.values())])


def _without_sidecars(names: Sequence[str]) -> list[str]:
    """Less the pictures that have a sidecar of their own: a.json or a.jpg.json of a.jpg."""
    described = {_stem(name) for name in names if suffix_of(name) in SIDECARS}
    return [name for name in names if not is_picture(name) or described.isdisjoint((name, _stem(name)))]


def _stem(name: str) -> str:
    return name[: len(name) - len(suffix_of(name))]


def _around(export: Export, opening: Opening) -> list[str]:
    """The files beside and below an export; beside the groups' folders, not what is in these."""
    if export.home:
        return export.around
    return [name for name in export.around if _first(name) not in opening.known]


def _is_shared(export: Export, opening: Opening) -> bool:
    """Whether people drop photos where this export lies."""
    names, path = opening.names, export.place.path
    firsts = {_first(name) for name in export.place.names} | {path.name}
    return bool(names.meant(export.home)) or (not export.home and any(map(names.meant, firsts)))


def _claimed(inbox: ChatInbox, path: Path, opening: Opening) -> set[str]:
    """The files that are an export's and nobody drops: all in a folder of its own, and all where it cannot
    be read.

    In a folder that people drop photos into: what its messages show, the folders below that this lies in,
    what else it names (stickers, what was recalled), what programs put into folders of their own, and the
    other files of its kind.
    """
    export, known = inbox.export, opening.known
    inside = f"{export.name}{PACKED}"
    if inbox.is_refused or not _is_shared(export, opening):
        return {f"{path}/{name}" for name in _around(export, opening) if not name.startswith(inside)}
    shown_files = {str(file) for file in inbox.shown}
    home = f"{path}/{export.home}".rstrip("/")
    media = {folder for file in shown_files if (folder := file.rpartition("/")[0]) != home}
    alike = set(_candidates(export.around))
    return (
        shown_files
        | own_files(inbox, path, shown_files)
        | {
            file
            for name in export.around
            if (file := f"{path}/{name}").rpartition("/")[0] in media
            or (
                name in alike
                and suffix_of(name) == suffix_of(export.name)
                and _first(name) not in known - {export.home}
            )
        }
    )


def _candidates(names: Sequence[str]) -> list[str]:
    """Files that may be exports: no sidecars of photos, and nothing that lies deep."""
    photos = {name.rpartition(".")[0] for name in names if is_picture(name)}
    return [
        name
        for name in names
        if suffix_of(name) in EXPORTS
        and name.rpartition(".")[0] not in photos
        and name.rpartition("/")[2].lower() not in INDEXES
        and name.count("/") < DEEPEST
    ]


def _in_archive(path: Path, opening: Opening, reader: str | None) -> list[Source] | NotUnderstood:
    archive = _opened(path, opening)
    if reader is not None:
        return [_chat(archive, export, opening, path.parent.name) for export in _as_asked(archive, reader)]
    if chats := _chats_packed(path, opening, path.parent.name):
        return list(chats)
    if unknown := list(_unknown(archive, opening, set())):
        return NotUnderstood(unknown[0].unknown.seen, supported(), tuple(unknown), frozenset({str(path)}))
    if not any(is_picture(name) for name in archive.names):
        holds = Message("source.holds", path=path.name, files=_counted(archive.names))
        refusals = tuple(refused.why for refused in archive.refused[:3])
        seen = Message("source.holds_and_refused", holds=holds, refusals=refusals) if refusals else holds
        return NotUnderstood(seen, supported(), tuple(_unread(archive, opening)))
    tree, _ = unpacked(path, opening.opened)
    if tree is None:
        raise WrongInput(Message("source.no_room_to_unpack", file=path.name))
    return [_dropped(tree, opening, frozenset())]


def _opened(path: Path, opening: Opening) -> Archive:
    archive = open_archive(path, opening.opened)
    if isinstance(archive, RefusedItem):
        raise WrongInput(archive.why)
    return archive


def _packed(path: Path, opening: Opening, folder: str, inside: str) -> Sequence[Source]:
    """The exports in an archive that lies in a folder, or those in it that nobody reads."""
    if chats := _chats_packed(path, opening, folder, inside):
        return chats
    archive = open_archive(path, opening.opened)
    named = replace(opening, name=f"{opening.name}/{inside}")
    return [] if isinstance(archive, RefusedItem) else list(_unknown(archive, named, set()))


def _chats_packed(path: Path, opening: Opening, folder: str, inside: str = "") -> list[ChatInbox]:
    """The exports in an archive; none where it cannot be opened: the drop folder says why."""
    archive = open_archive(path, opening.opened)
    if isinstance(archive, RefusedItem):
        return []
    known = exports(archive, _candidates(archive.names))
    named = replace(opening, name=f"{opening.name}/{inside}") if inside else opening
    return [_chat(archive, export, named, folder) for export in known]


def _as_asked(place: Place, reader: str) -> Iterator[DetectedExport]:
    """The files of a place that a reader named by a person is to read: those it knows, else the only one."""
    named = reader_named(reader)
    candidates = _candidates(place.names)
    known = [export for export in exports(place, candidates) if export.reader is named]
    if not known and len(candidates) != 1:
        raise WrongInput(Message("source.nothing_like", file=place.path.name, shape=named.shape))
    yield from known or [DetectedExport(named, candidates[0])]


def _chat(place: Place, detected: DetectedExport, opening: Opening, folder: str) -> ChatInbox:
    """`folder` names the group if it is one of those there are and no other is asked for."""
    options = opening.asked
    group = opening.names.group_of(folder)
    if options.group is None and group in opening.known:
        options = replace(options, group=group)
    if detected.reader.name == Forms.name and is_workbook(detected.name):
        place = with_cells(place, detected.name, opening.opened)
    return ChatInbox(detected.reader, Export(place, detected.name, options), opening.name, opening.memory)


def _dropped(path: Path, opening: Opening, claimed: frozenset[str]) -> DropFolder:
    """Folders are groups; a folder of photos alone is one group, as asked for or by its own name."""
    options = opening.asked
    names = Folder(path).names
    flat = not any("/" in name for name in names) and path.parent.name != opening.opened.name
    is_group = bool(flat and (opening.names.meant(path.name) or path.name in opening.known))
    group = options.group or (path.name if is_group else None)
    return DropFolder(
        path,
        opening.name,
        opening.columns,
        options.zone,
        opening.opened,
        claimed,
        group,
        opening.memory,
        options.dates,
        opening.names,
    )


def _first(name: str) -> str:
    return name.partition("/")[0] if "/" in name else ""


def _counted(names: Sequence[str]) -> Message | tuple[Message, ...]:
    kinds = Counter(PurePosixPath(name).suffix.lower() for name in names)
    return tuple(
        Message("source.files_of_kind", count=count, kind=kind or Message("source.no_suffix"))
        for kind, count in kinds.most_common(5)
    ) or Message("source.no_files")
