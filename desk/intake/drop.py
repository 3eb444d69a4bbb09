"""A submission on its way to the night: whole or not there at all, whatever is cut off when.

The photos move from where they were sent to; nothing a member wrote becomes part of a path.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from content.files import sync_folder, write_whole
from content.submission_page.folder import PageFolder
from content.submission_page.shapes import PageEntry, PageReceipt, PageRequest
from desk.intake.photo_head import PhotoHead

SHARED_FILE = 0o660  # the house's user, in the same group, takes it


@dataclass(frozen=True, slots=True)
class Drop:
    """The folder as the page writes it."""

    folder: PageFolder

    def photo_names(self, heads: Sequence[PhotoHead]) -> tuple[str, ...]:
        """By their order, and by what they are."""
        return tuple(f"{number:02}.{head.suffix}" for number, head in enumerate(heads, 1))

    def send(self, entry: PageEntry, files: Sequence[Path], day: date) -> int:
        """Put it where the night looks; how many bytes that are. NotReady, OSError: then nothing is there."""
        part, home = self.folder.parts / f"{entry.ref}.new", self.folder.drop / f"{day}" / entry.ref
        shutil.rmtree(part, ignore_errors=True)  # of a try that was cut off
        part.mkdir()
        part.chmod(0o770)
        try:
            for name, file in zip(entry.photos, files, strict=True):
                os.link(file, part / name)
                (part / name).chmod(SHARED_FILE)
            write_whole(part / "entry.json", entry.model_dump_json().encode(), SHARED_FILE)
            sync_folder(part)
            size = sum(file.stat().st_size for file in part.iterdir())
            if not home.parent.is_dir():
                home.parent.mkdir(exist_ok=True)
                home.parent.chmod(0o770)
            part.rename(home)
            sync_folder(home.parent)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        for file in files:
            file.unlink(missing_ok=True)
        return size

    def is_sent(self, ref: str) -> bool:
        """Whether it waits for the night."""
        return any(self.folder.drop.glob(f"*/{ref}"))

    def keep_receipt(self, digest: str, receipt: PageReceipt) -> None:
        """NotReady where the disk is full."""
        file = self.folder.receipt(digest)
        file.parent.mkdir(exist_ok=True)
        write_whole(file, receipt.model_dump_json().encode(), 0o600)

    def ask_back(self, request: PageRequest) -> None:
        """Let the house take a submission back. NotReady where the disk is full."""
        write_whole(self.folder.request(request.ref), request.model_dump_json().encode(), SHARED_FILE)
