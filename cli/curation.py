"""What became of submissions: the shortlist, the quarantine, and why."""

from typing import Any

from cli.common import AsJson, Place, print_json, print_table, say
from cli.why import as_json, verdict_entry, way_of
from cli.why_in_words import as_lines
from content.errors import UnknownId
from content.gather import reasons
from content.learn.stage import weights_in_use
from content.messages import render
from content.model import Dropped, Gap, Kept, Post, Submission
from content.report import gap_as_json
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
        print_json([verdict_entry(submissions[key], chosen[key], names) for key in order])
        return
    rows = [_verdict_row(submissions[key], chosen[key], names) for key in order]
    print_table(("rank", "id", "score", "member", "product", "reason", "text"), rows)


def list_quarantine(*, place: Place = HERE, json: AsJson = False) -> None:
    """List what could not be taken in, and why. The files themselves stay where they are.

    Example: `sishi quarantine list`
    """
    workspace = place.open()
    with workspace.open_store(reading=True) as store:
        items = store.quarantined()
    language = workspace.settings.language
    if json:
        print_json(
            [
                {
                    "inbox": item.inbox,
                    "path": item.path,
                    "reason": item.reason,
                    "why": item.why,
                    "zh": reasons.zh(item.reason),
                    "en": reasons.en(item.reason),
                    "since": item.since.isoformat(),
                    "copy": item.copy,
                }
                for item in items
            ]
        )
        return
    rows = [(item.path, item.reason, item.why, reasons.said(item.reason, language)) for item in items]
    print_table(("path", "reason", "why", "how to mend it"), rows)


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
    workspace = place.open()
    rules, weights = workspace.choice_rules, weights_in_use(workspace.open_store)
    language = workspace.settings.language
    with workspace.open_store(reading=True) as store:
        if store.has_submission(id):
            way = way_of(store, id, rules)
            told, lines = as_json(way, weights), as_lines(way, weights, language)
        elif gap := _gap(store, id):
            told, lines = gap_as_json(gap), [_gap_line(gap, language)]
        elif id in {post.id for post in store.posts()}:
            told, lines = _post_story(store, store.post(id), language)
            share = told["share"]
            lines += as_lines(way_of(store, share, rules), weights, language) if share else []
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


def _gap_line(gap: Gap, language: str) -> str:
    return f"{'空位' if language == 'zh' else 'Gap'} {render(gap.sentence, language)}"


def _post_story(store: Store, post: Post, language: str) -> tuple[dict[str, Any], list[str]]:
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
    zh = language == "zh"
    lines = [f"{post.id} · {render(post.state.label, 'zh') if zh else post.state.value} · {post.story}"]
    if placement:
        points = ", ".join(f"{name} {value}" for name, value in placement.why.items())
        lines += [f"计分 {points}" if zh else f"Points {points}"]
        lines += [
            f"次选 {placement.runner_up or '无'}" if zh else f"Runner-up {placement.runner_up or 'none'}"
        ]
    return told, lines + [_gap_line(gap, language) for gap in gaps]


def _verdict_row(
    submission: Submission, verdict: Kept | Dropped, names: dict[str, str]
) -> tuple[object, ...]:
    rank = verdict.rank if isinstance(verdict, Kept) else ""
    score = f"{verdict.score:.2f}" if verdict.score is not None else ""
    member = names.get(submission.member or "", "")
    return rank, submission.id, score, member, submission.product, render(verdict.why, "zh"), submission.text
