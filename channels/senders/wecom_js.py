"""企业微信网页 / pages inside WeCom: who opened one, and the signatures by which it may call the client.

From stored copies of the vendor's pages and of articles, 2026-12: the ticket of the corporation signs
`config`, the ticket of the app signs `agentConfig`; they are given 400 and 100 times an hour at most, so both
are kept; the signature is the sha1 of jsapi_ticket, noncestr, timestamp and url without its fragment, in this
order. From memory: auth/getuserinfo answers `userid` for staff and something else for strangers. Nothing of
it was tried on a real corporation.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from channels.senders.codes import kept, lease, obtained
from channels.senders.http import PATIENCE, Answer, Patience
from channels.senders.wecom import WecomApi
from content.publish.sender import Account, NoAnswer, Picture, Rejected, TokenCache

AUTHORIZE = "https://open.weixin.qq.com"


class TicketKind(StrEnum):
    CONFIG = "config"  # of the corporation
    AGENT = "agent"  # of the app


@dataclass(frozen=True, slots=True)
class JsSignature:
    """What `config` or `agentConfig` takes."""

    timestamp: int
    nonce: str
    signature: str


def signed(ticket: str, url: str, *, nonce: str, timestamp: int) -> JsSignature:
    """The signature for a page; what follows # in its address does not count."""
    address = url.partition("#")[0]
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={address}"
    digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
    return JsSignature(timestamp, nonce, digest)


def login_address(base_url: str, corp_id: str, agent_id: str, *, to: str, state: str) -> str:
    """Where the client is sent to say who holds it; it comes back to `to` with `code` and `state`."""
    query = {
        "appid": corp_id,
        "redirect_uri": to,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": state,
        "agentid": agent_id,
    }
    return f"{base_url or AUTHORIZE}/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect"


@dataclass(frozen=True, slots=True)
class WecomPages:
    """The ends that a page inside WeCom needs, for the app of an account."""

    account: Account
    tokens: TokenCache
    patience: Patience = PATIENCE

    def userid(self, code: str) -> str | Rejected | NoAnswer:
        """Who came with the code, "" for somebody who is none of the corporation's staff."""
        reply = self._api.get("auth/getuserinfo", {"code": code})
        if not isinstance(reply, Answer):
            return reply
        userid = reply.body.get("userid")
        return userid if isinstance(userid, str) else ""

    def ticket(self, kind: TicketKind) -> str | Rejected:
        """The ticket that signs, kept for as long as it holds."""
        return kept(self.tokens, f"wecom-ticket:{self._api.app}:{kind}", lambda: self._renew(kind))

    def media(self, picture: Picture) -> str | Rejected:
        """The media id of an image, as a message into a chat takes it."""
        return self._api.media(picture)

    @property
    def _api(self) -> WecomApi:
        return WecomApi(self.account, self.tokens, self.patience)

    def _renew(self, kind: TicketKind) -> tuple[str, float]:
        paths = {
            TicketKind.CONFIG: ("get_jsapi_ticket", {}),
            TicketKind.AGENT: ("ticket/get", {"type": "agent_config"}),
        }
        return obtained(self._api.get(*paths[kind]), _ticket)


def _ticket(answer: Answer) -> tuple[str, float] | None:
    ticket = answer.body.get("ticket")
    return (ticket, lease(answer.body.get("expires_in"))) if isinstance(ticket, str) and ticket else None
