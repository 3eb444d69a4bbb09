"""A chat export is an inbox: its pictures are items, known again by their stats, with what came of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from channels.readers.chat_inbox import ASIDE, ChatInbox
from channels.readers.messages import SourceOptions
from channels.readers.wecom import Wecom
from content.gather import Gathered, Gathering, gather
from content.inbox import Aside, Item, Record, RefusedItem
from content.media import MediaFolder
from content.messages import render
from content.model import ConsentState
from content.store import OpenStore
from content.workers import Workers

AT = 1795180000_000
Put = Callable[..., Path]
Open = Callable[..., ChatInbox]


def said(
    key: str, kind: str, content: dict[str, Any], sender: str = "wm1", room: str = "g1"
) -> dict[str, Any]:
    head = {"msgid": key, "action": "send", "from": sender, "roomid": room, "msgtype": kind}
    return head | {"msgtime": AT + int(key) * 60_000, kind: content}


def photo(key: str, digest: str, **who: str) -> dict[str, Any]:
    return said(key, "image", {"md5sum": digest}, **who)


def shown(inbox: ChatInbox) -> list[Item]:
    """Its items without the one that says who spoke."""
    return [item for item in inbox.items(inbox.export.name) if not item.path.endswith(ASIDE)]


def only(inbox: ChatInbox) -> Record:
    (item,) = shown(inbox)
    outcome = inbox.read(item)
    assert isinstance(outcome, Record), outcome
    return outcome


@pytest.fixture
def photos(put: Put) -> Put:
    """Draws the pictures that messages name."""
    for n, name in enumerate("abc"):
        Image.new("RGB", (64, 48), (80 * n, 40, 90)).save(put(f"{name}.jpg", b""), quality=90)
    return put


@pytest.mark.usefixtures("photos")
def test_only_what_shows_a_picture_or_is_broken_is_an_item(put: Put, an_inbox: Open) -> None:
    inbox = an_inbox(
        put("m.jsonl", photo("1", "a"), said("2", "text", {"content": "x"}), "{", photo("3", "nowhere"))
    )
    assert [item.path for item in shown(inbox)] == ["m.jsonl#1", "m.jsonl#3", "m.jsonl#line 3"]
    outcomes = [inbox.read(item) for item in shown(inbox)]
    assert [getattr(one, "reason", "taken") for one in outcomes] == ["taken", "media_missing", "bad_message"]
    assert inbox.items("other") == []


def said_beside(inbox: ChatInbox) -> Aside:
    aside = inbox.read(inbox.items(inbox.export.name)[-1])
    assert isinstance(aside, Aside)
    return aside


@pytest.mark.usefixtures("photos")
def test_who_spoke_and_what_was_said_on_consent_comes_last(put: Put, an_inbox: Open) -> None:
    lines = [
        photo("1", "a"),
        said("5", "revoke", {"pre_msgid": "1"}),
        said("6", "text", {"content": "x"}, "wm2"),
    ]
    aside = said_beside(an_inbox(put("m.jsonl", *lines)))
    assert [(event.state, event.message, event.evidence) for event in aside.events] == [
        (ConsentState.WITHDRAWN, "1", "5")
    ]
    assert ([member.id for member in aside.members], aside.source) == (["wm1", "wm2"], "wecom")


def test_a_recall_of_nothing_is_broken_and_takes_nothing_back(put: Put, an_inbox: Open) -> None:
    inbox = an_inbox(put("m.jsonl", said("5", "revoke", {}), said("6", "text", {"content": "x"})))
    assert said_beside(inbox).events == ()
    (broken,) = (inbox.read(item) for item in shown(inbox))
    assert isinstance(broken, RefusedItem)
    assert "does not say of what" in render(broken.why, "en")


def test_texts_with_a_code_are_kept_as_answers_of_nobody_where_anybody_can_type_them(
    put: Put, an_inbox: Open
) -> None:
    talk = put("m.jsonl", said("1", "text", {"content": "同意 4F7K"}), said("2", "text", {"content": "好看"}))
    assert [(one.id, one.author, one.text) for one in said_beside(an_inbox(talk)).answers] == [
        ("1", "wm1", "同意 4F7K")
    ]
    typed = put("_chat.txt", "20/11/2026, 10:00 - A: 同意 4F7K")
    (answer,) = said_beside(an_inbox(typed)).answers
    assert (answer.author, answer.text) == (None, "同意 4F7K")


def test_answers_are_kept_with_the_picture_they_answer(put: Put, an_inbox: Open) -> None:
    put("photos/p.jpg", b"x")
    base = {"type": "message", "date_unixtime": "1795180000", "from": "B", "from_id": "user2"}
    messages = [
        base | {"id": 1, "photo": "photos/p.jpg", "text": "", "from_id": "user1"},
        base | {"id": 2, "text": "好看", "reply_to_message_id": 1},
        base | {"id": 3, "text": "别的", "reply_to_message_id": 2},
    ]
    inbox = an_inbox(put("result.json", {"id": 7, "messages": messages}))
    record = only(inbox)
    assert [(reply.author, reply.text, reply.quotes) for reply in record.thread] == [("user2", "好看", "7/1")]
    assert [member.id for member in inbox.members] == ["user1", "user2"]


@pytest.mark.usefixtures("photos")
def test_an_unchanged_export_is_not_parsed_again(
    put: Put, an_inbox: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put("m.jsonl", photo("1", "a"), photo("2", "nowhere"))
    first = an_inbox(file, memory=tmp_path / "listings").items("m.jsonl")
    monkeypatch.setattr(Wecom, "entries", lambda *_: pytest.fail("parsed again"))
    assert an_inbox(file, memory=tmp_path / "listings").items("m.jsonl") == first


@pytest.mark.usefixtures("photos")
def test_of_a_grown_export_only_what_is_new_or_changed_has_another_stamp(
    put: Put, an_inbox: Open, tmp_path: Path
) -> None:
    lines = [photo("1", "a"), photo("2", "b"), photo("3", "late")]

    def stamps(*lines: Any) -> dict[str, str]:
        inbox = an_inbox(put("m.jsonl", *lines), memory=tmp_path / "listings")
        return {item.path: item.stamp for item in inbox.items("m.jsonl")}

    before = stamps(*lines)
    put("late.jpg", b"x")
    after = stamps(*lines, said("7", "revoke", {"pre_msgid": "2"}), photo("9", "c"))
    assert {path for path, stamp in after.items() if before.get(path) != stamp} == {
        "m.jsonl#3",
        "m.jsonl#9",
        "m.jsonl#aside",
    }


@pytest.mark.usefixtures("photos")
def test_a_spoilt_listing_is_made_again(put: Put, an_inbox: Open, tmp_path: Path) -> None:
    file = put("m.jsonl", photo("1", "a"))
    first = an_inbox(file, memory=tmp_path / "listings").items("m.jsonl")
    (listing,) = (tmp_path / "listings").iterdir()
    listing.write_text("{")
    assert an_inbox(file, memory=tmp_path / "listings").items("m.jsonl") == first
    assert json.loads(listing.read_text())["items"]


@pytest.mark.usefixtures("photos")
def test_several_chats_for_one_group_are_not_thrown_together(put: Put, an_inbox: Open) -> None:
    file = put("m.jsonl", photo("1", "a", room="r1"), photo("2", "b", room="r2"))
    mixed = an_inbox(file, SourceOptions(group="g1"))
    outcomes = [mixed.read(item) for item in shown(mixed)]
    assert [one.reason for one in outcomes if isinstance(one, RefusedItem)] == ["several_chats"] * 2
    assert isinstance(outcomes[0], RefusedItem)
    assert "2 chats (r1, r2)" in render(outcomes[0].why, "en")
    told = an_inbox(file, SourceOptions(groups={"r1": "g1", "r2": "g2"}))
    records = [told.read(item) for item in told.items("m.jsonl")]
    assert [one.group for one in records if isinstance(one, Record)] == ["g1", "g2"]


@pytest.mark.usefixtures("photos")
def test_of_an_album_what_is_there_is_taken_and_what_is_missing_told(put: Put, an_inbox: Open) -> None:
    items = [{"type": "image", "content": json.dumps({"md5sum": name})} for name in ("a", "b", "late")]
    inbox = an_inbox(put("m.jsonl", said("1", "mixed", {"item": items})))
    there, missing = (inbox.read(item) for item in shown(inbox))
    assert isinstance(there, Record)
    assert len(there.media) == 2
    assert isinstance(missing, RefusedItem)
    assert "'late' is not beside the export" in render(missing.why, "en")


@dataclass
class House:
    open_store: OpenStore
    root: Path
    workers: Workers
    now: datetime

    def gather(self, inbox: ChatInbox) -> Gathered:
        media, kept = MediaFolder(self.root / "media"), self.root / "kept"
        work = Gathering(inbox, media, kept, self.workers, self.now, "r1")
        return sum((gather(self.open_store, work, folder) for folder in inbox.folders()), Gathered())


@pytest.fixture
def house(
    open_store: OpenStore,
    tmp_path: Path,
    workers: Workers,
    now: datetime,
    furnish: Callable[[OpenStore], None],
) -> House:
    furnish(open_store)
    return House(open_store, tmp_path, workers, now)


@pytest.mark.usefixtures("photos")
def test_content_gather_takes_an_export_as_it_is(house: House, put: Put, an_inbox: Open) -> None:
    put("broken.jpg", b"no picture")
    lines = [photo("1", "a"), photo("2", "b"), photo("3", "nowhere"), photo("4", "broken"), "{"]
    file = put("m.jsonl", *lines)
    assert house.gather(an_inbox(file)) == Gathered(new=2, quarantined=3)
    assert house.gather(an_inbox(file)) == Gathered()
    put("m.jsonl", *lines, said("9", "revoke", {"pre_msgid": "1"}))
    assert house.gather(an_inbox(file)) == Gathered(updated=1)
    with house.open_store(reading=True) as store:
        submissions = store.intake.submissions()
        reasons = sorted(item.reason for item in store.inbox_index.quarantined())
    assert [(s.group, s.member, len(s.media)) for s in submissions] == [("g1", "wm1", 1)] * 2
    assert {s.consent.state for s in submissions} == {ConsentState.UNKNOWN, ConsentState.WITHDRAWN}
    assert reasons == ["bad_message", "media_missing", "unreadable"]


@pytest.mark.usefixtures("photos")
def test_a_missing_picture_leaves_quarantine_when_it_comes(house: House, put: Put, an_inbox: Open) -> None:
    file = put("m.jsonl", photo("1", "late"))
    assert house.gather(an_inbox(file)) == Gathered(quarantined=1)
    Image.new("RGB", (64, 48), "teal").save(put("late.jpg", b""))
    assert house.gather(an_inbox(file)) == Gathered(new=1)
    with house.open_store(reading=True) as store:
        assert store.inbox_index.quarantined() == []


@pytest.mark.usefixtures("photos")
def test_a_picture_may_stand_first_in_two_messages(house: House, put: Put, an_inbox: Open) -> None:
    pair = [{"type": "image", "content": json.dumps({"md5sum": name})} for name in "ab"]
    file = put("m.jsonl", said("1", "mixed", {"item": pair}), photo("2", "a"))
    assert house.gather(an_inbox(file)) == Gathered(new=2)
