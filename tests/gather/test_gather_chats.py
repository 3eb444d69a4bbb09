"""What chats carry beside the pictures is kept once, and what was said on consent finds its pictures."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from channels.readers.chat_inbox import ChatInbox
from channels.readers.detect import UnrecognizedDrop, detect
from channels.readers.messages import Export, SourceOptions
from channels.readers.places import Folder
from content.gather import Gathered
from content.messages import render
from content.model import Consent, ConsentState
from content.rights.consents import record_consent

AT = 1795180000
Draw = Callable[[str], Image.Image]


@pytest.fixture
def export(tmp_path: Path, draw: Draw) -> Callable[..., ChatInbox]:
    """A Telegram or WeCom export of these messages, with the pictures a, b and c beside it."""

    def write(name: str, *messages: dict[str, Any]) -> ChatInbox:
        folder = tmp_path / "exports"
        folder.mkdir(exist_ok=True)
        for picture in "abc":
            draw(picture).save(folder / f"{picture}.jpg", quality=90)
        if name.endswith(".jsonl"):
            text = "\n".join(json.dumps(message) for message in messages)
        else:
            text = json.dumps({"id": 7, "type": "private_group", "messages": messages})
        (folder / name).write_text(text, encoding="utf-8")
        place = Folder(folder)
        reader = detect(place, name)
        assert not isinstance(reader, UnrecognizedDrop), render(reader.why, "en")
        return ChatInbox(reader, Export(place, name, SourceOptions(group="g1")), "exports")

    return write


def tells(key: int, who: str = "阿雅", **said: Any) -> dict[str, Any]:
    base = {"id": key, "type": "message", "date_unixtime": str(AT + key * 60), "from": who, "text": ""}
    return base | {"from_id": f"user-{who}"} | said


def likes(*who: str) -> list[dict[str, Any]]:
    return [{"type": "emoji", "emoji": "👍", "count": len(who), "recent": [{"from_id": one} for one in who]}]


def archived(key: str, kind: str, content: dict[str, Any], who: str = "wm1") -> dict[str, Any]:
    head = {"msgid": key, "action": "send", "from": who, "roomid": "r1", "msgtype": kind}
    return head | {"msgtime": (AT + 60 * len(key)) * 1000, kind: content}


def photo(key: str, digest: str, who: str = "wm1") -> dict[str, Any]:
    return archived(key, "image", {"md5sum": digest}, who)


def test_reactions_answers_and_members_are_kept_and_each_counts_once(community: Any, export: Any) -> None:
    shown = tells(1, photo="a.jpg", reactions=likes("m2", "m3"))
    answers = [
        tells(2, "木木", text="好看", reply_to_message_id=1),
        tells(3, "木木", text="真的", reply_to_message_id=1),
    ]
    own = tells(4, text="谢谢", reply_to_message_id=1)
    community.gather(inbox=export("one.json", shown, *answers, own))
    (submission,) = community.submissions
    assert (submission.likes, submission.replies) == ({"m2", "m3"}, 1)
    with community.open_store(reading=True) as store:
        assert [reply.text for reply in store.chat_metadata.thread(submission.id)] == ["好看", "真的", "谢谢"]
        assert {one.kind for one in store.chat_metadata.reactions(submission.id)} == {"👍"}
        assert {"user-阿雅", "user-木木"} <= {member.id for member in store.library.members()}


def test_a_later_export_adds_the_reactions_that_came_since(community: Any, export: Any) -> None:
    community.gather(inbox=export("one.json", tells(1, photo="a.jpg", reactions=likes("m2"))))
    later = tells(1, photo="a.jpg", reactions=likes("m2", "m3"))
    assert community.gather(inbox=export("two.json", later)) == Gathered(updated=1)
    (submission,) = community.submissions
    assert submission.likes == {"m2", "m3"}
    assert community.gather(inbox=export("two.json", later)) == Gathered()


def test_answers_to_a_picture_of_an_earlier_export_find_it_and_count_once(
    community: Any, export: Any
) -> None:
    community.gather(inbox=export("one.json", tells(1, photo="a.jpg")))
    answers = [
        tells(8, "木木", text="好看", reply_to_message_id=1),
        tells(9, "木木", text="真的", reply_to_message_id=1),
        tells(10, text="谢谢", reply_to_message_id=1),
        tells(11, "木木", text="不认识的一句", reply_to_message_id=5),
    ]
    assert community.gather(inbox=export("two.json", *answers)) == Gathered(updated=1)
    (submission,) = community.submissions
    assert submission.replies == 1
    with community.open_store(reading=True) as store:
        assert [reply.text for reply in store.chat_metadata.thread(submission.id)] == ["好看", "真的", "谢谢"]
    more = [*answers, tells(12, "老于", text="我也要", reply_to_message_id=1)]
    assert community.gather(inbox=export("two.json", *more)) == Gathered(updated=1)
    assert [one.replies for one in community.submissions] == [2]


def test_an_album_of_a_chat_grows_with_a_picture_that_comes_later(community: Any, export: Any) -> None:
    album = [tells(1, photo="a.jpg"), tells(1, photo="late.jpg") | {"id": 2}]
    inbox = export("one.json", *album)
    assert community.gather(inbox=inbox) == Gathered(new=1, quarantined=1)
    Image.new("RGB", (60, 40), "teal").save(inbox.export.place.path / "late.jpg")
    assert community.gather(inbox=export("one.json", *album)) == Gathered(updated=1)
    assert [len(one.media) for one in community.submissions] == [2]
    assert community.refused() == {}


def test_an_album_that_lost_a_picture_keeps_it(community: Any, export: Any) -> None:
    album = [tells(1, photo="a.jpg"), tells(1, photo="b.jpg") | {"id": 2}]
    community.gather(inbox=export("one.json", *album))
    community.gather(inbox=export("two.json", album[0]))
    assert [len(one.media) for one in community.submissions] == [2]


@pytest.mark.parametrize("recall_first", [False, True], ids=["recalled later", "the recall was read first"])
def test_a_recall_in_another_export_withdraws_its_picture_and_no_other(
    community: Any, export: Any, recall_first: bool
) -> None:
    pictures = ("one.jsonl", photo("1", "a"), photo("222", "b"))
    recalls = (
        "two.jsonl",
        archived("9", "revoke", {"pre_msgid": "1"}),
        archived("8", "revoke", {"pre_msgid": "77"}),
    )
    for said in (recalls, pictures) if recall_first else (pictures, recalls):
        community.gather(inbox=export(*said))
    said = {(one.consent.state, one.consent.evidence) for one in community.submissions}
    assert said == {(ConsentState.UNKNOWN, ""), (ConsentState.WITHDRAWN, "9")}


def test_a_recall_of_ones_second_message_with_the_same_picture_counts_too(
    community: Any, export: Any
) -> None:
    chat = [photo("1", "a"), archived("22", "text", {"content": "x"}), photo("333", "a")]
    assert community.gather(inbox=export("one.jsonl", *chat)) == Gathered(new=1, duplicates=1)
    community.gather(inbox=export("two.jsonl", archived("9", "revoke", {"pre_msgid": "333"})))
    assert [one.consent.state for one in community.submissions] == [ConsentState.WITHDRAWN]


def test_somebody_elses_recall_of_the_same_picture_takes_nothing_back(community: Any, export: Any) -> None:
    community.gather(inbox=export("one.jsonl", photo("1", "a"), photo("333", "a", who="wm2")))
    community.gather(inbox=export("two.jsonl", archived("9", "revoke", {"pre_msgid": "333"}, who="wm2")))
    assert [one.consent.state for one in community.submissions] == [ConsentState.UNKNOWN]


def test_who_refuses_is_not_shown_with_what_comes_later_either(community: Any, export: Any) -> None:
    community.gather(inbox=export("one.jsonl", photo("1", "a"), archived("9", "disagree", {"userid": "wm1"})))
    community.gather(inbox=export("two.jsonl", photo("4444", "b"), photo("55555", "c", who="wm2")))
    refused = {one.member: one.consent.state for one in community.submissions}
    assert refused == {"wm1": ConsentState.REFUSED, "wm2": ConsentState.UNKNOWN}
    assert len(community.submissions) == 3


def test_reading_a_chat_again_does_not_undo_what_a_person_recorded(community: Any, export: Any) -> None:
    community.gather(inbox=export("one.jsonl", photo("1", "a")))
    (submission,) = community.submissions
    with community.open_store() as store:
        record_consent(
            store,
            submission.id,
            Consent(ConsentState.GRANTED, evidence="paper"),
            at=community.work.now,
            by="小林",
        )
    community.gather(inbox=export("one.jsonl", photo("1", "a"), archived("22", "text", {"content": "x"})))
    assert community.submissions[0].consent.state is ConsentState.GRANTED


def test_words_that_perhaps_take_a_picture_back_hold_it_until_a_person_decides(
    community: Any, export: Any
) -> None:
    shown, doubt = tells(1, photo="a.jpg"), tells(3, text="我反悔了")
    community.gather(inbox=export("one.json", shown))
    (submission,) = community.submissions
    granted = Consent(ConsentState.GRANTED, evidence="msg-9")
    with community.open_store() as store:
        record_consent(store, submission.id, granted, at=community.work.now, by="editor")
    community.gather(inbox=export("one.json", shown, doubt))
    (held,) = community.submissions
    assert (held.consent.state, held.consent.evidence) == (ConsentState.EXPIRED, "7/3")
    assert "perhaps_withdrawn" in community.refused().values()
    with community.open_store() as store:
        record_consent(store, submission.id, granted, at=community.work.now, by="editor")
    community.gather(inbox=export("one.json", shown, doubt, tells(4, "木木", text="好看")))
    (decided,) = community.submissions
    assert decided.consent == granted


def test_a_doubt_neither_undoes_nor_hides_what_was_taken_back(community: Any, export: Any) -> None:
    said = tells(2, text="以后别用我的照片了"), tells(3, text="怎么取消授权")
    community.gather(inbox=export("one.json", *said))
    community.gather(inbox=export("two.json", tells(1, photo="a.jpg")))
    (submission,) = community.submissions
    assert submission.consent.state is ConsentState.WITHDRAWN


def test_those_who_speak_in_unknown_groups_are_not_written_down(
    community: Any, tmp_path: Path, draw: Draw
) -> None:
    draw("a").save(tmp_path / "a.jpg")
    (tmp_path / "m.jsonl").write_text(json.dumps(photo("1", "a")), encoding="utf-8")
    place = Folder(tmp_path)
    reader = detect(place, "m.jsonl")
    assert not isinstance(reader, UnrecognizedDrop)
    inbox = ChatInbox(reader, Export(place, "m.jsonl"), "exports")
    assert community.gather(inbox=inbox) == Gathered(quarantined=1)
    with community.open_store(reading=True) as store:
        assert "wm1" not in {member.id for member in store.library.members()}


# -- what a message was stored as before ------------------------------------------------------------
def wechat(folder: Path, *rows: tuple[int, str, str]) -> ChatInbox:
    """A MemoTrace export without ids of the server: the number of each row, its author, its picture."""
    lines = [f"{n},3,{AT + ord(picture)},{picture}.jpg,{who},{who}" for n, who, picture in rows]
    header = "localId,Type,CreateTime,StrContent,Sender,NickName"
    (folder / "chat.csv").write_text("\n".join([header, *lines]), encoding="utf-8")
    place = Folder(folder)
    reader = detect(place, "chat.csv")
    assert not isinstance(reader, UnrecognizedDrop)
    return ChatInbox(reader, Export(place, "chat.csv", SourceOptions(group="g1")), "exports")


@pytest.fixture
def pictures(tmp_path: Path, draw: Draw) -> Path:
    for picture in "abc":
        draw(picture).save(tmp_path / f"{picture}.jpg", quality=90)
    return tmp_path


def test_what_was_stored_under_the_number_of_its_row_is_not_stored_again(
    pictures: Path, community: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Earlier versions took the number of a row as the id; the same export adds nothing now."""
    with monkeypatch.context() as earlier:
        earlier.setattr("channels.readers.memotrace.MadeKeys.key", lambda *_: "1")
        community.gather(inbox=wechat(pictures, (1, "wxid_a", "a")))
    (stored,) = community.submissions
    taken = community.gather(inbox=wechat(pictures, (1, "wxid_a", "a")))
    assert (taken.new, [one.id for one in community.submissions]) == (0, [stored.id])
    (pictures / "b.jpg").replace(pictures / "a.jpg")
    taken = community.gather(inbox=wechat(pictures, (1, "wxid_a", "a")))
    assert (taken.new, taken.updated, [len(one.media) for one in community.submissions]) == (0, 1, [2])


def test_another_members_message_is_never_an_update(pictures: Path, community: Any) -> None:
    community.gather(inbox=wechat(pictures, (1, "wxid_a", "a"), (2, "wxid_b", "b")))
    later = wechat(pictures, (1, "wxid_c", "c"), (2, "wxid_a", "a"), (3, "wxid_b", "b"))
    taken = community.gather(inbox=later)
    assert (taken.new, taken.updated) == (1, 0)
    assert sorted((one.member, len(one.media)) for one in community.submissions) == [
        ("wxid_a", 1),
        ("wxid_b", 1),
        ("wxid_c", 1),
    ]
