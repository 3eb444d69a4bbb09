"""企业微信 / WeCom: what its ends have in common: codes, the access token, uploads.

Verified 2026-12 against stored copies of the vendor's pages and of its list of global error codes (document
90313): the meanings below, 41063 while a task is being handed out, `<@userid>` in a robot's text (91770);
images of 10 MB, JPG or PNG, for media/upload, whose ids hold three days for all apps of the corporation
(96484 of 2024-07-22). From memory: 6000 and 44004 on these ends.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from channels.senders.codes import AccessToken, Codes, Reply, kept, lease, obtained
from channels.senders.http import Answer, Patience, Request, call
from channels.senders.refusals import Meaning, missing
from content.publish.sender import Account, Picture, Rejected, TokenCache

T = TypeVar("T")

BASE_URL = "https://qyapi.weixin.qq.com"
PICTURE_BYTES = 10_000_000  # of media/upload
MEDIA_SECONDS = 70 * 3600.0  # a media id holds 72 hours
MEDIA_GONE = 40007
_MOST_PAGES = 50  # of 1,000 entries
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg"}

_SECRET = Meaning("send_wecom.secret", whole_channel=True)
_BUSY = Meaning("send_wecom.busy", passing=True, pause=10)
_STALE = Meaning("send_wecom.token", passing=True, whole_channel=True, pause=60)
_PARAMETERS = Meaning("send_wecom.parameters")
_PICTURE = Meaning("send_wecom.picture")
_STAFF = Meaning("send_wecom.staff")
_NO_RIGHTS = Meaning("send_wecom.no_rights", whole_channel=True)
_WEBHOOK = Meaning("send_wecom.webhook", whole_channel=True)
_GROUP = Meaning("send_wecom.group")

CODES = Codes(
    fields=("errcode",),
    words="errmsg",
    stale=frozenset({40014, 42001, 42009}),
    meanings={
        -1: _BUSY,
        6000: _BUSY,
        40001: _SECRET,
        40003: _STAFF,
        40004: _PICTURE,
        40006: _PICTURE,
        40007: Meaning("send_wecom.media", passing=True, pause=0),
        40009: _PICTURE,
        40013: _SECRET,
        40014: _STALE,
        40031: _STAFF,
        40035: _PARAMETERS,
        40056: Meaning("send_wecom.agent", whole_channel=True),
        40058: _PARAMETERS,
        40063: _PARAMETERS,
        40091: _SECRET,
        40096: _GROUP,
        40123: _PICTURE,
        41047: Meaning("send_wecom.task_gone"),
        41048: Meaning("send_wecom.nobody"),
        41063: Meaning("send_wecom.busy", passing=True, pause=60),
        41064: _PICTURE,
        42001: _STALE,
        42009: _STALE,
        44004: Meaning("send_wecom.empty"),
        45001: _PICTURE,
        45002: Meaning("send_wecom.too_long"),
        45009: Meaning("send_wecom.too_many", passing=True, whole_channel=True, pause=60),
        45033: Meaning("send_wecom.too_many", passing=True, whole_channel=True, pause=10),
        48002: _NO_RIGHTS,
        60011: _NO_RIGHTS,
        60020: Meaning("send_wecom.address", whole_channel=True),
        60111: _STAFF,
        81013: _STAFF,
        84061: _GROUP,
        84074: _NO_RIGHTS,
        90501: _GROUP,
        90502: _GROUP,
        92000: _STAFF,
        93000: _WEBHOOK,
        93004: Meaning("send_wecom.robot_off", whole_channel=True),
        93008: _WEBHOOK,
        301002: _NO_RIGHTS,
    },
)


def without_mentions(text: str) -> str:
    """The text with a zero-width blank in each `<@`, by which a member's words could call everybody."""
    return text.replace("<@", "<\u200b@")


@dataclass(frozen=True, slots=True)
class WecomApi:
    """The ends that want an access token, for one account: `secret` has corp_id and corp_secret."""

    account: Account
    tokens: TokenCache
    patience: Patience

    def post(self, path: str, body: Mapping[str, Any]) -> Reply:
        """Ask `cgi-bin/PATH`: the answer if it says success, else how it ended."""
        request = Request("POST", f"{self._base}/cgi-bin/{path}", body=body)
        return self._with_token(lambda token: self._ask(request, token))

    def get(self, path: str, params: Mapping[str, str]) -> Reply:
        """As `post`, of what is only asked."""
        request = Request("GET", f"{self._base}/cgi-bin/{path}", params)
        return self._with_token(lambda token: self._ask(request, token))

    def pages(self, path: str, body: Mapping[str, Any], entries: str) -> "WecomList | None":
        """All entries of a list, over its pages; None where it could not be read to its end."""
        listed: list[Mapping[str, Any]] = []
        cursor = ""
        for _ in range(_MOST_PAGES):
            answer = self.post(path, {**body, **({"cursor": cursor} if cursor else {})})
            if not isinstance(answer, Answer):
                return None
            page = answer.body.get(entries, [])
            if not isinstance(page, list) or not all(isinstance(entry, dict) for entry in page):
                return None
            listed += page
            cursor = str(answer.body.get("next_cursor") or "")
            if not cursor:
                return WecomList(listed, answer)
        return None

    def media(self, picture: Picture) -> str | Rejected:
        """The media id of an image, uploaded once in 70 hours."""
        name = self._media_name(picture)
        return self._with_token(lambda token: kept(self.tokens, name, lambda: self._upload(picture, token)))

    def forget_media(self, picture: Picture) -> None:
        self.tokens.forget(self._media_name(picture))

    @property
    def _base(self) -> str:
        return self.account.base_url or BASE_URL

    @property
    def app(self) -> str:
        """The app as the cache names it: its secret cannot be read from it."""
        secret = self.account.secret
        named = f"{self._base}\n{secret.get('corp_id', '')}\n{secret.get('corp_secret', '')}"
        return hashlib.sha256(named.encode()).hexdigest()[:24]

    def _media_name(self, picture: Picture) -> str:
        return f"wecom-media:{self.app}:{picture.sha256}"

    def _upload(self, picture: Picture, token: str) -> tuple[str, float]:
        name = picture.sha256[:16] + SUFFIXES[picture.media_type]
        request = Request(
            "POST",
            f"{self._base}/cgi-bin/media/upload",
            {"type": "image"},
            files={"media": (name, picture.content, picture.media_type)},
        )
        return obtained(self._ask(request, token), lambda answer: _named(answer, "media_id")), MEDIA_SECONDS

    def _with_token(self, ask: Callable[[str], T]) -> T | Rejected:
        refusal = missing(self.account, "corp_id", "corp_secret")
        token = AccessToken(f"wecom-token:{self.app}", self._renew, CODES.stale)
        return refusal if refusal else token.use(self.tokens, ask)

    def _ask(self, request: Request, token: str) -> Reply:
        account = replace(self.account, secret={**self.account.secret, "access_token": token})
        with_token = replace(request, params={**request.params, "access_token": token})
        return CODES.judge(account, call(with_token, self.patience))

    def _renew(self) -> tuple[str, float]:
        secret = self.account.secret
        params = {"corpid": secret["corp_id"], "corpsecret": secret["corp_secret"]}
        request = Request("GET", f"{self._base}/cgi-bin/gettoken", params)
        reply = CODES.judge(self.account, call(request, self.patience))
        return obtained(reply, _token)


@dataclass(frozen=True, slots=True)
class WecomList:
    """What a list has, and the answer with its last page."""

    entries: Sequence[Mapping[str, Any]]
    last: Answer


def _named(answer: Answer, name: str) -> str | None:
    value = answer.body.get(name)
    return value if isinstance(value, str) and value else None


def _token(answer: Answer) -> tuple[str, float] | None:
    token = _named(answer, "access_token")
    return (token, lease(answer.body.get("expires_in"))) if token else None
