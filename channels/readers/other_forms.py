"""Exports of programs that we read, in a form that we do not: what to choose instead."""

import re

from channels.readers.messages import Head

_FORMS = (
    (re.compile(r"\A\ufeff?\s*\[LINE\]"), "source.line_days_unread"),  # days in a language nobody here knows
    (
        re.compile(
            r"\A\ufeff?AuthorID,Author,Date,Content,Attachments,Reactions\b|chatlog__message-container"
        ),
        "source.discord_as_json",
    ),
    (
        re.compile(r"카카오톡 대화\s*\n|\A\ufeff?KakaoTalk Chats with |\A\ufeff?Date,User,Message\s*\n"),
        "source.kakaotalk",
    ),
)


def other_form(head: Head) -> str | None:
    """The code of a message on how to export it once more; None for what nobody knows.

    LINE's days are known in the languages that its reader knows.
    """
    return next((code for form, code in _FORMS if form.search(head.text)), None)
