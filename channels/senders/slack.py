"""Slack by an app: the picture is uploaded, then one `chat.postMessage` has text and picture.

Checked (docs.slack.dev and public threads, 2026): upload in three steps; without a channel the file is seen
by nobody; an image block takes a `slack_file` that is png, jpg or gif, and that the app has access to; right
after its upload a file may still be unknown («invalid slack file», python-slack-sdk#1521); a section has
3,000 characters and all blocks together some 13,000 (bolt-js#2509); metadata come back with
`include_all_metadata`; about one message a second in a channel; the errors, of which `internal_error` and
`fatal_error` say «it's possible some aspect of the operation succeeded». Not checked: that members see a
picture whose file was shared nowhere but in the block.

Texts are plain_text, so that no mark-up is read, and `& < >` are escaped, so that `<!channel>` is no mention.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from channels.senders.codes import Reply, kept, obtained
from channels.senders.direct import Direct
from channels.senders.http import Answer, Request, call
from channels.senders.letters import in_parts
from channels.senders.lookup import SKEW, nowhere
from channels.senders.refusals import (
    Failure,
    Meaning,
    missing,
    no_answer,
    quotable,
    rejected,
    unknown_refusal,
    unsendable,
)
from content.model import Capabilities, Recovery
from content.publish.sender import (
    Account,
    Delivered,
    Letter,
    OpenCall,
    Part,
    Picture,
    Rejected,
    SendOutcome,
    TokenCache,
)

BASE_URL = "https://slack.com"
TEXT, SECTION, NOTICE = 12_000, 3_000, 150  # characters, escaped: of all blocks, of one, of the notification
EVENT = "sishi_post"
FILE_SECONDS = 6 * 3_600.0  # an uploaded file serves all groups of its day's slot
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg"}
_PAGE, _MOST_PAGES = 200, 10

_TOKEN = Meaning("send_slack.token", whole_channel=True)
_SCOPE = Meaning("send_slack.scope", whole_channel=True)
_CHANNEL = Meaning("send_slack.channel_not_found")
_TOO_LONG = Meaning("send_slack.too_long")
_RESTRICTED = Meaning("send_slack.restricted")
_LIMITED = Meaning("send_slack.limited", passing=True, pause=30)
_NOT_READY = Meaning("send_slack.file_not_ready", passing=True, pause=5)
MEANINGS: Mapping[str, Meaning] = {
    "channel_not_found": _CHANNEL,
    "not_in_channel": Meaning("send_slack.not_in_channel"),
    "is_archived": Meaning("send_slack.archived"),
    "invalid_auth": _TOKEN,
    "not_authed": _TOKEN,
    "account_inactive": _TOKEN,
    "token_revoked": _TOKEN,
    "token_expired": _TOKEN,
    "missing_scope": _SCOPE,
    "no_permission": _SCOPE,
    "not_allowed_token_type": _SCOPE,
    "msg_too_long": _TOO_LONG,
    "msg_blocks_too_long": _TOO_LONG,
    "restricted_action": _RESTRICTED,
    "restricted_action_read_only_channel": _RESTRICTED,
    "restricted_action_thread_only_channel": _RESTRICTED,
    "restricted_action_non_threadable_channel": _RESTRICTED,
    "file_upload_size_restricted": Meaning("send_slack.storage"),
    "storage_limit_reached": Meaning("send_slack.storage", whole_channel=True),
    "ratelimited": _LIMITED,
    "rate_limited": _LIMITED,
    "message_limit_exceeded": _LIMITED,
    "request_timeout": Meaning("send_slack.cut_short", passing=True),  # «POST data was missing or truncated»
}
_FILE_GONE = frozenset({"file_not_found", "file_deleted"})
_OPEN = frozenset({"internal_error", "fatal_error", "service_unavailable"})  # it may have been sent


class SlackSender(Direct):
    """`secret["token"]` is the app's (xoxb-), `chat` the id of the channel, C... ."""

    capabilities = Capabilities(
        text_size=TEXT,
        caption_size=TEXT,
        picture_bytes=10_000_000,  # far less than Slack's own limit: it is for phones
        a_minute=240,  # «several hundred» in a workspace; one a second in a channel
        recovery=Recovery.READ_BACK,
    )

    def parts(self, letter: Letter) -> Sequence[Part]:
        return in_parts(letter)

    def upload(self, account: Account, part: Part, tokens: TokenCache) -> str | Rejected:
        """The id of the picture's file, uploaded once for all groups."""
        if part.picture is None:
            return ""
        if refusal := missing(account, "token"):
            return refusal
        picture = part.picture
        return kept(tokens, _name_of(account, picture), lambda: self._uploaded(account, picture))

    def send(self, account: Account, part: Part, media: str, key: str, tokens: TokenCache) -> SendOutcome:
        if refusal := unsendable(account, len(escaped(part.text)), TEXT):
            return refusal
        message = {
            "channel": account.chat,
            "blocks": _blocks(part.text, media),
            "text": escaped(part.text[:NOTICE]),
            "metadata": {"event_type": EVENT, "event_payload": {"key": key}},
            "mrkdwn": False,
            "parse": "none",
            "link_names": False,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        answer = call(_request(account, "chat.postMessage", body=message), self._patience)
        outcome = _outcome(account, answer) if isinstance(answer, Answer) else answer
        if part.picture and isinstance(outcome, Rejected) and outcome.code in _FILE_GONE:
            tokens.forget(_name_of(account, part.picture))
        return outcome

    def find(self, account: Account, part: Part, call: OpenCall, tokens: TokenCache) -> SendOutcome | None:
        """The message whose metadata have the call's key."""
        if missing(account, "token") or not account.chat:
            return None
        window = {
            "channel": account.chat,
            "oldest": f"{(call.began_at - SKEW).timestamp():.6f}",
            "include_all_metadata": "true",
            "limit": str(_PAGE),
        }
        for _ in range(_MOST_PAGES):
            answer = self._asked(account, _request(account, "conversations.history", form=window))
            messages = answer.body.get("messages") if isinstance(answer, Answer) else None
            if not isinstance(answer, Answer) or not isinstance(messages, list):
                return None
            if stamp := _stamp_of(messages, call.key):
                return Delivered({"channel": account.chat, "ts": stamp})
            if not (cursor := _cursor(answer)):
                return nowhere(answer, call)
            window["cursor"] = cursor
        return None

    def _uploaded(self, account: Account, picture: Picture) -> tuple[str, float]:
        """The id of a new file, and how long it is used. NotObtained where one of the three steps fails."""
        name = f"poster.{_SUFFIXES[picture.media_type]}"
        size = {"filename": name, "length": str(len(picture.content))}
        place = self._asked(account, _request(account, "files.getUploadURLExternal", form=size))
        url, file = obtained(place, _place)
        headers = {"Content-Type": picture.media_type}
        sent = call(Request("POST", url, content=picture.content, headers=headers), self._patience)
        obtained(sent, lambda answer: answer.status == 200 or None)
        files = {"files": json.dumps([{"id": file, "title": name}])}
        obtained(self._asked(account, _request(account, "files.completeUploadExternal", form=files)), _is_ok)
        return file, FILE_SECONDS

    def _asked(self, account: Account, request: Request) -> Reply:
        answer = call(request, self._patience)
        return _refusal(account, answer) if isinstance(answer, Answer) and not _is_ok(answer) else answer


def _name_of(account: Account, picture: Picture) -> str:
    """Under which the picture's file id is kept."""
    return f"{account.channel}:slack_file:{picture.sha256}"


def _is_ok(answer: Answer) -> bool:
    return answer.body.get("ok") is True


def _place(answer: Answer) -> tuple[str, str] | None:
    """Where a file goes, and its id."""
    url, file = answer.body.get("upload_url"), answer.body.get("file_id")
    return (url, file) if isinstance(url, str) and isinstance(file, str) else None


def escaped(text: str) -> str:
    """The text without a character that Slack gives a meaning to."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _request(account: Account, method: str, **fields: Any) -> Request:
    headers = {"Authorization": f"Bearer {account.secret['token']}"}
    return Request("POST", f"{account.base_url or BASE_URL}/api/{method}", headers=headers, **fields)


def _blocks(text: str, media: str) -> list[dict[str, Any]]:
    """The text in sections, and the picture below it."""
    texts = [{"type": "plain_text", "text": piece} for piece in sections_of(text)]
    sections = [{"type": "section", "text": piece} for piece in texts]
    picture = {
        "type": "image",
        "slack_file": {"id": media},
        "alt_text": escaped(text[:NOTICE]).strip() or "-",
    }
    return [*sections, picture] if media else sections


def sections_of(text: str) -> list[str]:
    """The escaped text in pieces of at most SECTION characters, none blank, cut at line breaks if may be."""
    pieces, room = [""], SECTION
    for line in text.splitlines(keepends=True):
        for character_run in _runs(line):
            if len(pieces[-1]) + len(character_run) > room:
                pieces.append("")
            pieces[-1] += character_run
    return [piece for piece in pieces if piece.strip()]


def _runs(line: str) -> list[str]:
    """An escaped line whole where a section takes it, else character by character."""
    whole = escaped(line)
    return [whole] if len(whole) <= SECTION else [escaped(character) for character in line]


def _outcome(account: Account, answer: Answer) -> SendOutcome:
    if not _is_ok(answer):
        return _refusal(account, answer)
    fields = {name: quotable(account, answer.body.get(name)) for name in ("channel", "ts")}
    return Delivered({name: value for name, value in fields.items() if value})


def _refusal(account: Account, answer: Answer) -> Failure:
    error, status = answer.body.get("error"), answer.status
    if status == 429:
        return rejected("ratelimited", _LIMITED, answer.retry_after)
    if not isinstance(error, str):
        return unknown_refusal(account, str(status), "") if 400 <= status < 500 else no_answer(str(status))
    if status >= 500 or error in _OPEN:
        return no_answer(error if error in _OPEN else str(status))
    details = _details(answer.body)
    if error == "invalid_blocks" and "slack file" in details:
        return rejected(error, _NOT_READY)
    if meaning := MEANINGS.get(error):
        return rejected(error, meaning, answer.retry_after)
    return unknown_refusal(account, error, details)


def _details(body: Mapping[str, Any]) -> str:
    """What Slack says of an error besides its code."""
    notes = body.get("response_metadata")
    lists = (
        body.get("errors"),
        notes.get("messages") if isinstance(notes, dict) else None,
        [body.get("needed")],
    )
    return "; ".join(
        line for listed in lists if isinstance(listed, list) for line in listed if isinstance(line, str)
    )


def _stamp_of(messages: Sequence[object], key: str) -> str | None:
    """The ts of the message that has the key among its metadata."""
    for message in messages:
        match message:
            case {
                "ts": str(stamp),
                "metadata": {"event_type": str(kind), "event_payload": {"key": str(known)}},
            }:
                if (kind, known) == (EVENT, key):
                    return stamp
    return None


def _cursor(answer: Answer) -> str:
    notes = answer.body.get("response_metadata")
    cursor = notes.get("next_cursor") if isinstance(notes, dict) else None
    return cursor if isinstance(cursor, str) else ""
