"""What came by the members' submission page: after it was gathered, and when it is taken back.

Each step may be killed and done again. What was gathered leaves the drop once it is written down; a request
leaves once it was heeded. Whoever wrote these files sits at the open door: nothing of them is believed but
that somebody wants less to be shown.
"""

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from channels.readers.submission_page import REF, PageInbox, read_entry, submission_id
from content.errors import Busy
from content.files import read_limited
from content.inbox import Item
from content.model import TAKEN_BACK, ConsentRequest, ConsentState, PageSubmission
from content.rights.consequences import SEEN
from content.rights.spare import ERASED
from content.rights.withdraw import withdraw
from content.store import Quarantined, Store
from content.store.consent_requests import Removal
from content.submission_page.shapes import STATUS_BYTES, PageEntry, PageRequest, PageStatus, ShownPost
from services.context import Context
from services.erase import erase_submissions
from services.submission_page import publish_page, write_changed

Alone = Callable[[], AbstractContextManager[None]]
BY = "submission page"
PAGE = "page"  # who asked, of the questions that the page put
REFUSED_KEPT = timedelta(days=31)
MOST_REQUESTS = 500  # at a time; the next sweep takes more


def settle(context: Context, inbox: PageInbox, folder: str) -> int:
    """Write down what was gathered from one day of the page, and empty its drop of it; how many that were."""
    items = list(inbox.items(folder))
    with context.open_store(reading=True) as store:
        stamps = store.inbox_index.stamps(inbox.name, [item.path for item in items])
        waiting = store.inbox_index.waiting(inbox.name, folder)
    taken = [item for item in items if stamps.get(item.path) == item.stamp and item.path not in waiting]
    for item in taken:
        _settle_one(context, item)
    refused = [item for item in items if _is_over(waiting.get(item.path), context.clock())]
    for item in refused:
        shutil.rmtree(item.files[0].parent, ignore_errors=True)
    if taken or refused:
        _drop_if_empty(inbox.root / folder)
    return len(taken)


def _is_over(refused: Quarantined | None, now: datetime) -> bool:
    """Whether what was refused need lie there no longer: somebody wants it gone, or weeks went by."""
    return refused is not None and (refused.reason == ERASED or now - refused.since > REFUSED_KEPT)


def heed_requests(context: Context, *, in_run: bool = False) -> int:
    """Take back what members want taken back by the page, and erase where they ask for it; how many were.

    What the night has not gathered yet goes from the drop. Files are deleted while no run is under way, or
    by the run itself (`in_run`); to withdraw need not wait.
    """
    folder = context.workspace.page_folder
    alone = nullcontext if in_run else context.workspace.only_run
    heeded = 0
    for file in sorted(folder.requests.glob("*.json"))[:MOST_REQUESTS]:
        request = _request(file)
        if request is None or _heed(context, request, alone):
            file.unlink(missing_ok=True)
            heeded += request is not None
    if heeded:
        publish_statuses(context)
    return heeded


def publish_statuses(context: Context) -> None:
    """Tell the page how each submission stands."""
    folder = context.workspace.page_folder
    _note_taken_back_elsewhere(context)
    with context.open_store(reading=True) as store:
        removals = _removals(store)
        names = {group.id: group.name for group in store.library.groups()}
        statuses = {
            taken.ref: _status(store, taken, removals.get(taken.submission, []), names)
            for taken in store.submission_links.all_taken()
        }
    for ref, status in statuses.items():
        write_changed(folder.status(ref), status)


def tend_page(context: Context, *, in_run: bool = False) -> int:
    """What is done by night, and every few minutes where posts go out: requests, how things stand, what the
    page shows; how many requests were heeded."""
    if not context.workspace.settings.intake.address:
        return 0
    heeded = heed_requests(context, in_run=in_run)
    publish_page(context)
    publish_statuses(context)
    return heeded


def _settle_one(context: Context, item: Item) -> None:
    entry = read_entry(item.files[0])
    if entry is not None:
        with context.open_store() as store:
            _write_down(store, context, entry)
    shutil.rmtree(item.files[0].parent, ignore_errors=True)


def _write_down(store: Store, context: Context, entry: PageEntry) -> None:
    key = submission_id(entry.ref)
    submissions = store.intake.submissions([key])
    taken = PageSubmission(
        ref=entry.ref,
        link=entry.link,
        submission=key if submissions else "",  # else the same photos were here before
        sent_at=entry.sent_at,
        language=entry.language,
        wording=entry.wording,
        use=entry.use.value,
        months=entry.months,
        code=entry.code,
        taken_at=context.clock(),
    )
    is_new = store.submission_links.add_taken(taken)
    if (
        is_new
        and submissions
        and submissions[0].member
        and store.consent_requests.request(entry.code) is None
    ):
        _hear_in_chat(store, taken, submissions[0].member)


def _hear_in_chat(store: Store, taken: PageSubmission, member: str) -> None:
    """Let the author's word in the group count too: 撤回 4F7K."""
    request = ConsentRequest(
        taken.code, member, (taken.submission,), taken.sent_at, PAGE, answer=ConsentState.GRANTED.value
    )
    store.consent_requests.put_request(request)


def _request(file: Path) -> PageRequest | None:
    try:
        request = PageRequest.model_validate_json(read_limited(file, STATUS_BYTES))
    except (OSError, ValueError):
        return None
    return request if file.name == f"{request.ref}.json" and not file.is_symlink() else None


def _heed(context: Context, request: PageRequest, alone: Alone) -> bool:
    """Whether all that was asked for is done."""
    with context.open_store(reading=True) as store:
        taken = store.submission_links.taken(request.ref)
    if taken is None:
        return _forget_in_drop(context, request.ref, alone)
    if taken.submission:
        return _take_back(context, request, taken, alone)
    _end(context, taken, stopped=0, erase=False)
    return True


def _take_back(context: Context, request: PageRequest, taken: PageSubmission, alone: Alone) -> bool:
    stopped = 0
    if taken.withdrawn_at is None:
        evidence = f"submission-page {request.ref} withdrawn {request.at:%Y-%m-%dT%H:%MZ}"
        _, effect = withdraw(
            context.workspace, [taken.submission], evidence=evidence, at=context.clock(), by=BY
        )
        stopped = len(effect.returned)
        _end(context, taken, stopped=stopped, erase=False)
    if not request.delete or taken.erased_at is not None:
        return True
    try:
        with alone():
            erase_submissions(context.workspace, [taken.submission], at=context.clock(), by=BY)
    except Busy:
        return False
    _end(context, taken, stopped=stopped, erase=True)
    return True


def _end(context: Context, taken: PageSubmission, *, stopped: int, erase: bool) -> None:
    now = context.clock()
    with context.open_store() as store:
        store.submission_links.end_taken(
            taken.ref, withdrawn_at=now, erased_at=now if erase else None, stopped=stopped
        )


def _forget_in_drop(context: Context, ref: str, alone: Alone) -> bool:
    """Take it from the drop before anything has gathered it; not while a run is under way, which may have."""
    homes = [home for home in context.workspace.page_folder.drop.glob(f"*/{ref}") if REF.fullmatch(home.name)]
    if not homes:
        return True
    try:
        with alone():
            for home in homes:
                shutil.rmtree(home, ignore_errors=True)
    except Busy:
        return False
    now = context.clock()
    status = PageStatus(stopped_at=now, erased_at=now, removed_at=now)
    write_changed(context.workspace.page_folder.status(ref), status)
    return True


def _removals(store: Store) -> dict[str, list[Removal]]:
    by_submission: dict[str, list[Removal]] = {}
    for removal in store.consent_requests.removals(done=True):
        by_submission.setdefault(removal.submission, []).append(removal)
    return by_submission


def _status(
    store: Store, taken: PageSubmission, removals: Sequence[Removal], names: Mapping[str, str]
) -> PageStatus:
    if not taken.submission:
        return PageStatus(taken=True, known=True, stopped_at=taken.withdrawn_at)
    if taken.withdrawn_at is not None:
        return _ended_status(taken, removals, names)
    posts = store.queue.posts_of(store.withdrawals.posts_with(taken.submission))
    seen_posts = [post for post in posts if post.state in SEEN]
    return PageStatus(
        taken=True,
        pending=len(posts) - len(seen_posts),
        showings=_shown(((post.group, post.day) for post in seen_posts), names),
    )


def _ended_status(taken: PageSubmission, removals: Sequence[Removal], names: Mapping[str, str]) -> PageStatus:
    """Of one that was taken back: what a person has to take down, and when all of it was."""
    done = [removal.done_at for removal in removals]
    removed_at = max((at for at in done if at is not None), default=taken.withdrawn_at)
    return PageStatus(
        taken=True,
        showings=_shown(((removal.group, removal.day) for removal in removals), names),
        stopped=taken.stopped,
        stopped_at=taken.withdrawn_at,
        erased_at=taken.erased_at,
        removed_at=removed_at if None not in done else None,
    )


def _shown(days: Iterable[tuple[str, date]], names: Mapping[str, str]) -> tuple[ShownPost, ...]:
    return tuple(ShownPost(group=names.get(group, group), day=day) for group, day in sorted(set(days)))


def _note_taken_back_elsewhere(context: Context) -> None:
    """Write down what its author took back in a chat, or at the desk."""
    now = context.clock()
    with context.open_store() as store:
        for taken in store.submission_links.all_taken():
            is_open = taken.submission and taken.withdrawn_at is None
            if is_open and store.rights.consent(taken.submission).state in TAKEN_BACK:
                store.submission_links.end_taken(taken.ref, withdrawn_at=now, erased_at=None, stopped=0)


def _drop_if_empty(folder: Path) -> None:
    with suppress(OSError):  # something came meanwhile
        folder.rmdir()
