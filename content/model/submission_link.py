"""A link to the members' submission page, and what is kept of what came by it."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SubmissionLink:
    """A link by which members of `group` send photos; `sha256` is that of its code, which is worked out from
    the workspace's key. It opens until the end of its last day, `until`, in the group's zone."""

    id: str
    sha256: str
    group: str
    made_at: datetime
    made_by: str
    activity: str = ""  # the code of a call for photos
    title: str = ""  # what the page asks
    until: date | None = None
    revoked_at: datetime | None = None

    def is_open(self, day: date) -> bool:
        return self.revoked_at is None and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class PageSubmission:
    """What is known of a submission that came by the page: how it was agreed to, and what became of it.

    `submission` "": it brought nothing new. `use` and `months` are what the member chose, of the text
    `wording` as it was shown in `language`. `code` is what counts in a chat.
    """

    ref: str
    link: str
    submission: str
    sent_at: datetime
    language: str
    wording: str
    use: str
    months: int
    code: str
    taken_at: datetime
    withdrawn_at: datetime | None = None
    erased_at: datetime | None = None
    stopped: int = 0  # posts that were not out and came back when it was taken back
