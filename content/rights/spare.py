"""Erased members stay erased: what a source brings is looked at before anything of it is kept."""

from dataclasses import replace
from pathlib import Path

from content.inbox import Aside, Record, RefusedItem
from content.media import MediaFolder
from content.model import Media, Message, Tombstones, Unreadable
from content.text.names import is_nickname_alone, spelled

ERASED = "erased"
WHY = Message("refusal.erased")
NAMED = Message("refusal.erased_name")


def spared(source: Record | Aside | RefusedItem, erased: Tombstones) -> Record | Aside | RefusedItem:
    """What may be kept of what a source says: nothing by an erased member, nobody's words but theirs."""
    if isinstance(source, RefusedItem) or not erased.hashes:
        return source
    if isinstance(source, Aside):
        return replace(
            source,
            members=tuple(member for member in source.members if not erased.member(member.id)),
            events=tuple(event for event in source.events if not erased.member(event.member)),
            answers=tuple(answer for answer in source.answers if not erased.member(answer.author)),
            replies=tuple(reply for reply in source.replies if not erased.member(reply.author)),
        )
    if source.member and erased.member(source.member.id):
        return RefusedItem(ERASED, WHY)
    if (
        source.member
        and is_nickname_alone(source.member)
        and _was_called(source.member.nickname, source, erased)
    ):
        return RefusedItem(ERASED, NAMED)
    return replace(
        source,
        likes=frozenset(
            name for name in source.likes if not erased.member(name) and not _was_called(name, source, erased)
        ),
        reactions=tuple(reaction for reaction in source.reactions if not erased.member(reaction.member)),
        thread=tuple(reply for reply in source.thread if not erased.member(reply.author)),
    )


def _was_called(name: str, record: Record, erased: Tombstones) -> bool:
    return erased.nickname(record.group, spelled(name))


def spared_medium(medium: Media | Unreadable, erased: Tombstones, folder: MediaFolder) -> Media | Unreadable:
    """A picture that may be kept. One that was erased, and was sent again, leaves the shelf at once."""
    if isinstance(medium, Unreadable) or not erased.medium(medium.sha256):
        return medium
    for copy in copies(medium, folder):
        copy.unlink(missing_ok=True)
    return Unreadable(WHY, ERASED)


def copies(medium: Media, folder: MediaFolder) -> tuple[Path, Path]:
    """The files that we keep of a picture: the original and the working copy."""
    return folder.original(medium.sha256, medium.suffix), folder.working(medium.sha256)
