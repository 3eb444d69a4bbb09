"""How an editor's action ends for each of its items, and what the editor says to have seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeAlias, TypeVar

from content.model.message import Message

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seen:
    """The item an action is for, and the revision of it (a post's) or version (a decision's) on the screen.

    A decision nobody has made yet has version 0.
    """

    id: str
    revision: int


@dataclass(frozen=True, slots=True)
class Sight:
    """The very text and pixels an approver saw: an approval is for these and no others."""

    id: str
    version: int
    text_sha256: str
    poster_sha256: str


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """`item` as it is now; `also` those that changed with it (the other cell of an exchange)."""

    item: T
    also: tuple[T, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict(Generic[T]):
    """Somebody was faster. `item` is theirs as it is now; `what` names the fields that changed since."""

    item: T
    changed_by: str
    changed_at: datetime
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusedAction:
    """A rule forbids it; `why` says which. `code` names it to programs, "" where it has no name yet."""

    why: Message
    code: str = ""


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """One outcome for each item, by its id; `entry` is the journal's, None where nothing was changed."""

    outcomes: Mapping[str, "Done[T] | Conflict[T] | RefusedAction"] = field(default_factory=dict)
    entry: int | None = None

    @property
    def done(self) -> dict[str, T]:
        return {key: end.item for key, end in self.outcomes.items() if isinstance(end, Done)}

    @property
    def conflicts(self) -> dict[str, Conflict[T]]:
        return {key: end for key, end in self.outcomes.items() if isinstance(end, Conflict)}

    @property
    def refused(self) -> dict[str, RefusedAction]:
        return {key: end for key, end in self.outcomes.items() if isinstance(end, RefusedAction)}


ActionOutcome: TypeAlias = Done[T] | Conflict[T] | RefusedAction
