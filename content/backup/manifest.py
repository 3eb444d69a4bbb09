"""The manifest of one backup: every file with its size, its rights and the hashes of its parts."""

import gzip
import io
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from content.errors import NotReady
from content.model import Message

FORMAT = 1  # of manifests; a newer one is refused
LARGEST = 1_000_000_000  # bytes of a manifest once unpacked: some three million files
_WINDOWS = re.compile(r"[A-Za-z]:")


def inside(path: str) -> str:
    """The path again, if it stays inside the folder that it is relative to: who writes into a vault must not
    choose where a restore writes. ValueError."""
    pure = PurePosixPath(path)
    if not path or pure.is_absolute() or ".." in pure.parts or "\0" in path or _WINDOWS.match(path):
        raise ValueError(f"{path!r} leaves the workspace")
    return path


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class BackedUpFile(BaseModel):
    """A file of the workspace. `parts` are the SHA-256 of its pieces, `changed` is its mtime in ns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Annotated[str, AfterValidator(inside)]
    size: int = Field(ge=0)
    mode: int = Field(ge=0, le=0o777)
    changed: int = Field(ge=-(2**62), le=2**62)
    parts: tuple[Sha256, ...]


class BackupManifest(BaseModel):
    """One backup. `version` is the program's, `schema_version` that of the tables; `left_out` are paths that
    hold secrets, or caches that are made again, relative to the workspace; `unread` could not be read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    id: str = Field(pattern=r"^[0-9]{8}T[0-9]{6}Z(-[0-9]+)?$")
    created_at: datetime
    version: str
    schema_version: str
    database: Literal["sqlite", "postgresql"]
    dump: BackedUpFile
    files: tuple[BackedUpFile, ...]
    left_out: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    redacted: tuple[str, ...] = ()

    @property
    def everything(self) -> tuple[BackedUpFile, ...]:
        return (self.dump, *self.files)

    @property
    def bytes(self) -> int:
        return sum(file.size for file in self.everything)


@dataclass(frozen=True, slots=True)
class _Head:
    format: int


def write_manifest(manifest: BackupManifest) -> bytes:
    """As it lies in the vault: JSON, gzipped, the same bytes for the same manifest."""
    return gzip.compress(manifest.model_dump_json().encode(), compresslevel=6, mtime=0)


def read_manifest(stored: bytes, name: str) -> BackupManifest:
    """NotReady where it is damaged, or of a newer program."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(stored)) as unpacked:
            text = unpacked.read(LARGEST)
        if TypeAdapter(_Head).validate_json(text).format > FORMAT:
            raise NotReady(Message("backup.newer_format", name=name))
        return BackupManifest.model_validate_json(text)
    except (OSError, EOFError, zlib.error, ValidationError) as error:
        raise NotReady(Message("backup.manifest_damaged", name=name)) from error
