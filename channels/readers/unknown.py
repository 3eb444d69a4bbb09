"""Exports that nobody reads here: each is one refusal, and the pictures beside and below it wait with it."""

import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePosixPath

from channels.readers.detect import EXPORTS, UnrecognizedDrop, head_in
from channels.readers.other_forms import other_form
from channels.readers.places import Place, is_picture, suffix_of
from channels.readers.roles import FileRole, role_of
from channels.readers.text import CONTROLS, head_of
from content.file_kinds import HEAD_BYTES
from content.inbox import Item, Record, RefusedItem
from content.model import Message

SYSTEM = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini"})
TABLES = frozenset({".csv", ".json", ".jsonl", ".ndjson", ".xlsx", ".db", ".html", ".htm"})
PAGES = frozenset({".html", ".htm", ".mht", ".mhtml"})
STAMPED = re.compile(  # a time of day with its date, or seconds since 1970: what each message has
    r"\d{1,4}\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]\s?\d{1,4}[日일]?.{0,12}?\d{1,2}:\d{2}|\b1[0-9]{9}(?:\d{3})?\b"
)
NAMED_AS_CHATS = re.compile(  # what apps call their exports: one of these that is empty is no sidecar
    r"_chat\.txt|(?:whatsapp|kakaotalk|\[line\]).*\.txt|result\.json|messages?\d*\.(?:html?|json)|.*聊天记录.*",
    re.IGNORECASE,
)
MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # of direction, amid the figures of dates
SIDECAR = re.compile(r'"(?:media|photoTakenTime)"\s*:')


def may_be_export(place: Place, name: str, shared: bool) -> bool:
    """Whether a file that no reader knows may be an export: a table or a database is one in a folder of its
    own; among photos that people drop (`shared`), and as plain text, only what holds times of messages. A
    page is always one: its times may stand behind the styles."""
    file = PurePosixPath(name)
    if file.name.lower() in SYSTEM or suffix_of(name) not in EXPORTS:
        return False
    head = head_in(place, name)
    if not head.data:
        return bool(NAMED_AS_CHATS.fullmatch(file.name)) or (suffix_of(name) in TABLES and not shared)
    if SIDECAR.search(head.text):
        return False
    if other_form(head) or suffix_of(name) in PAGES or (suffix_of(name) in TABLES and not shared):
        return True
    if suffix_of(name) in {".csv", ".tsv", ".xlsx"} and _names_pictures(place, name, head.text):
        return True
    return bool(STAMPED.search(MARKS.sub("", head.text))) and not CONTROLS.search(head.text)


def is_shown(place: Place, name: str) -> bool:
    """Whether a file is a picture, by its bytes where its name leaves that open."""
    return role_of(name, lambda: head_of(place, name)[:HEAD_BYTES]) in (FileRole.PICTURE, FileRole.LIVE)


def _names_pictures(place: Place, name: str, text: str) -> bool:
    """Whether a table names pictures that lie beside or below it: whose they are, it may say."""
    home = name.rpartition("/")[0]
    beside = [other for other in place.names if not home or other.startswith(f"{home}/")]
    words = set(re.split(r"[\s,;|\"，；、/\\]+", text.casefold()))
    return any(is_picture(other) and other.rpartition("/")[2].casefold() in words for other in beside)


class UnknownExport:
    """One such export as an inbox. `held` are the pictures that wait until it is read or gone."""

    def __init__(
        self, place: Place, name: str, unknown: UnrecognizedDrop, inbox: str, held: Sequence[str]
    ) -> None:
        self.place, self.file, self.unknown, self.name = place, name, unknown, inbox
        self.held = [file for file in held if is_shown(place, file)]

    def folders(self) -> Sequence[str]:
        return [self.file]

    def items(self, folder: str) -> Sequence[Item]:
        if folder != self.file:
            return []
        stamp = sha256(f"{self.refusal.why.to_json()} {self.place.stamp(self.file)}".encode(errors="replace"))
        files = (self.place.lies_at(self.file),)
        return [Item(self.file, self.file, files, stamp.hexdigest()[:16])]

    def read(self, item: Item) -> Record | RefusedItem:  # noqa: ARG002 - an Inbox is asked for an item
        return self.refusal

    @property
    def refusal(self) -> RefusedItem:
        if self.held:
            why = Message(
                "refusal.not_understood_holds",
                file=self.file,
                shown=self.unknown.seen,
                n=len(self.held),
            )
        else:
            why = Message("refusal.unknown_shape", shown=self.unknown.seen)
        return RefusedItem("unknown_shape", why, self.file)


class UnusableIndex(UnknownExport):
    """An index that says nothing of the pictures beside it: whose they are it alone knows, so they wait."""

    @property
    def refusal(self) -> RefusedItem:
        n, why = len(self.held), self.unknown.seen
        held = Message("refusal.index_holds", file=self.file, n=n, shown=why) if n else why
        return RefusedItem("bad_index", held, self.file)
