"""Exports in a form that is not read say which form to choose instead, and their pictures wait."""

from collections.abc import Callable
from pathlib import Path

import pytest

from channels.readers.detect import UnrecognizedDrop, detect
from channels.readers.places import Folder
from channels.readers.sources import NotUnderstood, Opening, open_sources
from content.messages import render

Put = Callable[..., Path]
THAI = "[LINE] ประวัติการแชทกับ สมชาย\nบันทึกเมื่อ: 12/03/2025 10:00\n\nพ., 12/03/2025\n09:15\tสมชาย\tสวัสดี\n"


@pytest.mark.parametrize(
    ("name", "text", "advice"),
    [
        ("chat.txt", THAI, "set LINE to English"),
        ("x.csv", "AuthorID,Author,Date,Content,Attachments,Reactions\n", "-f Json --media"),
        ("x.html", "<html><div id=chatlog__message-container-1 data-message-id=1>", "-f Json --media"),
        (
            "x.txt",
            "茶友群 님과 카카오톡 대화\n저장한 날짜 : 2026-11-20\n",
            "with their authors in an index.csv",
        ),
    ],
)
def test_another_form_of_an_export_says_which_to_choose(put: Put, name: str, text: str, advice: str) -> None:
    path = put(name, text)
    put("photos/a.jpg", b"x")
    unknown = detect(Folder(path.parent), name)
    assert isinstance(unknown, UnrecognizedDrop)
    assert advice in render(unknown.seen, "en")
    sources = open_sources(path.parent, Opening("x", path.parent.parent / "opened"))
    assert isinstance(sources, NotUnderstood)
    assert [len(export.held) for export in sources.exports] == [1]


def test_a_line_chat_of_known_days_is_read_as_before(put: Put) -> None:
    path = put(
        "chat.txt", "[LINE] Chat history with Bob\nSaved on: 2025/01/20\n\n2025/01/20(Mon)\n09:15\tBob\thi\n"
    )
    reader = detect(Folder(path.parent), "chat.txt")
    assert not isinstance(reader, UnrecognizedDrop)
    assert reader.name == "line"
