"""Members who are one person: which may be, and merging two."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.errors import UnknownId
from content.model import Message, own_words
from content.rights.leave import clear_taken_back
from content.rights.merging import Merged, merge
from content.rights.signature import Signature
from content.store import OpenStore
from content.text.doubles import Double, likely_doubles
from content.workspace import Workspace

__all__ = ["Double", "Merged", "Signer", "doubles", "doubles_of", "merge_members", "rehearse_merge"]


class _Rehearsed(Exception):
    """Ends a transaction that is not to be kept."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who merges, when, and why in their own words."""

    by: str
    at: datetime
    why: str = ""

    @property
    def signature(self) -> Signature:
        return Signature(self.at, self.by, own_words(self.why.strip()))


def merge_members(workspace: Workspace, keep: str, other: str, signer: Signer) -> Merged:
    """Let `other` be `keep` from now on, in one transaction, while nothing else runs.

    UnknownId; WrongInput for members that cannot be merged; Busy; NotReady names a file of a picture taken
    back that cannot be deleted: the members are merged all the same.
    """
    with workspace.only_run():
        with workspace.open_store() as store:
            merged = merge(store, keep, other, signer.signature, rest=_rest(workspace))
        if merged.taken_back:
            clear_taken_back(workspace.open_store, workspace)
    return merged


def rehearse_merge(workspace: Workspace, keep: str, other: str, signer: Signer) -> Merged:
    """What merging would do now: it is done and taken back, so it cannot differ. Raises as merging does."""
    outcome: list[Merged] = []
    with suppress(_Rehearsed), workspace.open_store() as store:
        outcome.append(merge(store, keep, other, signer.signature, rest=_rest(workspace)))
        raise _Rehearsed
    return outcome[0]


def doubles(open_store: OpenStore, group: str = "") -> list[Double]:
    """Members who may be one person; of a group, those of whom one is at home there. UnknownId."""
    with open_store(reading=True) as store:
        groups, pseudonyms = store.library.groups(), store.people.pseudonyms()
        members = [member for member in store.library.members() if member.id not in pseudonyms]
    if group and group not in {known.id for known in groups}:
        raise UnknownId(Message("group.unknown", group=group))
    pairs = likely_doubles(members, groups)
    return [pair for pair in pairs if not group or group in (pair.keep.group, pair.other.group)]


def doubles_of(open_store: OpenStore, member: str) -> list[Double]:
    """Those of `doubles` that name the member."""
    return [pair for pair in doubles(open_store) if member in (pair.keep.id, pair.other.id)]


def _rest(workspace: Workspace) -> timedelta:
    return timedelta(days=workspace.plan_rules.author_rest_days)
