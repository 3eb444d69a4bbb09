"""What became of submissions: the shortlist, the quarantine, and why."""

from typing import Any

from cli.common import AsJson, Place, print_json, print_table, say
from content.errors import UnknownId
from content.model import Dropped, Gap, Kept, Post, Score, Submission, Unreadable
from content.report import gap_as_json
from content.score.explain import explain as part_in_words
from content.store import Store

HERE = Place()


def list_shortlist(*, place: Place = HERE, dropped: bool = False, json: AsJson = False) -> None:
    """List the kept submissions, best first; with --dropped, the dropped ones with their reasons.

    Example: `sishi shortlist list --json`
    """
    with place.open().open_store(reading=True) as store:
        verdicts = store.verdicts()
        chosen = {key: v for key, v in verdicts.items() if isinstance(v, Dropped) == dropped}
        submissions = {s.id: s for s in store.submissions(sorted(chosen))}
        names = {member.id: member.nickname for member in store.members()}
    order = sorted(chosen, key=lambda key: (getattr(chosen[key], "rank", 0), key))
    if json:
        print_json([_verdict_entry(submissions[key], chosen[key], names) for key in order])
        return
    rows = [_verdict_row(submissions[key], chosen[key], names) for key in order]
    print_table(("rank", "id", "score", "member", "product", "reason", "text"), rows)


def list_quarantine(*, place: Place = HERE, json: AsJson = False) -> None:
    """List what could not be taken in, and why. The files themselves stay where they are.

    Example: `sishi quarantine list`
    """
    with place.open().open_store(reading=True) as store:
        items = store.quarantined()
    if json:
        print_json(
            [
                {
                    "inbox": item.inbox,
                    "path": item.path,
                    "reason": item.reason,
                    "why": item.why,
                    "since": item.since.isoformat(),
                    "copy": item.copy,
                }
                for item in items
            ]
        )
        return
    print_table(("path", "reason", "why"), [(item.path, item.reason, item.why) for item in items])


def retry_quarantine(*paths: str, place: Place = HERE) -> None:
    """Let the next run look at these items again (all, if none is named).

    Example: `sishi quarantine retry g001/photo.json`
    """
    with place.open().open_store() as store:
        known = {item.path for item in store.quarantined()}
        if unknown := sorted(set(paths) - known):
            raise UnknownId(f"{unknown[0]!r} is not in quarantine; `sishi quarantine list` shows what is.")
        count = store.forget_quarantine(paths or None)
    say(f"{count} items will be looked at again by the next `sishi run`.")


def explain(id: str, *, place: Place = HERE, json: AsJson = False) -> None:  # noqa: A002 - what the contract calls it
    """Tell why a submission was kept or dropped and where it is shown, or why a post or a gap is as it is.

    Examples: `sishi explain i00012` and `sishi explain g001-2026-11-23-noon`
    """
    with place.open().open_store(reading=True) as store:
        if store.has_submission(id):
            told, lines = _submission_story(store, id)
        elif gap := _gap(store, id):
            told, lines = gap_as_json(gap), [f"空位 {gap.zh}"]
        elif id in {post.id for post in store.posts()}:
            told, lines = _post_story(store, store.post(id))
        else:
            raise UnknownId(
                f"There is no submission, post or gap {id!r}; `sishi shortlist list`, `sishi shortlist list "
                "--dropped` and `sishi queue list` show those there are."
            )
    if json:
        print_json(told)
    else:
        print("\n".join(lines))


def _gap(store: Store, key: str) -> Gap | None:
    """The gap of a cell named as its post would be, or as GROUP-DATE where the whole day is empty."""
    named = {f"{gap.group}-{gap.day}" + (f"-{gap.slot}" if gap.slot else ""): gap for gap in store.gaps()}
    return named.get(key)


def _submission_story(store: Store, key: str) -> tuple[dict[str, Any], list[str]]:
    submission = store.submissions([key])[0]
    names = {member.id: member.nickname for member in store.members()}
    verdict, outcome = store.verdicts().get(key), store.outcomes([key]).get(key)
    shown = [p for p in store.placements() if key in (p.share, p.opener)]
    told = _submission_entry(submission, names) | {
        "score": _outcome_entry(outcome),
        "verdict": _verdict_entry(submission, verdict, names) if verdict else None,
        "shown": [{"group": p.group, "date": p.day.isoformat(), "story": p.story} for p in shown],
    }
    lines = [f"{key} · @{names.get(submission.member or '', '?')} · {submission.group} · {submission.text}"]
    lines.append(
        f"授权 {submission.consent.state} {submission.consent.scope} 至 {submission.consent.until or '不限'}"
    )
    lines += _outcome_lines(outcome)
    lines.append(f"结论 {verdict.zh}" if verdict else "还没有结论：等下一次运行。")
    lines += [f"排入 {p.day} {p.group} · {p.story}" for p in shown]
    return told, lines


def _post_story(store: Store, post: Post) -> tuple[dict[str, Any], list[str]]:
    cell = store.placements(post.day, post.day, [post.group])
    placement = cell[0] if cell else None
    gaps = [gap for gap in store.gaps(post.day, post.day) if gap.group == post.group]
    told = {
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
    lines = [f"{post.id} · {post.state.zh} · {post.story}"]
    if placement:
        lines.append("计分 " + ", ".join(f"{name} {value}" for name, value in placement.why.items()))
        lines.append(f"次选 {placement.runner_up or '无'}")
        lines += _submission_story(store, placement.share)[1] if placement.share else []
    return told, lines + [f"空位 {gap.zh}" for gap in gaps]


def _submission_entry(submission: Submission, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": submission.id,
        "group": submission.group,
        "member": submission.member,
        "nickname": names.get(submission.member or ""),
        "product": submission.product,
        "text": submission.text,
        "posted_at": submission.posted_at.isoformat(),
        "likes": len(submission.likes),
        "consent": {
            "state": submission.consent.state.value,
            "groups": submission.consent.scope.value,
            "until": submission.consent.until,
        },
        "media": [{"sha256": m.sha256, "width": m.width, "height": m.height} for m in submission.media],
    }


def _outcome_entry(outcome: Score | Unreadable | None) -> dict[str, Any] | None:
    match outcome:
        case Score():
            parts = [
                {"name": p.name, "value": p.value, "weight": p.weight, "contribution": p.contribution}
                for p in outcome.parts
            ]
            return {"total": outcome.total, "parts": parts}
        case Unreadable():
            return {"unreadable": outcome.why}
        case None:
            return None


def _outcome_lines(outcome: Score | Unreadable | None) -> list[str]:
    match outcome:
        case Score():
            return [f"得分 {outcome.total:.2f}", *(f"  {part_in_words(part)[0]}" for part in outcome.parts)]
        case Unreadable():
            return [f"读不出来: {outcome.why}"]
        case None:
            return ["还没有评分。"]


def _verdict_entry(submission: Submission, verdict: Kept | Dropped, names: dict[str, str]) -> dict[str, Any]:
    return _submission_entry(submission, names) | {
        "kept": isinstance(verdict, Kept),
        "rank": verdict.rank if isinstance(verdict, Kept) else None,
        "score": verdict.score,
        "reason": verdict.reason.value,
        "of": verdict.of if isinstance(verdict, Dropped) else None,
        "zh": verdict.zh,
        "en": verdict.en,
    }


def _verdict_row(
    submission: Submission, verdict: Kept | Dropped, names: dict[str, str]
) -> tuple[object, ...]:
    rank = verdict.rank if isinstance(verdict, Kept) else ""
    score = f"{verdict.score:.2f}" if verdict.score is not None else ""
    member = names.get(submission.member or "", "")
    return rank, submission.id, score, member, submission.product, verdict.zh, submission.text
