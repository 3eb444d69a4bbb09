"""Which files of a workspace a backup holds, and how they are read: pieces, and no secret in the clear."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from content.backup.vault import PART
from content.files import open_regular

SECRETS = frozenset({"secrets.json", ".env"})
PAGE_KEY = Path("var/intake/state/key")  # what codes of the submission page are signed with
SECRET_ENDINGS = (".key", ".pem", ".p12")
# Of var/: locks, running servers, and what is made again from the rest whenever it is missing.
MADE_AGAIN = frozenset({"run.lock", "prefect", "thumbs", "sheets", "opened", "listings", "fonts"})
DATABASE_ENDINGS = (".db", ".db-wal", ".db-shm", ".db-journal")  # the dump has what stands in them
_PASSWORD = re.compile(rb"(://[^\s:/@\"']*:)[^\s@\"'/]+@")
NO_PASSWORD = b"PASSWORD"  # stands where one was


@dataclass
class FilesToKeep:
    """`files` are relative to the workspace, sorted; `left_out` was not looked at, with its whole folder."""

    files: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def files_to_keep(root: Path) -> FilesToKeep:
    """Every regular file of the workspace but secrets, links, what is half written and what is made again."""
    listing = FilesToKeep()
    for folder, folders, files in os.walk(root):
        inside = Path(folder).relative_to(root)
        for name in sorted(folders):
            if not _is_kept(root, inside / name):
                folders.remove(name)
                listing.left_out.append((inside / name).as_posix())
        folders.sort()
        for name in sorted(files):
            kept = _is_kept(root, inside / name)
            (listing.files if kept else listing.left_out).append((inside / name).as_posix())
    return listing


def _is_kept(root: Path, path: Path) -> bool:
    if path == PAGE_KEY:
        return False
    if path.name in SECRETS or path.suffix in SECRET_ENDINGS or path.name.endswith(".part"):
        return False
    in_var = path.parts[0] == "var" and len(path.parts) == 2
    if in_var and (path.name in MADE_AGAIN or path.name.endswith(DATABASE_ENDINGS)):
        return False
    return not (root / path).is_symlink()


def pieces(file: Path) -> Iterator[bytes]:
    """The file's content, `PART` bytes at a time. OSError; NotAFile for pipes and the like."""
    with open_regular(file) as stream:
        while piece := stream.read(PART):
            yield piece


def is_redacted(path: str) -> bool:
    """Whether passwords are looked for in it: settings at the top of the workspace."""
    return "/" not in path and path.endswith(".toml")


def without_passwords(content: bytes) -> bytes:
    """Settings with PASSWORD where an address has one."""
    return _PASSWORD.sub(rb"\g<1>" + NO_PASSWORD + b"@", content)
