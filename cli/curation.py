"""What became of submissions: the shortlist, the quarantine, and why."""

from collections.abc import Mapping

from cli.common import AsJson, WorkDir, print_json, print_table, put, say
from cli.why_in_words import as_lines
from cli.why_json import as_json, verdict_entry
from content.errors import UnknownId
from content.gather.reasons import message_of
from content.messages import render
from content.model import Dropped, Kept, Message, Submission
from services.explain import WhyPost
from services.explain import explain as explain_item
from services.feedback import made_up_in

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
    with place.context() as context:
        why = explain_item(context, id)
        made_up = made_up_in(context)
    if json:
        print_json(as_json(why))
    else:
        put(*as_lines(why), *([made_up] if made_up and isinstance(why, WhyPost) else ()))


def _verdict_row(
    submission: Submission, verdict: Kept | Dropped, names: Mapping[str, str]
) -> tuple[object, ...]:
    rank = verdict.rank if isinstance(verdict, Kept) else ""
    score = f"{verdict.score:.2f}" if verdict.score is not None else ""
    member = names.get(submission.member or "", "")
    return rank, submission.id, score, member, submission.product, verdict.why, submission.text
