"""Poster specs -> files: what the queue needs and is not drawn yet; complete posts go on to review."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from content.model import ConsentState, Message, NotRendered, PosterSpec, PostState, Rendered
from content.model import withheld as why_withheld
from content.night import Drawn
from content.posters.render import DrawnPoster, PosterPlaces, poster_file, render_posters
from content.store import OpenStore
from content.workers import Workers

WHO = "sishi"
WAITING = (PostState.DRAFT, PostState.IN_REVIEW, PostState.RETURNED, PostState.APPROVED)


def posters_of(open_store: OpenStore, groups: Collection[str], first: date, last: date) -> list[str]:
    """Keys of all posters that unsent posts need, sorted; `groups` empty means all; both days count.

    Those that show a picture whose author took it back are left out: nothing draws them again.
    """
    with open_store(reading=True) as store:
        keys = {post.poster for post in store.queue.posts(first, last, groups=groups, states=WAITING)}
        return sorted(keys - store.withdrawn_pictures.taken_back_posters(keys).keys())


def draw_posters(
    open_store: OpenStore,
    keys: Sequence[str],
    places: PosterPlaces,
    *,
    workers: Workers,
    now: datetime,
) -> Drawn:
    """Draw these posters, or find them drawn; then drafts that are complete wait for review."""
    with open_store(reading=True) as store:
        known = store.queue.rendered(keys)
        withheld = store.withdrawn_pictures.taken_back_posters(keys)
        whole = {key for key, poster in known.items() if is_as_drawn(places.root / poster.path, poster)}
        there = whole - withheld.keys()
        specs = store.queue.specs(set(keys) - there - withheld.keys())
    for key in known.keys() - whole:
        (places.root / known[key].path).unlink(missing_ok=True)  # torn, whatever its ends look like
    outcomes = render_posters(specs, places, workers)
    results = [_with_warnings(outcome, known) for outcome in outcomes]
    with open_store() as store:
        store.queue.add_rendered([result for result in results if known.get(result.key) != result])
        drawn = {result.key for result in results if not isinstance(result, NotRendered)}
        for post in store.queue.drafts_with(drawn | there):
            store.queue.move(post, PostState.IN_REVIEW, actor=WHO, why=Message("audit.poster_drawn"), at=now)
    withheld |= _taken_back_meanwhile(
        open_store, [spec for spec in specs if spec.key in drawn], places.folder
    )
    reused = sum(not isinstance(outcome, NotRendered) and outcome.reused for outcome in outcomes)
    failed = tuple(
        Message("run_report.poster_failed", poster=result.key, why=result.why)
        for result in results
        if isinstance(result, NotRendered)
    )
    failed += tuple(
        Message("run_report.poster_failed", poster=key, why=why_withheld(state))
        for key, state in sorted(withheld.items())
    )
    warnings = tuple(
        (outcome.rendered.key, warning)
        for outcome in outcomes
        if not isinstance(outcome, NotRendered)
        for warning in outcome.rendered.warnings
    )
    return Drawn(len(drawn - withheld.keys()) - reused, reused + len(there), failed, warnings)


def _with_warnings(
    outcome: DrawnPoster | NotRendered, known: Mapping[str, Rendered]
) -> Rendered | NotRendered:
    """A file that was there keeps the warnings that were noted when it was drawn."""
    if isinstance(outcome, NotRendered):
        return outcome
    before = known.get(outcome.rendered.key)
    if outcome.reused and before is not None:
        return replace(outcome.rendered, warnings=before.warnings)
    return outcome.rendered


def _taken_back_meanwhile(
    open_store: OpenStore, drawn: Sequence[PosterSpec], folder: Path
) -> dict[str, ConsentState]:
    """Delete those of these posters whose picture was taken back, or whose words were erased, while they were
    drawn. Asked after they are recorded: whoever takes a picture back later finds them in the store."""
    keys = [spec.key for spec in drawn]
    with open_store(reading=True) as store:
        reasons = store.withdrawn_pictures.taken_back_posters(keys)
        as_told = {
            spec.key for spec in store.queue.specs(keys)
        }  # an erased one is kept under its key, but empty
    reasons |= dict.fromkeys(set(keys) - as_told, ConsentState.WITHDRAWN)
    if reasons:
        for key in reasons:
            poster_file(folder, key).unlink(missing_ok=True)
        with open_store() as store:
            store.withdrawn_pictures.undraw(reasons)
    return reasons


def is_as_drawn(file: Path, poster: Rendered) -> bool:
    """Whether the file is byte for byte what was drawn; False also where there is none."""
    try:
        return file.stat().st_size == poster.bytes and sha256(file.read_bytes()).hexdigest() == poster.sha256
    except OSError:
        return False
