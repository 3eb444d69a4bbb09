"""The messages of chats in the ledger: each once, without its words, however often and in whatever order."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.readers.sources import Opening, open_sources
from content.gather import Gathered, Gathering, gather
from content.ledger.show import Span, days_of
from content.media import MediaFolder
from content.model import Group, LedgerLine, Member, RosterChange, StaffMember
from content.rights.erasure import forget_member
from content.store import OpenStore, database_at
from content.workers import Workers
from tests.in_this_process import InThisProcess
from tests.store.test_merging import merged

WORDS = "翡翠色的独角鲸在跳舞"  # nobody else says this
START = datetime(2026, 11, 20, 4, tzinfo=UTC)  # noon in Shanghai


def said(n: int, text: str = WORDS, who: str = "wmA", room: str = "g1") -> dict[str, Any]:
    at = START + timedelta(minutes=n)
    return {
        "msgid": f"m{n}",
        "action": "send",
        "from": who,
        "roomid": room,
        "msgtime": int(at.timestamp() * 1000),
        "msgtype": "text",
        "text": {"content": text},
    }


def recall(n: int) -> dict[str, Any]:
    back = said(1000 + n) | {"msgtype": "revoke", "revoke": {"pre_msgid": f"m{n}"}}
    return {key: value for key, value in back.items() if key != "text"}


class Chats:
    """Exports of WeCom, gathered into one store."""

    def __init__(self, root: Path, open_store: OpenStore, now: datetime, workers: Workers) -> None:
        self.root, self.open_store, self.now, self.workers = root, open_store, now, workers
        with open_store() as store:
            store.library.put_groups([Group("g1", "一群"), Group("g2", "二群", zone="Europe/London")])

    def write(self, name: str, messages: Sequence[Mapping[str, Any]]) -> Path:
        file = self.root / name / "chat.jsonl"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(f"{json.dumps(m, ensure_ascii=False)}\n" for m in messages), encoding="utf-8")
        os.utime(file, (1_700_000_000 + len(messages),) * 2)
        return file

    def gather(self, file: Path, inbox: str = "inbox") -> Gathered:
        opening = Opening(inbox, self.root / "opened", self.root / "listings")
        sources = open_sources(file, opening)
        assert isinstance(sources, list)
        work = [
            Gathering(s, MediaFolder(self.root / "media"), self.root / "kept", self.workers, self.now, "r1")
            for s in sources
        ]
        return sum((gather(self.open_store, w, f) for w in work for f in w.inbox.folders()), Gathered())

    def lines(self, group: str = "g1") -> list[LedgerLine]:
        with self.open_store(reading=True) as store:
            return list(store.ledger.lines(group, None, None))


@pytest.fixture
def chats(tmp_path: Path, open_store: OpenStore, now: datetime, workers: Workers) -> Chats:
    return Chats(tmp_path, open_store, now, workers)


def test_every_message_is_a_line_without_its_words(chats: Chats, tmp_path: Path) -> None:
    file = chats.write("a", [said(0), said(1, "选 B！"), said(2, "https://x.example 只要 ¥59", "小林")])
    assert chats.gather(file).messages == 3
    first, second, third = chats.lines()
    assert (first.at, first.member, first.kind.value, first.chars) == (START, "wmA", "text", len(WORDS))
    assert (second.letter, third.letter) == ("B", None)
    for kept in (*tmp_path.glob("sishi.db*"), *(tmp_path / "listings").iterdir()):
        assert WORDS.encode() not in kept.read_bytes()


def test_an_unchanged_export_is_not_read_again(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    file = chats.write("a", [said(0), said(1)])
    chats.gather(file)
    monkeypatch.setattr("channels.readers.wecom._read", lambda *_: pytest.fail("it was read"))
    assert chats.gather(file).messages == 0


def test_an_export_gathered_before_there_was_a_ledger_is_read_for_it(chats: Chats) -> None:
    file = chats.write("a", [said(0), said(1)])
    chats.gather(file)
    with chats.open_store() as store:
        store.inbox_index.see("inbox", {"chat.jsonl#messages": ("", None)}, chats.now)
        store.ledger.let_go("g1", date(2000, 1, 1), datetime(2100, 1, 1, tzinfo=UTC))
    assert (chats.lines(), chats.gather(file).messages) == ([], 2)


def test_a_recall_marks_its_message_whichever_is_gathered_first(chats: Chats) -> None:
    chats.gather(chats.write("later", [recall(1), recall(2), said(9)]))
    chats.gather(chats.write("a", [said(0), said(1)]), "other")
    assert [line.is_revoked for line in chats.lines()] == [False, True, False]
    chats.gather(chats.write("b", [said(2)]), "third")
    assert [line.is_revoked for line in chats.lines()] == [False, True, True, False]


def test_messages_of_unknown_groups_and_between_two_are_counted_and_wait(chats: Chats) -> None:
    file = chats.write("a", [said(0), said(1, room="g9"), said(2, room="")])
    taken = chats.gather(file)
    assert (taken.messages, taken.messages_left_out) == (1, {"private": 1, "unknown_group": 1})
    assert chats.gather(file).messages_left_out == {}, "nothing has changed"
    with chats.open_store() as store:
        store.library.put_groups([Group("g9", "九群")])
    assert chats.gather(file).messages == 1
    assert len(chats.lines("g9")) == 1


def test_who_joined_is_known_by_name_once_they_spoke(chats: Chats, tmp_path: Path) -> None:
    folder = tmp_path / "g1x"
    folder.mkdir()
    file = folder / "_chat.txt"
    file.write_text(
        "[2026/11/20 10:00:00] 小鹿: 早\n"
        "[2026/11/20 10:01:00] 小鹿 added 阿雅\n"
        "[2026/11/20 10:02:00] 小鹿 added 木木\n"
        "[2026/11/20 10:03:00] 阿雅: 大家好\n",
        encoding="utf-8",
    )
    with chats.open_store() as store:
        store.library.put_groups([Group("g1x", "群")])
    chats.gather(file)
    with chats.open_store(reading=True) as store:
        events = store.roster.events("g1x")
    assert [(e.change, e.member, e.by) for e in events] == [
        (RosterChange.JOINED, "阿雅@g1x", "小鹿@g1x"),
        (RosterChange.JOINED, None, "小鹿@g1x"),
    ]


def test_senders_of_the_company_are_guessed_to_be_staff_and_count_once_confirmed(chats: Chats) -> None:
    chats.gather(chats.write("a", [said(0), said(1, who="xiaolin")]))
    with chats.open_store() as store:
        assert [(s.id, s.is_confirmed) for s in store.roster.staff()] == [("xiaolin", False)]
    (day,) = days_of(chats.open_store, "g1", Span())
    assert (day.day.messages, day.by_staff) == (2, 0)
    with chats.open_store() as store:
        store.roster.put_staff([StaffMember("xiaolin", "小林")])
    assert days_of(chats.open_store, "g1", Span())[0].by_staff == 1


def test_an_erased_member_stays_unknown_when_a_longer_export_comes(chats: Chats) -> None:
    with chats.open_store() as store:
        store.library.put_members([Member("wmA", "阿雅", "g1")])
    chats.gather(chats.write("a", [said(0), said(1, who="wmB")]))
    with chats.open_store() as store:
        forget_member(store, store.erasure.footprint("wmA"), "erased-1", at=chats.now, by="小周")
    assert [line.member for line in chats.lines()] == ["erased-1", "wmB"]
    chats.gather(chats.write("a", [said(0), said(1, who="wmB"), said(2)]))
    assert [line.member for line in chats.lines()] == ["erased-1", "wmB", None]


Chat = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from(["wmA", "wmB", "lin"])),
    min_size=1,
    max_size=12,
    unique_by=lambda m: m[0],
)


def test_a_merged_members_later_messages_are_by_who_stays(chats: Chats) -> None:
    with chats.open_store() as store:
        store.library.put_members([Member("wmA", "小鹿", "g1"), Member("wmB", "鹿鹿", "g1")])
    merged(chats.open_store, "wmA", "wmB")
    chats.gather(chats.write("week", [said(0, who="wmB"), said(1, who="wmA")]))
    assert [line.member for line in chats.lines()] == ["wmA", "wmA"]


@settings(max_examples=25)
@given(Chat, st.sets(st.integers(0, 12), max_size=3), st.data())
def test_exports_that_overlap_come_to_their_union_in_any_order_and_any_number(
    empty_database: Path, whole: list[tuple[int, str]], recalls: set[int], data: st.DataObject
) -> None:
    messages = [said(n, who=who) for n, who in sorted(whole)] + [recall(n) for n in sorted(recalls)]
    cut = data.draw(st.integers(1, len(messages)))
    parts = [messages[:cut], messages[cut // 2 :], messages]
    order = data.draw(st.permutations([0, 1, 2, 2]))
    with TemporaryDirectory() as folder:
        shutil.copy(empty_database, f"{folder}/a.db")
        store = database_at(f"sqlite:///{folder}/a.db").ready()
        chats = Chats(Path(folder), store, datetime(2026, 11, 22, tzinfo=UTC), InThisProcess(1))
        for nth, part in enumerate(order):
            chats.gather(chats.write(f"x{nth}", parts[part]), f"inbox{nth}")
        found = [(line.at, line.member, line.is_revoked) for line in chats.lines()]
        assert found == [(START + timedelta(minutes=n), who, n in recalls) for n, who in sorted(whole)]
