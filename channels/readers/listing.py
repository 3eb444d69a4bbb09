"""The listing of an export or archive, kept so that an unchanged one is known by its stats alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from content.files import write_whole
from content.inbox import Item


@dataclass(frozen=True, slots=True)
class Listing:
    """`memory` is the folder it is kept in, None: nowhere. `name` is unique within the inbox."""

    memory: Path | None
    name: str
    inbox: str

    def remembered(self, stamp: str) -> list[Item] | None:
        """The items as they were listed under this stamp; None where they were not, or it is spoilt."""
        try:
            content = json.loads(self._file().read_bytes()) if self.memory else None
            if not content or content["stamp"] != stamp:
                return None
            return [
                Item(folder, path, tuple(map(Path, files)), mark)
                for folder, path, mark, files in content["items"]
            ]
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def remember(self, stamp: str, items: Sequence[Item]) -> None:
        if self.memory:
            rows = [
                (item.folder, item.path, item.stamp, [str(file) for file in item.files]) for item in items
            ]
            write_whole(self._file(), json.dumps({"stamp": stamp, "items": rows}).encode())

    def _file(self) -> Path:
        key = sha256(f"{self.inbox}\0{self.name}".encode(errors="replace")).hexdigest()[:16]
        return (self.memory or Path()) / f"{key}.json"
