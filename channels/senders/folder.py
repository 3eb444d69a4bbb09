"""Files for whatever picks them up: `DAY/GROUP/SLOT-NUMBER-KEY.txt`, and the picture beside it.

Each file appears whole or not at all, the picture before its text: who sees a text finds its picture. The
key is in the name, so that writing again changes nothing.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from channels.senders.direct import Direct
from channels.senders.letters import in_parts
from content.errors import NotReady
from content.files import read_limited, write_whole
from content.model import Capabilities, Message, Recovery
from content.publish.sender import (
    Account,
    Delivered,
    Letter,
    OpenCall,
    Part,
    Rejected,
    SendOutcome,
    TokenCache,
)

SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg"}
_LONGEST_NAME = 80  # bytes of UTF-8, of a folder: file systems take 255, archives and Windows paths less
_PLAIN = frozenset("-_+@=,()")  # besides letters and digits of all scripts
_DEVICE = re.compile("(con|prn|aux|nul|(com|lpt)[0-9])", re.IGNORECASE)  # of Windows, which may share it


class FolderSender(Direct):
    """`options["path"]` is an absolute folder that exists; the publisher adds `day`, `group` and `slot`."""

    capabilities = Capabilities(caption_size=100_000, recovery=Recovery.FILES)

    def parts(self, letter: Letter) -> Sequence[Part]:
        return in_parts(letter)

    def send(self, account: Account, part: Part, media: str, key: str, tokens: TokenCache) -> SendOutcome:
        root = _root(account)
        if isinstance(root, Rejected):
            return root
        place = root / _place(account)
        if not _is_inside(place, root):
            return Rejected("outside", Message("send_folder.outside", folder=str(place)), whole_channel=True)
        try:
            for name, content in _files(account, part, key):
                write_whole(place / name, content)
        except NotReady as error:
            return Rejected("disk", error.message, passing=True, whole_channel=True)
        return _written(account, part, key)

    def find(self, account: Account, part: Part, call: OpenCall, tokens: TokenCache) -> SendOutcome | None:
        """Delivered where every file is there as it was to be written; else nothing counts as sent."""
        root = _root(account)
        if isinstance(root, Rejected):
            return None  # where the folder is away, nobody knows
        place = root / _place(account)
        if all(_is_there(place / name, content) for name, content in _files(account, part, call.key)):
            return _written(account, part, call.key)
        return Rejected("not_written", Message("send_folder.not_written"), passing=True)


def _root(account: Account) -> Path | Rejected:
    """The folder; it is never made: where it is missing, a disk or a share may be away."""
    text = account.options.get("path", "")
    if not text or "\0" in text or not Path(text).expanduser().is_absolute():
        return Rejected("no_path", Message("send_folder.no_path"), whole_channel=True)
    root = Path(text).expanduser()
    if not root.is_dir():
        return Rejected(
            "no_folder", Message("send_folder.missing", folder=str(root)), passing=True, whole_channel=True
        )
    return root


def _is_inside(place: Path, root: Path) -> bool:
    """Whether no link leads out of the folder: others may write into it."""
    try:
        return place.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, until Python 3.13
        return False


def _place(account: Account) -> Path:
    """DAY/GROUP, of those that are named."""
    options = account.options
    names = [options.get("day", ""), options.get("group", "") or account.chat]
    return Path(*(safe_name(name) for name in names if name))


def _files(account: Account, part: Part, key: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file, the text last."""
    stem = f"{safe_name(account.options.get('slot') or 'post')}-{part.number}-{safe_name(key)}"
    if part.picture:
        yield stem + SUFFIXES.get(part.picture.media_type, ".bin"), part.picture.content
    if part.text or not part.picture:
        yield f"{stem}.txt", f"{part.text}\n".encode(errors="replace")


def _written(account: Account, part: Part, key: str) -> Delivered:
    files = [str(_place(account) / name) for name, _ in _files(account, part, key)]
    return Delivered({"file": files[-1]})


def _is_there(file: Path, content: bytes) -> bool:
    try:
        return read_limited(file, len(content)) == content
    except OSError:
        return False


def safe_name(name: str) -> str:
    """A file's name from any text: never a path, hidden, a device, or longer than file systems take.

    What a name may not have is percent-encoded, so that different texts stay different.
    """
    plain = "".join(c if c.isalnum() or c in _PLAIN else _encoded(c) for c in name) or "%"
    if _DEVICE.fullmatch(plain):
        plain = f"%5F{plain}"
    if len(plain.encode()) <= _LONGEST_NAME:
        return plain
    beginning = plain.encode()[: _LONGEST_NAME - 17].decode(errors="ignore")
    return f"{beginning}%{sha256(name.encode(errors='replace')).hexdigest()[:16]}"


def _encoded(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode(errors="replace"))
