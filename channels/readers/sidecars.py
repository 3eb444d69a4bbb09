"""What a sidecar says of the photos beside it: name.json, name.toml or name.txt."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from channels.readers.counts import count_in, likes_in
from channels.readers.fields import YEARS, Name, Words
from channels.readers.index_columns import field_of
from channels.readers.messages import first_problem
from channels.readers.sidecar_keys import GOOGLE_TIME, of_google, with_our_keys
from channels.tables import decode
from content.errors import WrongInput
from content.files import SIDECAR_BYTES, NotAFile, TooLarge, cause_of, read_limited
from content.formats import BadToml, parse_json, parse_toml
from content.inbox import RefusedItem
from content.model import Consent, ConsentScope, ConsentState, Message
from content.syntax import json_fault
from content.validation import BadValue

MOST = 1_000_000_000  # of a count; a database takes little more


class _Strict(BaseModel):
    """Fields that nobody reads are kept, to be named."""

    model_config = ConfigDict(extra="allow", str_strip_whitespace=True, hide_input_in_errors=True)


class SidecarMember(_Strict):
    """One who is named by a nickname alone is looked for among the members of the group."""

    id: Words = Field(min_length=1, max_length=200)
    nickname: Words = Field(min_length=1, max_length=200)  # as it is written; `cleaned` makes a line of it

    @model_validator(mode="before")
    @classmethod
    def _one_is_enough(cls, fields: Any) -> Any:
        if isinstance(fields, str):
            fields = {"nickname": fields}
        if not isinstance(fields, dict):
            return fields
        name = fields.get("nickname") or fields.get("id")
        return {"id": name, "nickname": name} | {
            key: value for key, value in fields.items() if value is not None
        }


class SidecarLike(_Strict):
    member: Words = Field(min_length=1, max_length=200)


class SidecarConsent(_Strict):
    state: ConsentState = ConsentState.UNKNOWN
    uses: frozenset[str] = frozenset({"poster"})
    groups: ConsentScope = ConsentScope.OWN
    since: date | None = None
    until: date | None = None
    evidence: Words = Field("", max_length=2_000)

    def consent(self) -> Consent:
        return Consent(self.state, self.groups, self.uses, self.since, self.until, self.evidence)


class Sidecar(_Strict):
    """What stands in a sidecar; everything but `media` may be left out."""

    id: Words | None = Field(None, min_length=1, max_length=200)
    media: list[str] = Field(min_length=1, max_length=20)
    text: Words = ""
    posted_at: datetime | None = None
    member: SidecarMember | None = None
    likes: list[SidecarLike] = Field(default_factory=list)
    like_count: int = Field(0, ge=0, le=MOST)  # likes whose members are not named
    replies: int = Field(0, ge=0, le=MOST)
    product: Name | None = Field(None, max_length=200)
    consent: SidecarConsent | None = None

    @model_validator(mode="before")
    @classmethod
    def _counts_are_no_names(cls, fields: Any) -> Any:
        """A bare number is a count, in whatever form: likes = 23 names nobody."""
        if not isinstance(fields, dict):
            return fields
        try:
            likes = likes_in(fields.get("likes"))
        except BadValue as error:
            likes_wrong = Message("value.in_field", field="likes", problem=error.message)
            raise BadValue(likes_wrong) from None
        more = fields.get("like_count") or 0
        counts = {
            "likes": [{"member": name} for name in likes.names],
            "like_count": likes.unnamed + count if (count := count_in(more)) is not None else more,
        }
        return fields | counts

    def unknown_fields(self) -> list[str]:
        """The fields that nobody reads, those within others as member.nick."""
        parts = {"": self, "member": self.member, "consent": self.consent}
        return [
            f"{part}.{name}".lstrip(".")
            for part, model in parts.items()
            for name in (model.model_extra or {} if model else {})
        ]

    @field_validator("replies", mode="before")
    @classmethod
    def _as_offices_write_it(cls, value: Any) -> Any:
        return value if (count := count_in(value)) is None else count

    @field_validator("posted_at")
    @classmethod
    def _knows_its_zone(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise BadValue(Message("source.no_offset"))
        if value is not None and value.year not in YEARS:
            raise BadValue(Message("source.year_out_of_range", year=value.year))
        return value


def read_sidecar(file: Path, photos: Sequence[Path], zone: ZoneInfo | None = None) -> Sidecar | RefusedItem:
    """What the file says. TOML and text speak of `photos`, those of their own name, if they name none.

    `zone` reads the clocks of keys that are called as columns of an index are.
    """
    try:
        return read_fields(_in_our_keys(_fields(file, photos), zone), file.name)
    except (NotAFile, TooLarge) as error:
        return RefusedItem("bad_sidecar", Message("refusal.bad_sidecar", file=file.name, cause=error.message))
    except OSError as error:
        return RefusedItem("no_access", Message("refusal.no_access", file=file.name, cause=cause_of(error)))
    except (ValueError, RecursionError, WrongInput) as error:
        return RefusedItem(
            "bad_sidecar", Message("refusal.bad_sidecar", file=file.name, cause=cause_of(error))
        )


def read_fields(fields: Any, name: str, reason: str = "bad_sidecar") -> Sidecar | RefusedItem:
    """`fields` is a mapping, or the bytes of JSON."""
    is_json = isinstance(fields, bytes)
    try:
        return Sidecar.model_validate_json(fields) if is_json else Sidecar.model_validate(fields)
    except ValidationError as error:
        cause = (_json_problem(fields) if is_json else None) or first_problem(error)
        return RefusedItem(reason, Message("refusal.bad_sidecar", file=name, cause=cause))


def _in_our_keys(fields: Any, zone: ZoneInfo | None) -> Any:
    """The fields, or the bytes of JSON; a mapping with keys of other names under ours."""
    content = fields
    if isinstance(fields, bytes):
        try:
            content = parse_json(decode("", fields))
        except (ValueError, WrongInput):
            return fields  # whoever validates it says what is wrong
    if isinstance(content, dict) and GOOGLE_TIME in content:
        return of_google(content)
    if not isinstance(content, dict) or not any(
        field_of(key) for key in content.keys() - Sidecar.model_fields
    ):
        return fields
    return with_our_keys(content, Sidecar.model_fields, zone)


def _json_problem(data: bytes) -> Message | None:
    """Where bytes are no JSON; None for those that are, and say something wrong."""
    try:
        json.loads(data)
    except json.JSONDecodeError as error:
        return json_fault(error).worded("source.syntax_at")
    except (ValueError, RecursionError):
        return None
    return None


def _fields(file: Path, photos: Sequence[Path]) -> Any:
    data = read_limited(file, SIDECAR_BYTES)
    if file.suffix.lower() == ".json":
        return _with_media(data, photos)
    text = decode(file.name, data)
    fields: dict[str, Any] = _toml(text) if file.suffix.lower() == ".toml" else {"text": text}
    return {"media": [path.name for path in photos]} | fields


def _toml(text: str) -> dict[str, Any]:
    try:
        return parse_toml(text)
    except BadToml as error:
        raise BadValue(error.fault.worded("source.syntax_at")) from None


def _with_media(data: bytes, photos: Sequence[Path]) -> Any:
    """The bytes; where they name no picture, their fields with `photos`, those beside of their name."""
    if not photos:
        return data
    try:
        fields = parse_json(decode("", data))
    except (ValueError, WrongInput):
        return data  # whoever validates it says what is wrong
    if not isinstance(fields, dict) or fields.get("media"):
        return data
    return fields | {"media": [photo.name for photo in photos]}


def media_of(sidecar: Path, photos: Sequence[Path]) -> list[Path]:
    """The pictures a sidecar names, else `photos`, those of its name; `read_sidecar` says what is wrong."""
    try:
        fields = _fields(sidecar, photos)
        content = _in_our_keys(parse_json(fields) if isinstance(fields, bytes) else fields, None)
    except (OSError, ValueError, RecursionError, WrongInput):
        return list(photos)
    names = content.get("media") if isinstance(content, Mapping) else []
    if not isinstance(names, list):
        return []
    return [
        sidecar.parent / name for name in names if isinstance(name, str) and is_inside(sidecar.parent, name)
    ]


def is_inside(folder: Path, name: str) -> bool:
    """Whether a name leads to something below the folder; one without / needs no look at the disk."""
    if not name or "\0" in name:
        return False
    return ("/" not in name and name != "..") or stays_in(folder, folder / name)


def stays_in(folder: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
