"""企业微信应用消息 / a WeCom app's message to staff, as when an owner is reminded of what is to be sent.

Verified 2026-12 in stored copies of the vendor's page (90236 of 2025-09-24): text of 2,048 bytes,
`invaliduser` in lower case beside a success, 81013 where nobody is left; the same request within an interval
is dropped where enable_duplicate_check is 1; what goes beyond 30 messages a minute or 1,000 an hour for a
member is dropped without a word; round hours are to be avoided. From memory: up to 1,000 people by `|`, a
card's title of 128 and description of 512 bytes. What became of a call without answer, a person sees.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from channels.senders.direct import Direct
from channels.senders.http import Answer
from channels.senders.refusals import Meaning, rejected
from channels.senders.text_split import parts_of, size_of, split_text
from channels.senders.wecom import WecomApi
from content.model import Capabilities
from content.publish.sender import Account, Delivered, Letter, Part, Rejected, SendOutcome, TokenCache
from content.sanitize import one_line

MOST_PEOPLE = 1_000
TITLE, DESCRIPTION = 128, 512  # bytes of a card
SAME_AGAIN = 600  # seconds in which the platform drops a repetition
_STAFF = Meaning("send_wecom.staff")
_AGENT = Meaning("send_wecom.agent", whole_channel=True)


class WecomAppSender(Direct):
    """`secret` has corp_id, corp_secret and agent_id; it writes to `people`.

    `options["link"]`, an address, makes the message a card that opens it; the first line is its title.
    """

    capabilities = Capabilities(text_size=2_048, text_in_bytes=True, pictures=(), a_minute=30, one_chat=True)

    def parts(self, letter: Letter) -> Sequence[Part]:
        return parts_of(letter, self.capabilities)

    def upload(self, account: Account, part: Part, tokens: TokenCache) -> str | Rejected:
        return rejected("no_pictures", Meaning("send_refused.no_pictures")) if part.picture else ""

    def send(self, account: Account, part: Part, media: str, key: str, tokens: TokenCache) -> SendOutcome:
        agent = account.secret.get("agent_id", "")
        if not (agent.isascii() and agent.isdigit()):
            return rejected("no_agent", _AGENT)
        if not 0 < len(account.people) <= MOST_PEOPLE:
            return rejected("no_people", _STAFF)
        body = {
            "touser": "|".join(account.people),
            "agentid": int(agent),
            "enable_duplicate_check": 1,
            "duplicate_check_interval": SAME_AGAIN,
            **_content(part.text, account.options.get("link", "")),
        }
        reply = WecomApi(account, tokens, self._patience).post("message/send", body)
        return _outcome(reply, account.people) if isinstance(reply, Answer) else reply


def _content(text: str, link: str) -> Mapping[str, Any]:
    if not link:
        return {"msgtype": "text", "text": {"content": text}}
    first, _, rest = text.partition("\n")
    title, description = _cut(one_line(first), TITLE), _cut(rest or first, DESCRIPTION)
    return {"msgtype": "textcard", "textcard": {"title": title, "description": description, "url": link}}


def _cut(text: str, most: int) -> str:
    """As much of the text as `most` bytes hold, with a mark where it goes on: the link has all of it."""
    if size_of(text, in_bytes=True) <= most:
        return text
    return split_text(text, most - len("…".encode()), in_bytes=True)[0] + "…"


def _outcome(answer: Answer, people: Sequence[str]) -> SendOutcome:
    unknown = str(answer.body.get("invaliduser") or "").lower().split("|")  # WeCom returns them in lower case
    missed = [person for person in people if person.lower() in unknown]
    if len(missed) == len(people):
        return rejected("invaliduser", _STAFF)
    receipt = {"msgid": str(answer.body.get("msgid") or ""), "missed": " ".join(missed)}
    return Delivered({name: value for name, value in receipt.items() if value})
