"""An uploaded batch is taken in: gathered as everything else is, scored, and what its author parts recorded.

One entry of the journal takes all of it away again.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from content.errors import WrongInput
from content.files import write_whole
from content.gather import Gathered, Gathering
from content.gather import gather as gather_folder
from content.media import ToShelve, shelve
from content.model import (
    USES,
    Consent,
    ConsentScope,
    ConsentState,
    FileState,
    Media,
    Member,
    Message,
    UploadBatch,
    UploadChoice,
    UploadFile,
    UploadState,
    Verb,
)
from content.review.upload_back import lead_with
from content.rights.consents import record_consent
from content.sanitize import clean
from content.score.stage import score_submissions
from content.store import Store
from content.store.rights import PICTURE
from content.text.names import members_called, spelled
from content.upload import UploadInbox
from content.upload.inbox import UploadedPhoto
from content.workers import Completed
from services.consent import heed
from services.context import Context
from services.sources import counts_of
from services.upload_look import look
from services.upload_traces import EVIDENCE
from services.uploads import STAGED, require_group, staging

OWN = "own"  # the answer of a brand that took its photos itself
ASK, GRANTED = "ask", "granted"
LONGEST_EVIDENCE = 500  # characters


@dataclass(frozen=True, slots=True)
class UploadAnswers:
    """What a person says of a batch, once. `author` is a member's id or nickname, "" where nobody knows;
    `consent` is ASK, GRANTED or OWN. The rest counts for GRANTED alone."""

    group: str
    author: str = ""
    new_author: bool = False
    product: str = ""
    consent: str = ASK
    evidence: str = ""
    uses: frozenset[str] = frozenset({"poster"})
    scope: ConsentScope = ConsentScope.OWN
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TakenUpload:
    """What came of it: ids of new submissions, (id, sha256) of those that got a larger picture, what
    gathering says, and the entry of the journal (None where nothing came)."""

    new: tuple[str, ...]
    renewed: tuple[tuple[str, str], ...]
    gathered: Gathered
    run: str
    entry: int | None = None


def take_upload(context: Context, batch_id: str, answers: UploadAnswers, *, actor: str) -> TakenUpload:
    """Take in what is to be taken of a batch. WrongInput for an answer that does not hold: then nothing
    is taken. What is still on its way stays for another time."""
    while look(context, batch_id):
        pass
    with context.open_store(reading=True) as store:
        batch = store.uploads.batch(batch_id)
        photos = _photos(context, store, batch, answers)
    _check(context, batch, answers)
    run = f"upload-{context.clock():%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
    with context.open_store() as store:
        store.runs.begin_run(run, {"upload": batch_id, "by": actor}, context.clock())
    staging(context).hand_over(batch_id, context.workspace.media)
    gathered = _gather(context, batch_id, photos, run)
    renewed = _renew(context, batch, actor)
    new = _finish(context, batch, run)
    _record_consent(context, batch, answers, new, actor)
    taken = TakenUpload(tuple(new), tuple(renewed), gathered, run)
    entry = _journal(context, batch, answers.group, taken, actor)
    with context.open_store() as store:
        store.runs.end_run(run, counts_of(gathered), context.clock())
    return replace(taken, entry=entry)


# -- answers ------------------------------------------------------------------------------------
def _check(context: Context, batch: UploadBatch, answers: UploadAnswers) -> None:
    if batch.state is UploadState.STOPPED:
        raise WrongInput(Message("upload.unknown"))
    if not batch.to_take:
        raise WrongInput(Message("upload.nothing_to_take"))
    if answers.consent not in (ASK, GRANTED, OWN):
        raise WrongInput(Message("upload.no_answer"))
    if answers.consent != GRANTED:
        return
    if not answers.evidence.strip() and _evidence(batch) is None:
        raise WrongInput(Message("review.no_evidence"))
    if not answers.uses or answers.uses - set(USES):
        raise WrongInput(Message("upload.no_use"))
    if answers.until is not None and answers.until < context.today:
        raise WrongInput(Message("upload.over_already", day=answers.until))


def _evidence(batch: UploadBatch) -> UploadFile | None:
    screenshot = batch.evidence
    return screenshot if screenshot and screenshot.state is FileState.HERE else None


def _photos(
    context: Context, store: Store, batch: UploadBatch, answers: UploadAnswers
) -> list[UploadedPhoto]:
    """What is gathered: what is taken, and what cannot be, so that it waits in quarantine with its reason."""
    authors = _Authors(store, answers)
    products = store.library.product_names()
    photos = []
    for file in batch.photos:
        if file.submission or not (file.state is FileState.BROKEN or file.becomes is UploadChoice.TAKE):
            continue
        group = file.group or answers.group
        if not group:
            raise WrongInput(Message("upload.no_group"))
        require_group(store, group)
        product = file.product or answers.product
        if product and products.id_of(product) is None:
            raise WrongInput(Message("product.unknown", unknown=(product,), known=products.known()))
        path, staged = path_of(file), staging(context).file(batch.id, file.number)
        photos.append(
            UploadedPhoto(path, staged, file.sha256, group, authors.member(file, group), product or None)
        )
    return photos


def path_of(file: UploadFile) -> str:
    """What a file's item is remembered by: its place, and what it was called."""
    return f"{file.number:04d} {file.name.replace('/', ' ').replace('#', ' ')}"


class _Authors:
    """Whom the names mean that a person wrote; nobody where the brand took the photos itself."""

    def __init__(self, store: Store, answers: UploadAnswers) -> None:
        self._answers = answers
        self._erased = store.erasure.tombstones()
        aliases = {alias.id: alias.member for alias in store.people.aliases()}
        self._members = store.library.members()
        by_id = {member.id: member for member in self._members}
        self._by_id = by_id | {key: by_id[known] for key, known in aliases.items() if known in by_id}

    def member(self, file: UploadFile, group: str) -> Member | None:
        """The author of a file. WrongInput where a nickname means several members, or nobody who is known."""
        written = clean(file.author or self._answers.author).strip()
        if self._answers.consent == OWN or not written:
            return None
        if written in self._by_id:
            return self._by_id[written]
        named = members_called(written, group, self._members)
        if len(named) == 1:
            return named[0]
        if named:
            known = tuple(f"{member.id} ({member.nickname})" for member in named)
            raise WrongInput(Message("refusal.which_member", nickname=written, group=group, members=known))
        if self._erased.nickname(group, spelled(written)):
            raise WrongInput(Message("review.author_erased"))
        if not self._answers.new_author:
            raise WrongInput(Message("review.no_such_author", author=written, group=group))
        return Member(written, written, group)


# -- taking -------------------------------------------------------------------------------------
def _gather(context: Context, batch_id: str, photos: Sequence[UploadedPhoto], run: str) -> Gathered:
    workspace = context.workspace
    inbox = UploadInbox(f"{STAGED}/{batch_id}", photos)
    work = Gathering(
        inbox, workspace.media, workspace.var / "quarantine", context.workers, context.clock(), run
    )
    folders = (gather_folder(context.open_store, work, folder) for folder in inbox.folders())
    return sum(folders, Gathered())


def _renew(context: Context, batch: UploadBatch, actor: str) -> list[tuple[str, str]]:
    """Put larger pictures before the smaller ones of the same photo; (submission, sha256) of each."""
    chosen = [
        file
        for file in batch.photos
        if file.becomes is UploadChoice.REPLACE and file.twin and file.twin.submission and not file.submission
    ]
    media, zone = context.workspace.media.root, context.workspace.settings.zone
    jobs = [ToShelve(staging(context).file(batch.id, file.number), media, zone) for file in chosen]
    renewed = []
    for file, outcome in zip(chosen, context.workers.map(shelve, jobs), strict=True):
        if isinstance(outcome, Completed) and isinstance(outcome.value, Media) and file.twin:
            with context.open_store() as store:
                lead_with(store, file.twin.submission, outcome.value, actor=actor, at=context.clock())
            renewed.append((file.twin.submission, file.sha256))
    return renewed


def _finish(context: Context, batch: UploadBatch, run: str) -> list[str]:
    """Keep what was measured and score what is new; its ids."""
    workspace, now = context.workspace, context.clock()
    with context.open_store() as store:
        new = store.brought.brought_by(run)
        measures = store.upload_measures.of_batch(batch.id)
        here = {sha: measured for sha, measured in measures.items() if store.intake.has_medium(sha)}
        store.curation.add_features(here, at=now)
    score_submissions(context.open_store, new, workspace.media, context.workers, now, workspace.face_search)
    return new


def _record_consent(
    context: Context, batch: UploadBatch, answers: UploadAnswers, new: Sequence[str], actor: str
) -> None:
    if answers.consent == ASK or not new:
        return
    consent = _own(actor) if answers.consent == OWN else _granted(context, batch, answers)
    with context.open_store() as store:
        for key in new:
            record_consent(store, key, consent, at=context.clock(), by=actor)
    heed(context)


def _own(actor: str) -> Consent:
    return Consent(ConsentState.GRANTED, ConsentScope.ALL, frozenset(USES), evidence=f"own: {actor}")


def _granted(context: Context, batch: UploadBatch, answers: UploadAnswers) -> Consent:
    parts = [clean(answers.evidence).strip()[:LONGEST_EVIDENCE]]
    if screenshot := _evidence(batch):
        parts.append(f"{PICTURE}{screenshot.sha256}")
        working = staging(context).media(batch.id).working(screenshot.sha256)
        handed = context.workspace.media.working(screenshot.sha256)
        picture = working if working.is_file() else handed
        write_whole(
            context.workspace.var / EVIDENCE / f"{screenshot.sha256}.jpg", picture.read_bytes(), 0o600
        )
    evidence = " ".join(filter(None, parts))
    return Consent(ConsentState.GRANTED, answers.scope, answers.uses, until=answers.until, evidence=evidence)


def _journal(context: Context, batch: UploadBatch, group: str, taken: TakenUpload, actor: str) -> int | None:
    """Write down what came of each file, and one entry that takes all of it back."""
    now = context.clock()
    with context.open_store() as store:
        became = store.brought.seen(f"{STAGED}/{batch.id}")
        led = {sha: key for key, sha in taken.renewed}
        for file in batch.photos:
            submission = file.submission or became.get(path_of(file), "") or led.get(file.sha256, "")
            if submission != file.submission:
                store.uploads.become(batch.id, file.number, submission)
        store.uploads.set_state(batch.id, UploadState.TAKEN, now, group=group, run=taken.run)
        counts = {"new": len(taken.new), "renewed": len(taken.renewed)}
        store.write_down(Verb.UPLOAD, batch.id, actor=actor, at=now, became="taken", detail=counts)
        if not taken.new and not taken.renewed:
            return None
        step = {
            "kind": "upload",
            "id": batch.id,
            "before": {"taken": False},
            "after": {"taken": True},
            "submissions": list(taken.new),
            "led": [list(pair) for pair in taken.renewed],
        }
        return store.journal.add_entry(actor, Verb.UPLOAD, [step], at=now)
