"""A channel's secrets: from an environment variable or from the workspace's secrets file, read at sending.

They are in no table, no log, no answer and no copy of the workspace's settings. The file is
`secrets.json` beside sishi.toml, for its owner alone (0600): {"channels": {"robot": {"key": "..."}}}.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from content.access import FILE as FILE_MODE
from content.access import is_open_to_others
from content.errors import WrongInput
from content.files import write_whole
from content.model import Channel, ChannelKind, Message

FILE = "secrets.json"
# The field that a bare value of an environment variable fills.
MAIN_FIELD: Mapping[ChannelKind, str] = {
    ChannelKind.WECOM_ROBOT: "key",
    ChannelKind.WECOM_MASS: "corp_secret",
    ChannelKind.WECOM_APP: "corp_secret",
    ChannelKind.FEISHU_BOT: "secret",
    ChannelKind.FEISHU_APP: "app_secret",
    ChannelKind.DINGTALK: "secret",
    ChannelKind.TELEGRAM: "token",
    ChannelKind.DISCORD: "url",
    ChannelKind.DISCORD_BOT: "token",
    ChannelKind.SLACK: "token",
    ChannelKind.WEBHOOK: "key",
    ChannelKind.EMAIL: "password",
}


def secrets_of(root: Path, channel: Channel, environment: Mapping[str, str]) -> Mapping[str, str]:
    """field -> value: what the file has, with what the environment has over it. {} where there is none.
    WrongInput where the file is open to others, or is not as it should be."""
    secrets = dict(_read(root / FILE).get(channel.id, {}))
    if channel.secret_env and (value := environment.get(channel.secret_env, "").strip()):
        secrets |= fields_in(value, channel.kind)
    return secrets


def fields_in(value: str, kind: ChannelKind) -> dict[str, str]:
    """The fields in one value: a JSON object, a webhook's whole address, or the kind's main secret."""
    if value.startswith("{"):
        try:
            fields = json.loads(value)
        except (ValueError, RecursionError):
            raise WrongInput(Message("channel.secret_not_json")) from None
        return {str(name): str(field) for name, field in fields.items()}
    if value.startswith(("http://", "https://")):
        return url_fields(value, kind)
    return {MAIN_FIELD.get(kind, "secret"): value}


def url_fields(url: str, kind: ChannelKind) -> dict[str, str]:
    """The secret fields of an address that a platform gave: a WeCom robot's key stands in its query."""
    if kind is ChannelKind.WECOM_ROBOT:
        try:
            key = parse_qs(urlsplit(url).query).get("key", [""])[0]
        except ValueError:
            key = ""
        if not key:
            raise WrongInput(Message("channel.url_without_key"))
        return {"key": key}
    return {"url": url}


def keep_secrets(root: Path, channel: str, fields: Mapping[str, str]) -> None:
    """Add fields to the file, or replace those of the same name."""
    known = _read(root / FILE)
    known[channel] = dict(known.get(channel, {})) | dict(fields)
    _write(root / FILE, known)


def forget_secrets(root: Path, channel: str) -> None:
    """Remove what the file has of a channel."""
    known = _read(root / FILE)
    if known.pop(channel, None) is not None:
        _write(root / FILE, known)


def _read(file: Path) -> dict[str, dict[str, str]]:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        raise WrongInput(Message("channel.secrets_unreadable", file=str(file))) from None
    if is_open_to_others(file):
        raise WrongInput(Message("channel.secrets_open_to_others", file=str(file)))
    try:
        channels = json.loads(text)["channels"]
        return {str(name): {str(k): str(v) for k, v in fields.items()} for name, fields in channels.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise WrongInput(Message("channel.secrets_broken", file=str(file))) from None


def _write(file: Path, channels: Mapping[str, Mapping[str, str]]) -> None:
    text = json.dumps({"channels": channels}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_whole(file, text.encode(), mode=FILE_MODE)


def environment() -> Mapping[str, str]:
    """That of this process."""
    return os.environ
