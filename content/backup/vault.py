"""A vault: parts named by their SHA-256, written once, and manifests beside them; in a folder or a bucket.

parts/ab/abcd...        gzipped where that is smaller (a first byte says so)
backups/20261201T183000Z.json.gz
erased.txt              hashes of who was erased since
"""

import gzip
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from content.access import make_private
from content.backup.manifest import BackupManifest, read_manifest, write_manifest
from content.errors import NotReady, UnknownId, WrongInput
from content.model import Message

PART = 4 * 1024 * 1024  # bytes; a database changes in few of its pieces from night to night
PARTS, BACKUPS, ENDING = "parts", "backups", ".json.gz"
ERASED = "erased.txt"
YOUNG = timedelta(days=1)
PLAIN, PACKED = b"\0", b"\1"  # first byte of a part
SCHEMES = ("s3", "file")  # of addresses; a path of this machine has none
SAMPLE = 32 * 1024  # bytes that tell whether packing is worth it
WORTH_PACKING = 0.95  # of its size: photos and posters are packed already


@dataclass(frozen=True)
class Vault:
    """Where backups lie. `name` is its folder or address as people read it, never with a secret."""

    store: ObjectStore
    name: str

    def put(self, digest: str, content: bytes) -> int:
        """Keep a part under its SHA-256; the bytes that were new in the vault (0 if it was there)."""
        stored = _packed(content)
        try:
            with self._explained():
                obstore.put(self.store, _part(digest), stored, mode="create")
        except AlreadyExistsError:
            return 0
        return len(stored)

    def get(self, digest: str) -> bytes | None:
        """A part as it was put, or None where it is missing or damaged."""
        try:
            with self._explained():
                stored = bytes(obstore.get(self.store, _part(digest)).bytes())
        except (NotFoundError, FileNotFoundError):
            return None
        content = _unpacked(stored)
        return content if content is not None and sha256(content).hexdigest() == digest else None

    def digests(self) -> dict[str, int]:
        """The parts that are there -> the bytes that they take."""
        with self._explained():
            return {
                item["path"].rpartition("/")[2]: item["size"]
                for page in obstore.list(self.store, PARTS)
                for item in page
            }

    def ids(self) -> list[str]:
        """The backups that are there, the oldest first."""
        with self._explained():
            names = [item["path"] for page in obstore.list(self.store, BACKUPS) for item in page]
        return sorted(name.rpartition("/")[2].removesuffix(ENDING) for name in names if name.endswith(ENDING))

    def add(self, manifest: BackupManifest) -> None:
        """Write the manifest; from then on the backup is there. Its parts were put before."""
        with self._explained():
            obstore.put(self.store, _manifest(manifest.id), write_manifest(manifest), mode="create")

    def read(self, backup: str) -> BackupManifest:
        """UnknownId where there is none of this name; NotReady where it is damaged."""
        try:
            with self._explained():
                stored = bytes(obstore.get(self.store, _manifest(backup)).bytes())
        except (NotFoundError, FileNotFoundError):
            raise UnknownId(Message("backup.unknown", backup=backup, vault=self.name)) from None
        return read_manifest(stored, backup)

    def remove(self, backups: Sequence[str]) -> None:
        """Forget backups; their parts stay until `remove_parts`."""
        with self._explained():
            for backup in backups:
                obstore.delete(self.store, _manifest(backup))

    def unneeded(self, needed: Collection[str], now: datetime) -> list[str]:
        """The parts that are not needed and older than `YOUNG`: a backup that is being made has just written
        those that are younger."""
        with self._explained():
            return [
                name
                for page in obstore.list(self.store, PARTS)
                for item in page
                if (name := item["path"].rpartition("/")[2]) not in needed
                and now - item["last_modified"] > YOUNG
            ]

    def remove_parts(self, digests: Sequence[str]) -> None:
        with self._explained():
            for digest in digests:
                obstore.delete(self.store, _part(digest))

    def erased(self) -> frozenset[str]:
        """Hashes of who and what was erased up to the newest backup; content.model.Tombstones."""
        try:
            with self._explained():
                stored = bytes(obstore.get(self.store, ERASED).bytes())
        except (NotFoundError, FileNotFoundError):
            return frozenset()
        return frozenset(line for line in stored.decode("ascii", "replace").split() if len(line) == 64)

    def add_erased(self, hashes: frozenset[str]) -> None:
        """Remember who was erased: a backup made before is restored without them."""
        known = self.erased()
        if not hashes <= known:
            with self._explained():
                obstore.put(self.store, ERASED, "\n".join(sorted(known | hashes)).encode())

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """What the store cannot do is one sentence; what is missing or there already is the caller's."""
        try:
            yield
        except (AlreadyExistsError, NotFoundError, FileNotFoundError):
            raise
        except (BaseError, OSError) as error:
            cause = str(error).splitlines()[0]
            raise NotReady(Message("backup.vault_fails", vault=self.name, cause=cause)) from error


def open_vault(place: str) -> Vault:
    """The vault in a folder (made, for its owner alone) or at an address such as s3://bucket/prefix, whose
    keys are in the environment (AWS_ACCESS_KEY_ID ...). WrongInput, NotReady."""
    address = urlsplit(place)
    if "://" not in place or address.scheme == "file":
        return _folder(Path(address.path if address.scheme == "file" else place).expanduser())
    if address.scheme not in SCHEMES:
        raise WrongInput(Message("backup.scheme", scheme=address.scheme, schemes=SCHEMES))
    if address.username or address.password or not address.hostname:
        raise WrongInput(Message("backup.address"))
    try:
        return Vault(from_url(place), place)
    except (BaseError, ValueError) as error:
        cause = str(error).splitlines()[0]
        raise NotReady(Message("backup.vault_fails", vault=place, cause=cause)) from error


def _folder(folder: Path) -> Vault:
    try:
        make_private(folder)
        return Vault(LocalStore(folder.resolve(), mkdir=True), str(folder.resolve()))
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise NotReady(Message("backup.vault_fails", vault=str(folder), cause=cause)) from error


def _part(digest: str) -> str:
    return f"{PARTS}/{digest[:2]}/{digest}"


def _manifest(backup: str) -> str:
    return f"{BACKUPS}/{backup}{ENDING}"


def _packed(content: bytes) -> bytes:
    sample = content[:SAMPLE]
    if len(gzip.compress(sample, compresslevel=1)) >= WORTH_PACKING * len(sample):
        return PLAIN + content
    packed = gzip.compress(content, compresslevel=1, mtime=0)
    return PACKED + packed if len(packed) < WORTH_PACKING * len(content) else PLAIN + content


def _unpacked(stored: bytes) -> bytes | None:
    if stored[:1] == PLAIN:
        return stored[1:]
    try:
        unpacking = zlib.decompressobj(wbits=31)
        content = unpacking.decompress(stored[1:], PART + 1)
    except zlib.error:
        return None
    return content if stored[:1] == PACKED and unpacking.eof and len(content) <= PART else None
