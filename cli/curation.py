"""What became of submissions: the shortlist, the quarantine, and why."""

from typing import Any

from cli.common import AsJson, WorkDir, label, print_json, print_table, put, say
from cli.why import as_json, verdict_entry, way_of
from cli.why_in_words import as_lines
from content.errors import UnknownId
from content.gather.reasons import message_of
from content.learn.stage import weights_in_use
from content.messages import render
from content.model import Dropped, Gap, Kept, Message, Placement, Post, Submission
from content.report import gap_as_json
from content.store import Store

HERE = WorkDir()


def list_shortlist(*, place: WorkDir = HERE, dropped: bool = False, json: AsJson = False) -> None:
    """List the kept submissions, best first; with --dropped, the dropped ones with their reasons.

    Example: `sishi shortlist list --json`
    """
    with place.open().open_store(reading=True) as store:
        verdicts = store.curation.verdicts()
        chosen = {key: v for key, v in verdicts.items() if isinstance(v, Dropped) == dropped}
        submissions = {s.id: s for s in store.intake.submissions(sorted(chosen))}
        names = {member.id: member.nickname for member in store.library.members()}
    order = sorted(chosen, key=lambda key: (getattr(chosen[key], "rank", 0), key))
    if json:
        print_json([verdict_entry(submissions[key], chosen[key], names) for key in order])
        return
    rows = [_verdict_row(submissions[key], chosen[key], names) for key in order]
    print_table(("rank", "id", "score", "member", "product", "reason", "text"), rows)


def list_quarantine(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """List what could not be taken in, and why. The files themselves stay where they are.

    Example: `sishi quarantine list`
    """
    workspace = place.open()
    with workspace.open_store(reading=True) as store:
        items = store.inbox_index.quarantined()
    if json:
        print_json(
            [
                {
                    "inbox": item.inbox,
                    "path": item.path,
                    "reason": item.reason,
                    "why": render(item.why, "en"),
                    "zh": render(message_of(item.reason), "zh"),
                    "en": render(message_of(item.reason), "en"),
                    "since": item.since.isoformat(),
                    "copy": item.copy,
                }
                for item in items
            ]
        )
        return
    rows = [(item.path, item.reason, item.why, message_of(item.reason)) for item in items]
    print_table(("path", "reason", "why", "remedy"), rows)


def retry_quarantine(*paths: str, place: WorkDir = HERE) -> None:
    """Let the next run look at these items again (all, if none is named).

    Example: `sishi quarantine retry g001/photo.json`
    """
    with place.open().open_store() as store:
        known = {item.path for item in store.inbox_index.quarantined()}
        if unknown := sorted(set(paths) - known):
            raise UnknownId(Message("explained.not_in_quarantine", path=unknown[0]))
        count = store.inbox_index.forget_quarantine(paths or None)
    say(Message("explained.looked_at_again", n=count))


def explain(id: str, *, place: WorkDir = HERE, json: AsJson = False) -> None:  # noqa: A002 - what the contract calls it
    """Tell why a submission was kept or dropped and where it is shown, or why a post or a gap is as it is.

    Examples: `sishi explain i00012` and `sishi explain g001-2026-11-23-noon`
    """
    workspace = place.open()
    rules, weights = workspace.choice_rules, weights_in_use(workspace.open_store)
    with workspace.open_store(reading=True) as store:
        if store.intake.has_submission(id):
            way = way_of(store, id, rules)
            entry, lines = as_json(way, weights), as_lines(way, weights)
        elif gap := _gap(store, id):
            entry, lines = gap_as_json(gap), [_gap_line(gap)]
        elif id in {post.id for post in store.queue.posts()}:
            entry, lines = _post_story(store, store.queue.post(id))
            share = entry["share"]
            lines += as_lines(way_of(store, share, rules), weights) if share else []
        else:
            raise UnknownId(Message("explained.unknown", id=id))
    if json:
        print_json(entry)
    else:
        put(*lines)


def _gap(store: Store, key: str) -> Gap | None:
    """The gap of a cell named as its post would be, or as GROUP-DATE where the whole day is empty."""
    named = {
        f"{gap.group}-{gap.day}" + (f"-{gap.slot}" if gap.slot else ""): gap for gap in store.plan.gaps()
    }
    return named.get(key)


def _gap_line(gap: Gap) -> Message:
    return Message("explained.gap", why=gap.sentence)


def _post_story(store: Store, post: Post) -> tuple[dict[str, Any], list[Message | str]]:
    cell = store.plan.placements(post.day, post.day, [post.group])
    placement = cell[0] if cell else None
    gaps = [gap for gap in store.plan.gaps(post.day, post.day) if gap.group == post.group]
    entry = {
        "id": post.id,
        "group": post.group,
        "date": post.day.isoformat(),
        "slot": post.slot.value,
        "state": post.state.value,
        "story": post.story,
        "why": dict(placement.why) if placement else None,
        "runner_up": placement.runner_up if placement else None,
        "share": placement.share if placement else None,
        "gaps": [gap_as_json(gap) for gap in gaps],
        "poster": post.poster,
    }
    lines: list[Message | str] = [f"{post.id} · {label(post.state)} · {post.story}"]
    if placement:
        points = ", ".join(f"{name} {value}" for name, value in placement.why.items())
        lines += [Message("explained.points", points=points), _runner_up(placement)]
    return entry, lines + [_gap_line(gap) for gap in gaps]


def _runner_up(placement: Placement) -> Message:
    if placement.runner_up is None:
        return Message("explained.no_runner_up")
    return Message("explained.runner_up", story=placement.runner_up)


def _verdict_row(
    submission: Submission, verdict: Kept | Dropped, names: dict[str, str]
) -> tuple[object, ...]:
    rank = verdict.rank if isinstance(verdict, Kept) else ""
    score = f"{verdict.score:.2f}" if verdict.score is not None else ""
    member = names.get(submission.member or "", "")
    return rank, submission.id, score, member, submission.product, verdict.why, submission.text
