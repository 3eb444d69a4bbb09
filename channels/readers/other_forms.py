"""Exports of programs that we read, in a form that we do not: what to choose instead."""

import re

from channels.readers.messages import Head

_TELEGRAM_PAGE = re.compile(r'class="message (?:default|service)[^"]*"\s+id="message-?\d+"')
_LINE_FOR_PC = re.compile(r"\A\ufeff?\d{4}\.\d{2}\.\d{2} \S+\r?\n\d{2}:\d{2} \S")
_LINE = re.compile(r"\A\ufeff?\s*\[LINE\]")


def other_form(head: Head) -> str | None:
    """The code of a message on how to export it once more; None for what nobody knows.

    Telegram's pages name people by what they are called and not by id. LINE for PC parts neither names from
    words nor lines of a text from messages. LINE's days are known in the languages that its reader knows.
    """
    if _TELEGRAM_PAGE.search(head.text):
        return "source.telegram_page"
    if _LINE_FOR_PC.search(head.text):
        return "source.line_for_pc"
    return "source.line_days_unread" if _LINE.search(head.text) else None
