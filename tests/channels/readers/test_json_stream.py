"""A long JSON object is read in pieces, and says the same as if it were read whole."""

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.readers import json_stream
from channels.readers.chat import stream
from channels.readers.chatlab import ChatLab
from channels.readers.json_stream import backwards, members_of
from channels.readers.messages import ChatMessage, Export, Reader
from channels.readers.places import Folder
from channels.readers.qq_exporter import QqExporter
from channels.readers.telegram import Telegram
from channels.readers.weflow import WeFlow
from content.inbox import RefusedItem
from content.messages import render
from content.validation import BadValue

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(folder: Path, text: str) -> list[tuple[str, Any]]:
    (folder / "x.json").write_text(text, encoding="utf-8")
    return list(members_of(Folder(folder), "x.json", "messages"))


@quick
@given(
    before=st.dictionaries(st.text(max_size=3), values, max_size=3),
    messages=st.lists(values, max_size=9),
    after=st.dictionaries(st.text(min_size=4, max_size=5), values, max_size=2),
    indent=st.sampled_from([None, 2]),
    piece=st.integers(1, 40),
)
def test_it_says_the_same_in_pieces_of_any_length(
    tmp_path: Path, before: Any, messages: Any, after: Any, indent: int | None, piece: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "PIECE", piece)
        members = read(tmp_path, json.dumps(before | {"messages": messages} | after, indent=indent))
    assert [value for key, value in members if key == "messages"] == messages
    assert {key: value for key, value in members if key != "messages"} == before | after


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"messages": [1,\n 2', "line 2, column 3"),
        ('{"messages": [1,\n 2 3]}', "line 2, column 4"),
        ('{"messages": [{"a": 1},\n\n {"b": tru', "line 3, column 8"),
        ('{"messages": []}\n{}', "line 2, column 1"),
        ("{messages: []}", "line 1, column 2"),
    ],
)
@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_damage_is_told_by_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, where: str, piece: int
) -> None:
    monkeypatch.setattr(json_stream, "PIECE", piece)
    with pytest.raises(BadValue) as error:
        read(tmp_path, text)
    assert where in render(error.value.message, "en")


@pytest.mark.parametrize("text", ["[]", '"x"', "7", '{"a": 1}', '{"messages": 7}', ""])
def test_what_is_no_such_object_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadValue):
        read(tmp_path, text)


def message(n: int) -> dict[str, Any]:
    """One that each of the readers below takes as its own."""
    name = f"wxid_{n % 7}"
    return {
        "createTime": 1_767_000_000 + n,
        "timestamp": 1_767_000_000 + n,
        "date_unixtime": str(1_767_000_000 + n),
        "content": "好" * 900,
        "senderUsername": name,
        "sender": name,
        "from": name,
        "from_id": name,
    }


def of_qq(n: int) -> dict[str, Any]:
    return message(n) | {"id": str(n), "sender": {"uin": str(n % 7)}, "content": {"text": "好" * 900}}


SESSION = '], "session": {"wxid": "r@chatroom", "type": "群聊"}}'
ALL_CHATS = '{"chats": {"list": [{}, {"id": 7, "type": "private_group", "messages": ['


@pytest.mark.parametrize(
    ("reader", "before", "after", "made"),
    [
        (WeFlow(), '{"messages": [', SESSION, message),
        (ChatLab(), '{"chatlab": {}, "messages": [', '], "meta": {"groupId": "1"}}', message),
        (Telegram(), '{"messages": [', '], "id": 7, "type": "private_group"}', message),
        (Telegram(), ALL_CHATS, "]}]}}", message),
        (QqExporter(), '{"messages": [', '], "chatInfo": {"type": "group"}}', of_qq),
    ],
)
def test_a_long_chat_is_read_in_the_memory_of_a_few_messages(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    reader: Reader,
    before: str,
    after: str,
    made: Callable[[int], dict[str, Any]],
) -> None:
    monkeypatch.setattr(json_stream, "PIECE", 20_000)
    with (tmp_path / "chat.json").open("w", encoding="utf-8") as file:
        file.write(before)
        rows = (json.dumps(made(n), ensure_ascii=False) for n in range(1_500))
        file.writelines(f"{',' if n else ''}{row}\n" for n, row in enumerate(rows))
        file.write(after)
    tracemalloc.start()
    told = [type(entry) for entry in reader.entries(Export(Folder(tmp_path), "chat.json"))]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told == [ChatMessage] * 1_500
    assert peak < 1_500_000, "the file has four million bytes"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("telegram", '{"id": 7, "messages": [{"from_id": "a"}, {"from_id": '),
        ("telegram", '{"chats": {"list": 7}}'),
        ("chatlab", '{"chatlab": {}, "meta": {}}'),
        ("qq", '{"chatInfo": {}, "messages": 7}'),
        ("qq", '{"chatInfo": {}, "metadata": {}}'),
    ],
)
def test_a_damaged_file_is_refused_before_its_first_message(
    put: Callable[..., Path], name: str, text: str
) -> None:
    file = put("chat.json", text)
    reader: Reader = next(known for known in (Telegram(), ChatLab(), QqExporter()) if known.name == name)
    [refused] = reader.entries(Export(Folder(file.parent), "chat.json"))
    assert isinstance(refused, RefusedItem)


def test_a_file_beyond_all_limits_is_refused_whole(
    put: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_stream, "PIECE", 100)
    monkeypatch.setattr(json_stream, "LARGEST_STREAM", 2_000)
    file = put("chat.json", {"session": {}, "messages": [message(n) for n in range(5)]})
    [refused] = stream(WeFlow(), Export(Folder(file.parent), "chat.json"))
    assert isinstance(refused, RefusedItem)
    assert "export a shorter time" in render(refused.why, "en")


def test_the_newest_first_is_read_from_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "BATCH", 3)
    assert list(backwards(iter(range(8)))) == list(range(7, -1, -1))
