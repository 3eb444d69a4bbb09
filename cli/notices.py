"""Notices: the digest of what waits and what happened, now, to all who want it."""

from cli.common import AsJson, WorkDir, Yes, print_json, say
from content.model import Message

HERE = WorkDir()
ALL_WELL, SOME_FAILED = 0, 1


def digest(*, dry_run: Yes = False, place: WorkDir = HERE, json: AsJson = False) -> int:
    """Send the digests now, whatever the time: what waits for a yes, what is to be changed, what happened.

    Nothing is sent where there is nothing to tell. The exit code is 1 where one did not arrive.

    Example: `sishi notices digest --dry-run`
    """
    from content.publish.sender import Rejected
    from services.alerts import notifier
    from services.digests import all_jobs, digest_for, send_digest, text_of

    with place.context() as context:
        with context.open_store(reading=True) as store:
            jobs = all_jobs(store)
            texts = [text_of(context, digest_for(context, store, job)) for job in jobs]
        ends = [None] * len(jobs) if dry_run else [send_digest(notifier(context, "cli"), job) for job in jobs]
    failed = [end for end in ends if end and isinstance(end.outcome, Rejected)]
    if json:
        print_json(
            [
                {
                    "way": job.way.value,
                    "to": job.target,
                    "text": text,
                    "sent": bool(end and end.outcome and end not in failed),
                }
                for job, text, end in zip(jobs, texts, ends, strict=True)
            ]
        )
        return SOME_FAILED if failed else ALL_WELL
    if not jobs:
        say(Message("cli_notices.nobody"))
    for job, text, end in zip(jobs, texts, ends, strict=True):
        say(Message("cli_notices.one", way=Message(f"cli_notices.{job.way.value}"), to=job.target))
        say(Message("person.words", words=text))
        if end is not None:
            known = "not_sent" if end in failed else "sent" if end.outcome else "nothing_to_tell"
            say(Message(f"cli_notices.{known}"))
    return SOME_FAILED if failed else ALL_WELL
