"""Codes that chat programs write for their own pictures: [捂脸] of WeChat is 🤦; some stand for none and go.

A bracket that is no known code is a member's words and stays. Names as WeChat 8 writes them.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import regex

_GONE_LINES = """
图片 视频 语音 表情 动画表情 文件 位置 链接 名片 转账 拍一拍 聊天记录 小程序 视频号 直播 音乐
Photo Image Picture Video Voice Audio Sticker File Location Link Emoji
"""
GONE = frozenset(_GONE_LINES.split())
_CODE = regex.compile(r" ?\[([^\[\]\s]{1,12})\]")


def without_codes(text: str) -> str:
    """The text with each known code as its emoji, or without it where it stands for no picture."""
    if "[" not in text:
        return text
    return _CODE.sub(_replaced, text)


def _replaced(code: regex.Match[str]) -> str:
    if emoji := _emoji().get(code[1]):
        return emoji
    return "" if code[1] in GONE else code[0]


@cache
def _emoji() -> Mapping[str, str]:
    """The name of each code and its emoji, a line each in chat_codes.txt."""
    lines = files("content.text").joinpath("chat_codes.txt").read_text(encoding="utf-8").splitlines()
    return {name: emoji for name, _, emoji in (line.rpartition(" ") for line in lines)}
