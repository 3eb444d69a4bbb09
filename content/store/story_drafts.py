"""Stories while they are written: drafts, versions that were used, and where a story was and will be told."""

from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select

from content.model import Story, StoryDraft, StoryUses, StoryVersion
from content.store.base import StorePart
from content.store.story_rows import story_from_json, story_json
from content.store.story_tables import StoryDraftRow, StoryVersionRow
from content.store.tables import PostRow, TellingRow
from content.store.usage import post_counts

_DRAFTS, _VERSIONS = StoryDraftRow.__table__.c, StoryVersionRow.__table__.c
CHANGE = "story"  # what the feed calls it


class StoryDrafts(StorePart):
    def drafts(self) -> list[StoryDraft]:
        """Every draft, by the id of its story."""
        return [_draft(row) for row in self._read(select(*_DRAFTS).order_by(_DRAFTS.story_id))]

    def draft(self, story_id: str) -> StoryDraft | None:
        row = self._read(select(*_DRAFTS).where(_DRAFTS.story_id == story_id)).one_or_none()
        return _draft(row) if row else None

    def save(self, draft: StoryDraft) -> None:
        """Keep a draft; the one before goes."""
        row = {
            "story_id": draft.story.id,
            "story": story_json(draft.story),
            "base": draft.base,
            "revision": draft.revision,
            "changed_by": draft.by,
            "at": draft.at,
        }
        self._put(StoryDraftRow, [row])
        self.note(CHANGE, draft.story.id, draft.at)

    def drop(self, story_id: str, at: datetime) -> None:
        self._change(delete(StoryDraftRow).where(StoryDraftRow.story_id == story_id))
        self.note(CHANGE, story_id, at)

    def keep_version(self, version: StoryVersion) -> None:
        """Keep what a story says as this version; one that is kept already stays."""
        row = {
            "story_id": version.story.id,
            "version": version.number,
            "story": story_json(version.story),
            "changed_by": version.by,
            "at": version.at,
        }
        self._add(StoryVersionRow, [row])

    def versions(self, story_id: str) -> list[StoryVersion]:
        """What is kept of it, the newest first."""
        rows = select(*_VERSIONS).where(_VERSIONS.story_id == story_id).order_by(_VERSIONS.version.desc())
        return [
            StoryVersion(story_from_json(row.story), row.version, row.changed_by, row.at)
            for row in self._read(rows)
        ]

    def uses(self, today: date, at: datetime) -> dict[str, StoryUses]:
        """story -> where it was told by `at`, on days before `today`, and where it is planned from it on."""
        tellings: Counter[str] = Counter()
        last: dict[str, date] = {}
        days = select(PostRow.story_id, PostRow.group_id, PostRow.day).distinct()
        days = days.where(PostRow.day < today, post_counts(at))
        for story, _, day in self._session.execute(days):
            tellings[story] += 1
            last[story] = max(day, last.get(story, day))
        ahead: dict[str, list[tuple[date, str]]] = defaultdict(list)
        rows = select(TellingRow.story_id, TellingRow.day, TellingRow.group_id)
        for story, day, group in self._session.execute(rows.where(TellingRow.day >= today)):
            ahead[story].append((day, group))
        return {
            story: StoryUses(tellings[story], last.get(story), tuple(sorted(ahead.get(story, ()))))
            for story in {*tellings, *ahead}
        }

    def photo_uses(self) -> dict[str, int]:
        """submission -> how many groups were shown it, or are to be."""
        rows = select(TellingRow.share_id, func.count(TellingRow.group_id.distinct()))
        rows = rows.where(TellingRow.share_id.is_not(None)).group_by(TellingRow.share_id)
        return {key: count for key, count in self._session.execute(rows) if key}


def same_story(first: Story | None, second: Story | None) -> bool:
    """Whether both say the same, as they are kept."""
    return (story_json(first) if first else None) == (story_json(second) if second else None)


def _draft(row: Any) -> StoryDraft:
    return StoryDraft(story_from_json(row.story), row.base, row.revision, row.changed_by, row.at)
