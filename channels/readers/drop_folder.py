"""The drop folder: `<inbox>/<group>/` holds photos, each with a sidecar `name.json` or alone.

A sidecar says what the photo cannot: who posted it, when, with which words, who liked it and what the
member allows. Its fields are those of `Sidecar`. A photo that no sidecar names is a submission by an
unknown member with unknown consent.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from content.inbox import Item, Record, Refused
from content.model import Consent, ConsentScope, ConsentState, Member

PICTURES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic", ".heif", ".avif", ".tif", ".tiff", ".bmp"}
)
LOOSE = ""  # the folder name of what lies beside the groups' folders


class _Strict(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True, hide_input_in_errors=True)


class SidecarMember(_Strict):
    id: str = Field(min_length=1, max_length=200)
    nickname: str = Field(min_length=1, max_length=200)


class SidecarLike(_Strict):
    member: str = Field(min_length=1)


class SidecarConsent(_Strict):
    state: ConsentState = ConsentState.UNKNOWN
    uses: frozenset[str] = frozenset({"poster"})
    groups: ConsentScope = ConsentScope.OWN
    since: date | None = None
    until: date | None = None
    evidence: str = ""


class Sidecar(_Strict):
    """What stands in a sidecar; everything but `media` may be left out."""

    id: str | None = Field(None, min_length=1, max_length=200)
    media: list[str] = Field(min_length=1, max_length=20)
    text: str = ""
    posted_at: datetime | None = None
    member: SidecarMember | None = None
    likes: list[SidecarLike] = Field(default_factory=list)
    replies: int = Field(0, ge=0)
    product: str | None = None
    consent: SidecarConsent | None = None

    @field_validator("posted_at")
    @classmethod
    def _knows_its_zone(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("needs an offset, such as 2026-11-20T21:05:00+08:00")
        return value


@dataclass(frozen=True, slots=True)
class DropFolder:
    """An inbox on disk. `name` is what its items are remembered by."""

    root: Path
    name: str

    def folders(self) -> Sequence[str]:
        """The groups' folders by name; "" stands for what lies loose beside them."""
        found = sorted(path.name for path in self.root.iterdir() if path.is_dir() and _is_open(path))
        loose = any(path.is_file() and _is_open(path) for path in self.root.iterdir())
        return [LOOSE, *found] if loose else found

    def items(self, folder: str) -> Sequence[Item]:
        """A sidecar with its pictures is one item; a picture no sidecar names is one too."""
        paths = self._files(folder)
        named: defaultdict[Path, list[Path]] = defaultdict(list)
        for sidecar in (path for path in paths if path.suffix.lower() == ".json"):
            named[sidecar].extend(_media_of(sidecar))
        taken = {path for media in named.values() for path in media}
        alone = [path for path in paths if path.suffix.lower() in PICTURES and path not in taken]
        items = [self._item(folder, [sidecar, *media]) for sidecar, media in named.items()]
        items += [self._item(folder, [picture]) for picture in alone]
        return sorted(items, key=lambda item: item.path)

    def read(self, item: Item) -> Record | Refused:
        first = item.files[0]
        if item.folder == LOOSE:
            return Refused(
                "no_group", "It lies beside the groups' folders; move it into the one it belongs to."
            )
        if first.suffix.lower() != ".json":
            return Record(group=item.folder, media=(first,))
        try:
            sidecar = Sidecar.model_validate_json(first.read_bytes())
        except ValidationError as error:
            return Refused("bad_sidecar", f"{first.name}: {_first_problem(error)}")
        except OSError as error:
            return Refused("bad_sidecar", f"{first.name} cannot be read: {error.strerror}")
        return self._record(item, first.parent, sidecar)

    def _record(self, item: Item, folder: Path, sidecar: Sidecar) -> Record | Refused:
        media = tuple(folder / name for name in sidecar.media)
        for name, path in zip(sidecar.media, media, strict=True):
            if not _stays_in(folder, path):
                return Refused("bad_sidecar", f"Its media {name!r} lies outside the sidecar's own folder.")
            if not path.is_file():
                return Refused(
                    "media_missing", f"Its media {name!r} is not there; put it beside the sidecar."
                )
        said = sidecar.member
        member = Member(said.id, said.nickname, item.folder) if said else None
        return Record(
            group=item.folder,
            media=media,
            id=sidecar.id,
            member=member,
            text=sidecar.text.replace("\0", ""),
            posted_at=sidecar.posted_at,
            product=sidecar.product,
            likes=frozenset(like.member for like in sidecar.likes) - {member.id if member else ""},
            replies=sidecar.replies,
            consent=_consent(sidecar.consent) if sidecar.consent else None,
        )

    def _files(self, folder: str) -> list[Path]:
        """Files of a folder; all levels below a group's folder, only the top where they lie loose."""
        top = self.root / folder
        found = top.iterdir() if folder == LOOSE else top.rglob("*")
        return sorted(path for path in found if path.is_file() and _is_open(path))

    def _item(self, folder: str, files: Sequence[Path]) -> Item:
        path = files[0].relative_to(self.root).as_posix()
        return Item(folder=folder, path=path, files=tuple(files), stamp=_stamp(files))


def _is_open(path: Path) -> bool:
    """Hidden files and half-written ones are not ours to read."""
    return not path.name.startswith((".", "~$")) and path.suffix.lower() not in {
        ".part",
        ".tmp",
        ".crdownload",
    }


def _media_of(sidecar: Path) -> list[Path]:
    """The pictures a sidecar names; none where it cannot be read: `read` will say why."""
    try:
        said = json.loads(sidecar.read_bytes())
    except (OSError, ValueError):
        twins = sidecar.parent.glob(f"{_literal(sidecar.stem)}.*")
        return sorted(path for path in twins if path.suffix.lower() in PICTURES)
    names = said.get("media", []) if isinstance(said, Mapping) else []
    if not isinstance(names, list):
        return []
    paths = [sidecar.parent / name for name in names if isinstance(name, str) and name and "\0" not in name]
    return [path for path in paths if _stays_in(sidecar.parent, path)]


def _literal(stem: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in stem)


def _stays_in(folder: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _stamp(files: Sequence[Path]) -> str:
    """Sizes and times of the files, so that a change in any of them shows."""
    return ";".join(_one_stamp(path) for path in files)


def _one_stamp(path: Path) -> str:
    try:
        seen = path.stat()
    except OSError:
        return "missing"
    return f"{seen.st_size}:{seen.st_mtime_ns}"


def _consent(said: SidecarConsent) -> Consent:
    return Consent(
        state=said.state,
        scope=said.groups,
        uses=said.uses,
        since=said.since,
        until=said.until,
        evidence=said.evidence,
    )


def _first_problem(error: ValidationError) -> str:
    problem: Any = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(step) for step in problem["loc"])
    return f"field {where}: {problem['msg']}" if where else str(problem["msg"])
