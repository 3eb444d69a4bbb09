"""What was opened, into the store: one batch a transaction, written in bulk."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from content.files import PICTURE_BYTES, read_limited, write_whole
from content.gather.opening import Opened, OpenedItem, sender
from content.gather.reasons import LOOKED_AT_EACH_TIME, MAY_BE_UNFINISHED
from content.gather.work import Gathered, Gathering
from content.inbox import Aside, Item, Record, RefusedItem
from content.model import Consent, ConsentState, Media, Message, ProductNames, Submission, Unreadable
from content.rights.answers import Utterance, answers
from content.rights.consents import apply_consent_events, hear_consent
from content.rights.hear_answers import take_answers
from content.store import Quarantined, Store
from content.store.chat_metadata import answerers
from content.store.corrections import FROM_WORDS
from content.store.intake import KnownSubmission
from content.text.products import ProductRecogniser

SETTLED = 3.0  # seconds; what was written to more recently may not be whole yet
A_RUN = 3600.0  # seconds; files written after a run began have times to come, but not by more than this
KEPT = frozenset({"unreadable", "too_hard", "too_many_pixels"})  # refusals whose file a person may look at
A_DAY = timedelta(days=1)  # what clocks and zones may be wrong by
BY = "gather"
SAME_TIME = timedelta(minutes=1)  # an export may keep seconds that another left out
WORDS = "#text"  # names the words of an item in its path


@dataclass
class Quarantine:
    """What waits from one folder of an inbox, by path, as it is and as it becomes."""

    rows: dict[str, Quarantined]
    owned: defaultdict[str, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.owned = defaultdict(set)
        for path in self.rows:
            self.owned[path].add(path)
            self.owned[_owner(path)].add(path)

    def to_look_at_again(self) -> set[str]:
        """Paths of the items that somebody wants looked at again, or a picture of them."""
        return {name for path, row in self.rows.items() if not row.stamp for name in (path, _owner(path))}

    def change(self, mended: Iterable[str], refused: Mapping[str, Quarantined]) -> None:
        for path in mended:
            self.rows.pop(path, None)
        self.rows |= refused

    def gone(self, present: set[str]) -> list[str]:
        return [path for path in self.rows if path not in present and _owner(path) not in present]


class Taking:
    """One batch on its way into the store. `write` ends it."""

    def __init__(
        self,
        store: Store,
        work: Gathering,
        batch: Iterable[Opened],
        stamps: Mapping[str, str],
        quarantine: Quarantine,
    ) -> None:
        """`stamps` are those of the items that were taken before."""
        self.store, self.work, self.stamps, self.quarantine = store, work, stamps, quarantine
        products = store.library.products()
        self.products, self.recogniser = ProductNames(products), ProductRecogniser.of(products)
        photos = [opened for opened in batch if isinstance(opened, OpenedItem)]
        store.intake.hold_intake()
        store.library.add_members([photo.record.member for photo in photos if photo.record.member])
        ids = {old for photo in photos for old in (_id(photo), *photo.record.was)}
        known = store.intake.known({content_of(photo.media) for photo in photos}, ids)
        self.by_content = {stored.content: stored for stored in known}
        self.by_id = {stored.id: stored for stored in known}
        self.new: list[tuple[Submission, str, Record]] = []
        self.seen: dict[str, tuple[str, str | None]] = {}
        self.touched: set[str] = set()
        self.refused: dict[str, Quarantined] = {}
        self.still: set[str] = set()  # refused before for the same reason

    def take(self, opened: Opened) -> Gathered:
        if isinstance(opened, OpenedItem):
            taken = self._take(opened)
            refused = sum(self._refuse_part(opened, *broken) for broken in opened.broken)
            return taken + Gathered(quarantined=refused + self._note_cut(opened) + self._note(opened))
        item, outcome = opened
        return self._hear(item, outcome) if isinstance(outcome, Aside) else self._refuse(item, outcome)

    def write(self) -> None:
        """Everything that was decided, as few statements as there are tables."""
        self._write_new()
        heard = self.store.chat_metadata.events_about(sorted(self.touched))
        apply_consent_events(self.store, heard, at=self.work.now, by=BY)
        inbox, now = self.work.inbox.name, self.work.now
        self.store.inbox_index.see(inbox, self.seen, now)
        waited = {path for seen in self.seen for path in self.quarantine.owned.get(seen, ())}
        mended = waited - self.refused.keys() - self.still
        self.store.inbox_index.solve(inbox, sorted(mended), now)
        self.store.inbox_index.quarantine(list(self.refused.values()), self.work.run)
        self.quarantine.change(mended, self.refused)

    # -- pictures -----------------------------------------------------------------------------------
    def _take(self, photo: OpenedItem) -> Gathered:
        content = content_of(photo.media)
        submission = self._recognised(_submission(photo, self.work, self.products))
        if twin := self.by_content.get(content):
            return self._see_again(photo, submission, twin)
        if known := self._same_message(photo.record, submission):
            return self._grow(photo, submission, known)
        if submission.id in self.by_id:  # the id of another message
            submission = replace(submission, id=f"{submission.id}-{content[:8]}")
        self.new.append((submission, content, photo.record))
        self._remember(
            KnownSubmission(
                submission.id, content, submission.group, submission.member, submission.posted_at, photo.media
            )
        )
        self._mark_seen(photo.item, submission.id)
        return Gathered(new=1)

    def _recognised(self, submission: Submission) -> Submission:
        """With the product that its words name, where its source names none."""
        product = None if submission.product else self.recogniser.shown_in(submission.text)
        return replace(submission, product=product, product_from=FROM_WORDS) if product else submission

    def _same_message(self, record: Record, submission: Submission) -> KnownSubmission | None:
        """What is stored of this message, under its id or one of earlier versions. A message of another
        author or of another time is another one, whatever its id."""
        if (known := self.by_id.get(submission.id)) and not (record.source and _is_other(known, record)):
            return known
        earlier = (self.by_id[old] for old in record.was if old in self.by_id)
        return next((known for known in earlier if not _is_other(known, record)), None)

    def _see_again(self, photo: OpenedItem, submission: Submission, twin: KnownSubmission) -> Gathered:
        """Known content. The same item may bring new words, likes or consent, an author what a photo alone
        did not tell; the same author's other message is one that may be recalled. All else is a sighting.
        """
        record = photo.record
        self._mark_seen(photo.item, twin.id)
        same = self._same_message(record, submission)
        is_same = same is not None and same.id == twin.id
        if is_same or (twin.member is None and submission.member):
            if self._renew(photo, submission, twin):
                return Gathered(updated=1)
            return Gathered(duplicates=int(photo.item.path not in self.stamps))
        if submission.member and (submission.member, submission.group) == (twin.member, twin.group):
            self._write_new()
            self._keep_talk(twin, record)
            self.store.intake.set_likes(twin.id, record.likes)
        return Gathered(duplicates=1)

    def _grow(self, photo: OpenedItem, submission: Submission, known: KnownSubmission) -> Gathered:
        """The id is known, with other pictures: an album that grew, or an id that two things have."""
        had = {medium.sha256 for medium in known.media}
        if len(had) > 1 and {medium.sha256 for medium in photo.media} <= had:  # one of its pictures, alone
            self._mark_seen(photo.item, known.id)
            return Gathered(duplicates=int(photo.item.path not in self.stamps))
        more = [medium for medium in photo.media if medium.sha256 not in had]
        grew = had < {medium.sha256 for medium in photo.media}
        if not grew and not photo.record.source:
            why = Message("refusal.id_taken", id=submission.id)
            return self._refuse(photo.item, RefusedItem("id_taken", why, member=sender(photo.record)))
        whole = (*known.media, *more)
        content = content_of(whole)
        self._mark_seen(photo.item, known.id)
        if content in self.by_content:
            return Gathered(updated=int(self._renew(photo, submission, known)))
        self._write_new()
        self.store.intake.grow_album(known.id, whole, content)
        self._remember(replace(known, content=content, media=whole))
        self._renew(photo, submission, known)
        return Gathered(updated=1)

    def _renew(self, photo: OpenedItem, submission: Submission, known: KnownSubmission) -> bool:
        self._write_new()
        if photo.record.posted_at is None:  # nothing says when: then when it was first seen
            submission = replace(submission, posted_at=known.posted_at)
        renewed = self.store.intake.renew_submission(known.id, submission)
        if known.member is None and photo.record.sent_as:
            self.store.people.keep_senders([(known.id, photo.record.sent_as)])
        renewed |= self._hear_consent(known.id, submission.consent)
        return self._keep_talk(known, photo.record) or renewed

    def _hear_consent(self, key: str, consent: Consent) -> bool:
        """A source that says nothing of consent leaves the one there is."""
        spoke = consent.state is not ConsentState.UNKNOWN
        return spoke and hear_consent(self.store, key, consent, at=self.work.now)

    def _keep_talk(self, known: KnownSubmission, record: Record) -> bool:
        self.touched.add(known.id)
        self.store.corrections.keep_joined(known.id, record.joined)
        more = self.store.chat_metadata.keep_talk([(known.id, record)])
        people = answerers(self.store.chat_metadata.thread(known.id), known.member) if more else 0
        return self.store.intake.grow_counts(known.id, people, record.like_count) or bool(more)

    def _write_new(self) -> None:
        if not self.new:
            return
        new, self.new = self.new, []
        pairs = [(submission, content) for submission, content, _ in new]
        self.store.intake.add_submissions(pairs, at=self.work.now, run=self.work.run)
        self.store.chat_metadata.keep_talk((submission.id, record) for submission, _, record in new)
        self.store.people.keep_senders(
            [(submission.id, record.sent_as) for submission, _, record in new if record.sent_as]
        )
        for submission, _, record in new:
            if record.joined:
                self.store.corrections.keep_joined(submission.id, record.joined)
        self.touched |= {submission.id for submission, _ in pairs}

    def _remember(self, known: KnownSubmission) -> None:
        self.by_content[known.content] = self.by_id[known.id] = known

    def _mark_seen(self, item: Item, submission: str | None) -> None:
        self.seen[item.path] = (item.stamp, submission)

    # -- words --------------------------------------------------------------------------------------
    def _hear(self, item: Item, aside: Aside) -> Gathered:
        self._write_new()
        self.store.library.add_members(aside.members)
        self.store.chat_metadata.keep_events(aside.source, aside.events, self.work.now)
        heard = self.store.chat_metadata.events_with_what_they_mean(aside.source, aside.events)
        changed = apply_consent_events(self.store, heard, at=self.work.now, by=BY)
        changed += self._hear_answers(aside)
        changed += self.store.chat_metadata.keep_replies(aside.source, aside.replies)
        self._mark_seen(item, None)
        return Gathered(updated=changed)

    def _hear_answers(self, aside: Aside) -> int:
        if not aside.answers:
            return 0
        texts = [Utterance(reply.id, reply.author, reply.text) for reply in aside.answers]
        return take_answers(
            self.store, answers(texts, self.store.consent_requests.open_requests()), at=self.work.now
        )

    # -- refusals -----------------------------------------------------------------------------------
    def _refuse(self, item: Item, refused: RefusedItem) -> Gathered:
        if refused.reason in MAY_BE_UNFINISHED and self._is_being_written(item.files):
            return Gathered(unfinished=1)
        stamp = "" if refused.reason in LOOKED_AT_EACH_TIME else item.stamp
        return Gathered(quarantined=int(self._put(item, item.path, refused, stamp, item.files[-1])))

    def _refuse_part(self, photo: OpenedItem, name: str, why: Unreadable) -> bool:
        """One broken picture of an item whose others were taken."""
        file = next(file for file in photo.record.media if file.name == name)
        if self._is_being_written([file]):
            return False
        refused = RefusedItem(why.reason, why.why, member=sender(photo.record))
        return self._put(photo.item, f"{photo.item.path}#{name}", refused, photo.item.stamp, file)

    def _note_cut(self, photo: OpenedItem) -> int:
        """Say that words were cut, of an item that was taken otherwise."""
        if not photo.cut:
            return 0
        item, why = photo.item, RefusedItem("text_cut", photo.cut, member=sender(photo.record))
        return int(self._put(item, f"{item.path}{WORDS}", why, item.stamp, item.files[0]))

    def _note(self, photo: OpenedItem) -> int:
        """Say what was left out, or changed, of an item that was taken otherwise."""
        item, member = photo.item, sender(photo.record)
        return sum(
            self._put(
                item,
                f"{item.path}#{reason}",
                RefusedItem(reason, why, member=member),
                item.stamp,
                item.files[0],
            )
            for reason, why in photo.record.notes
        )

    def _put(self, item: Item, path: str, refused: RefusedItem, stamp: str, file: Path) -> bool:
        """Keep it aside; False if it lies there already for the same reason and stamp."""
        known = self.quarantine.rows.get(path)
        if known and (known.why, known.stamp) == (refused.why, stamp):
            self.still.add(path)
            return False
        copy = _keep_copy(self.work.quarantine, file) if refused.reason in KEPT else None
        self.refused[path] = Quarantined(
            self.work.inbox.name,
            path,
            refused.reason,
            refused.why,
            stamp,
            self.work.now,
            copy,
            item.folder,
            refused.member,
        )
        return True

    def _is_being_written(self, files: Iterable[Path]) -> bool:
        now = self.work.now.timestamp()
        return any(now - SETTLED < _written_at(file) < now + A_RUN for file in files)


def content_of(media: Sequence[Media]) -> str:
    """What makes a submission the same: its pictures, wherever they lie and whoever dropped them."""
    return sha256("".join(medium.sha256 for medium in media).encode()).hexdigest()


def _id(photo: OpenedItem) -> str:
    return photo.record.id or f"{photo.record.group}-{photo.media[0].sha256[:12]}"


def _submission(photo: OpenedItem, work: Gathering, products: ProductNames) -> Submission:
    """A product is kept as it was written where nobody knows it yet: importing it may bring it."""
    record, first = photo.record, photo.media[0]
    author = record.member.id if record.member else None
    return Submission(
        id=_id(photo),
        group=record.group,
        member=author,
        text=record.text,
        posted_at=record.posted_at or _camera_time(first, work.now) or work.now,
        media=photo.media,
        product=products.id_of(record.product) or record.product if record.product else None,
        likes=record.likes,
        replies=max(record.replies, answerers(record.thread, author)),
        like_count=record.like_count,
        consent=record.consent or Consent(),
    )


def _is_other(known: KnownSubmission, record: Record) -> bool:
    """Whether these are two messages: authors who are both known differ, or the times do."""
    author = sender(record)
    is_by_another = None not in (known.member, author) and known.member != author
    return is_by_another or bool(record.posted_at and abs(known.posted_at - record.posted_at) > SAME_TIME)


def _camera_time(medium: Media, now: datetime) -> datetime | None:
    """When the camera says it was taken; nothing where its clock runs in days to come."""
    return medium.taken_at if medium.taken_at and medium.taken_at < now + A_DAY else None


def _owner(path: str) -> str:
    """The item that a part of one is of."""
    return path.rpartition("#")[0]


def _written_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _keep_copy(folder: Path, file: Path) -> str | None:
    """Keep the refused picture under its hash, so that it can be looked at even if the inbox is emptied."""
    try:
        data = read_limited(file, PICTURE_BYTES)
    except OSError:
        return None
    name = sha256(data).hexdigest()
    if not (folder / name).exists():
        write_whole(folder / name, data)
    return name
