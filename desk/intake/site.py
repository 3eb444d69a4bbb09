"""What the house published of itself, read again whenever it changes."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

from content.files import read_limited
from content.submission_page.folder import PageFolder
from content.submission_page.shapes import SITE_BYTES, PageSite, PublishedLink


class NothingPublished(Exception):
    """There is no site to show yet, or it cannot be read."""


@dataclass
class SiteReader:
    """The site, kept until its file is another one. Safe to be asked by many threads."""

    folder: PageFolder
    _stamp: tuple[int, int] | None = None
    _site: PageSite | None = None
    _lock: Lock = field(default_factory=Lock)

    def site(self) -> PageSite:
        """What was published last. NothingPublished before the first time; a broken file leaves the last."""
        with self._lock:
            try:
                status = self.folder.site.stat()
                stamp = status.st_mtime_ns, status.st_ino
                if stamp != self._stamp:
                    data = read_limited(self.folder.site, SITE_BYTES)
                    self._site, self._stamp = PageSite.model_validate_json(data), stamp
            except (OSError, ValueError) as error:
                if self._site is None:
                    raise NothingPublished from error
            if self._site is None:
                raise NothingPublished
            return self._site

    def link(self, code: str) -> PublishedLink | None:
        """The link whose code this is."""
        return self.site().link_of(sha256(code.encode()).hexdigest())

    def link_by_id(self, key: str) -> PublishedLink | None:
        return next((link for link in self.site().links if link.id == key), None)

    def picture(self, name: str) -> Path | None:
        """A picture of the brand's that the site shows; no other file."""
        site = self.site()
        names = {site.logo, *(picture for link in site.links for picture in link.shows)}
        return self.folder.published / name if name in names else None


def today_of(link: PublishedLink, now: datetime) -> date:
    """The group's day."""
    return now.astimezone(ZoneInfo(link.zone)).date()


def state_of(link: PublishedLink, now: datetime, *, anything: bool) -> str:
    """`open`, or why nothing is taken: the link ended, its activity is over, the group is paused.

    `anything`: photos are welcome that belong to no activity.
    """
    today = today_of(link, now)
    if link.until is not None and link.until < today:
        return "ended"
    if link.paused:
        return "paused"
    if link.last_day is not None and link.last_day < today and not anything:
        return "over"
    return "open"
