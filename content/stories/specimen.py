"""Who and what a story is told with while it is only looked at: a group, a member, the longest excerpt."""

from collections.abc import Mapping
from datetime import UTC, datetime

from content.compose.copy_templates import CopyBook, Voice
from content.model import Group, Member, Slot, Story, Submission

GROUP = Group("specimen", "样群")
MEMBER = Member("specimen", "十二个字的昵称就这么长了")
SUBMISSION = Submission(
    "specimen", GROUP.id, MEMBER.id, "今天的照片和一段挺长的话。" * 5, datetime(2026, 1, 1, tzinfo=UTC), ()
)


def tell_specimen(story: Story, copy: CopyBook, voice: Voice) -> dict[Slot, str]:
    """The four texts as a group with all slots would read them. WrongInput for a broken copy template."""
    presented: Mapping[Slot, bool] = dict.fromkeys(story.needs, True)
    return {
        slot: copy.text(slot, story, GROUP, voice, SUBMISSION, MEMBER, presents=slot in presented)
        for slot in Slot
    }
