"""Telegram's pages are read with their pictures: who, when, what; albums, answers, forwards."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from channels.readers.messages import SourceOptions
from channels.readers.sources import Opening, open_sources
from content.inbox import Reaction

Read = Callable[..., Any]
HEAD = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head><body>'
    '<div class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">'
    "\n花友 &amp; 朋友\n"
    '</div></div></div><div class="page_body chat_page"><div class="history">'
)
PHOTO = (
    '<div class="media_wrap clearfix"><a class="photo_wrap clearfix pull_left" href="photos/{0}">'
    '<img class="photo" src="photos/{0}" style="width: 260px; height: 195px"/></a></div>'
)


def message(
    key: int, name: str, body: str, at: str = "02.03.2026 09:05:07 UTC+08:00", kind: str = "default"
) -> str:
    """A message as Telegram Desktop writes it; without a name it goes on with the one before."""
    joined = "" if name else " joined"
    by = f'<div class="from_name">\n{name} \n</div>' if name else ""
    when = f'<div class="pull_right date details" title="{at}">\n09:05\n</div>'
    return (
        f'<div class="message {kind} clearfix{joined}" id="message{key}">'
        f'<div class="body">{when}{by}{body}</div></div>\n'
    )


def notice(key: int, text: str) -> str:
    return (
        f'<div class="message service" id="message{key}"><div class="body details">\n{text}\n</div></div>\n'
    )


def text(words: str) -> str:
    return f'<div class="text">\n{words}\n       </div>'


@pytest.fixture
def told(put: Callable[..., Path], read: Read) -> Callable[..., Any]:
    """What the pages come to; the pictures that they name lie there."""

    def tell(*pages: str) -> Any:
        for name in ("a.jpg", "b.jpg"):
            put(f"photos/{name}", b"x")
        files = [put(f"messages{n or ''}.html", HEAD + page) for n, page in enumerate(pages)]
        for n, page in enumerate(pages[1:], 2):
            put(f"messages{n}.html", HEAD + page)
        return read(files[0], SourceOptions(group="g1"))

    return tell


def test_a_message_has_its_author_time_words_and_picture(told: Any) -> None:
    [record] = told(message(5, "阿雅", PHOTO.format("a.jpg") + text("早安<br>a &lt;b&gt; &amp; c"))).records
    assert (record.member.nickname, record.text) == ("阿雅", "早安\na <b> & c")
    assert [file.name for file in record.media] == ["a.jpg"]
    assert record.posted_at == datetime.fromisoformat("2026-03-02T09:05:07+08:00")


def test_a_joined_message_is_by_the_author_before_also_over_pages(told: Any) -> None:
    first = message(5, "小雨", text("早")) + message(6, "", text("好"))
    second = message(7, "", PHOTO.format("a.jpg"), "02.03.2026 09:09:07 UTC+08:00")
    records = told(first, second).records
    assert [record.member.nickname for record in records] == ["小雨"] * 3
    assert [file.name for record in records for file in record.media] == ["a.jpg"]


def test_photos_of_one_second_are_an_album(told: Any) -> None:
    page = message(5, "阿雅", PHOTO.format("a.jpg") + text("两张")) + message(6, "", PHOTO.format("b.jpg"))
    [record] = told(page).records
    assert ([file.name for file in record.media], record.text) == (["a.jpg", "b.jpg"], "两张")


def test_an_answer_names_its_message(told: Any) -> None:
    link = '<div class="reply_to details">\nIn reply to <a href="messages.html#go_to_message5">this</a></div>'
    first, second = told(
        message(5, "阿雅", PHOTO.format("a.jpg")) + message(6, "小雨", link + text("好看"))
    ).records
    assert (second.quotes, second.text) == (first.messages[0], "好看")


def test_a_forwarded_picture_is_nobodys(told: Any) -> None:
    forwarded = (
        '<div class="pull_left forwarded userpic_wrap"><div class="userpic"><div class="initials">路</div>'
        "</div></div>"
        '<div class="forwarded body"><div class="from_name">\n路人 <span class="date details"'
        f' title="01.01.2020 00:00:00 UTC+08:00"></span></div>{PHOTO.format("a.jpg")}{text("别人的")}</div>'
    )
    [record] = told(message(4, "小雨", text("x")) + message(5, "阿雅", forwarded)).records[1:]
    assert (record.member, record.kind, record.text) == (None, "forwarded image", "别人的")
    assert record.posted_at.year == 2026


def test_the_group_itself_posts_no_pictures_of_members(told: Any) -> None:
    page = message(5, "花友 &amp; 朋友", PHOTO.format("a.jpg")) + message(6, "阿雅", text("x"))
    assert told(page).kinds == ["channel image", "text"]
    assert not told(page).records[0].media


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('<div class="media clearfix pull_left media_photo"><div class="body"><div class="title bold">'
         'Sticker</div><div class="status details">\nNot included\n</div></div></div>', "sticker"),
        ('<a class="sticker_wrap clearfix pull_left" href="stickers/s.webp"><img/></a>', "sticker"),
        ('<a class="media clearfix pull_left block_link media_voice_message" href="v.ogg"></a>', "voice"),
        ('<div class="media_poll"><div class="question bold">午饭吃什么</div></div>', "poll"),
        ('<a class="media clearfix pull_left block_link media_file" href="files/a.pdf"></a>', "file"),
        ('<a class="media clearfix pull_left block_link media_file" href="files/a.heic"></a>', "image"),
    ],
)  # fmt: skip
def test_other_kinds_are_counted(told: Any, body: str, kind: str) -> None:
    outcome = told(
        message(4, "小雨", text("x")) + message(5, "阿雅", f'<div class="media_wrap">{body}</div>')
    )
    if kind == "image":
        assert [refused.reason for refused in outcome.refused] == ["media_missing"]
    else:
        assert outcome.kinds == ["text", kind]


def test_reactions_are_members_where_they_are_named(told: Any) -> None:
    named = '<div class="userpic"><div class="initials" title="小雨">小</div></div>'
    body = (
        PHOTO.format("a.jpg")
        + '<span class="reactions"><span class="reaction"><span class="emoji">❤</span>'
        + f'<span class="userpics">{named}</span></span><span class="reaction">'
        + '<span class="emoji">\n🔥\n</span>'
        + '<span class="count">3</span></span></span>'
    )
    [record] = told(message(5, "阿雅", body)).records
    assert record.reactions == (Reaction("小雨@花友 & 朋友", "❤"),)
    assert (record.like_count, record.text) == (3, "")


def test_days_are_no_messages_and_notices_nobodys(told: Any) -> None:
    page = (
        notice(-1, "2 March 2026")
        + notice(4, "小雨 invited 阿雅")
        + message(5, "阿雅", PHOTO.format("a.jpg"))
    )
    assert [(record.kind, record.member is None) for record in told(page).records] == [
        ("system", True),
        ("image", False),
    ]


def test_a_clock_without_offset_is_read_in_the_zone_asked_for(told: Any) -> None:
    [record] = told(message(5, "阿雅", text("x"), "02.03.2026 09:05:07")).records
    assert record.posted_at == datetime.fromisoformat("2026-03-02T09:05:07+00:00")


def test_a_deleted_account_is_nobody(told: Any) -> None:
    page = message(5, "Deleted Account", PHOTO.format("a.jpg")) + message(6, "阿雅", text("x"))
    assert [record.member is None for record in told(page).records] == [True, False]


def test_an_unread_time_refuses_one_message(told: Any) -> None:
    outcome = told(message(5, "阿雅", text("x"), "yesterday") + message(6, "阿雅", text("y")))
    assert [refused.reason for refused in outcome.refused] == ["bad_message"]
    assert len(outcome.records) == 1


def test_pages_of_one_chat_are_one_source_and_nothing_beside_them_is_anonymous(
    put: Callable[..., Path], tmp_path: Path
) -> None:
    put("messages.html", HEAD + message(5, "阿雅", PHOTO.format("a.jpg")))
    put("messages2.html", HEAD + message(6, "", text("x")))
    for name in ("photos/a.jpg", "photos/a_thumb.jpg", "images/back.png"):
        put(name, b"x")
    sources = open_sources(tmp_path, Opening("x", tmp_path / ".opened", known=frozenset({"g1"})))
    assert isinstance(sources, list)
    assert [getattr(source, "reader", source).name for source in sources] == ["telegram_page"]
    assert sources[0].not_looked_at == 3  # type: ignore[union-attr] # a chat, by the line above
