"""`sishi results`: tables in by hand are proof of what was sent, and `sishi explain` shows what counts."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from content.model import LeftOut, PostResponse, SendEvidence, StaffMember
from content.workspace import open_workspace
from tests.cli.conftest import Sishi

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)  # in Shanghai
KEY = "g1-2026-11-20-noon"
Write = Callable[..., Path]


def rows_of(village: Path) -> list[PostResponse]:
    with open_workspace(village).open_store(reading=True) as store:
        return store.outcomes.responses()


@pytest.fixture
def table(tmp_path: Path) -> Write:
    def write(*lines: str, name: str = "results.csv") -> Path:
        file = tmp_path / name
        file.write_text("\n".join(lines), encoding="utf-8")
        return file

    return write


@pytest.fixture
def chat(village: Path, sishi: Sishi, tmp_path: Path) -> Path:
    """A fortnight in which one member speaks every noon; on the last day three answer, one of them twice."""
    start = NOON - timedelta(days=14)
    spoken = [(start + timedelta(days=n, minutes=30), "wmA", "早") for n in range(14)]
    spoken += [
        (NOON + timedelta(seconds=20), "xiaolin", "猜猜看"),
        (NOON + timedelta(minutes=3), "wmA", "选 A"),
        (NOON + timedelta(minutes=5), "wmA", "B"),
        (NOON + timedelta(minutes=6), "wmB", "b"),
        (NOON + timedelta(minutes=9), "wmC", "好难"),
        (NOON + timedelta(hours=5), "wmD", "来晚了"),
    ]
    messages = [
        {
            "msgid": str(n),
            "action": "send",
            "from": sender,
            "roomid": "g1",
            "msgtime": int(at.timestamp() * 1000),
            "msgtype": "text",
            "text": {"content": text},
        }
        for n, (at, sender, text) in enumerate(spoken)
    ]
    file = tmp_path / "chat/messages.jsonl"
    file.parent.mkdir()
    file.write_text("\n".join(json.dumps(message) for message in messages), encoding="utf-8")
    assert sishi("gather", str(file), "--group", "g1", at=village).code == 0
    with open_workspace(village).open_store() as store:
        store.roster.put_staff([StaffMember("xiaolin", "小林")])
    return file


def test_a_row_proves_that_a_post_was_sent_and_the_chat_is_counted(
    village: Path, chat: Path, sishi: Sishi, table: Write
) -> None:
    file = table("group,date,slot,sent_at,form", "g1,2026-11-20,noon,2026-11-20 12:00,choice")
    assert "1 new" in sishi("results", "import", str(file)).err
    (row,) = rows_of(village)
    assert (row.evidence, row.left_out, row.form) == (SendEvidence.RESULTS, None, "choice")
    assert (row.observed, row.answered, row.letters) == (3, 2, {"B": 2})
    assert row.expected == pytest.approx(1.0)
    entry = json.loads(sishi("explain", KEY, "--json").out)
    assert entry["response"]["observed"] == 3
    assert [(line["member"], line["why"]) for line in entry["counted"]] == [
        ("wmA", ["spoke"]),
        ("wmA", ["letter"]),
        ("wmB", ["spoke", "letter"]),
        ("wmC", ["spoke"]),
    ]
    assert "3 members responded" in sishi("explain", KEY).out
    assert "11-20 12:05:00 wmA 文字：答题" in sishi("explain", KEY, lang="zh").out


def test_importing_again_changes_nothing_and_a_row_with_less_takes_nothing_away(
    village: Path, chat: Path, sishi: Sishi, table: Write
) -> None:
    file = table("社群,日期,时段,发出时间,形式,点赞", "g1,2026-11-20,午,12:00,选择题,7")
    sishi("results", "import", str(file))
    before = rows_of(village)
    assert (before[0].reacted, before[0].form) == (7, "choice")
    told = json.loads(sishi("results", "import", str(file), "--json").out)
    assert (told["new"], told["changed"], told["unchanged"]) == (0, 0, 1)
    less = table("group,date,slot,sent_at", "g1,2026-11-20,noon,12:00", name="less.csv")
    assert "1 unchanged" in sishi("results", "import", str(less)).err
    assert rows_of(village) == before


def test_what_is_gathered_after_the_table_counts_without_a_night(
    village: Path, chat: Path, sishi: Sishi, table: Write
) -> None:
    file = table("group,date,slot,sent_at,form", "g1,2026-11-20,noon,12:00,choice")
    sishi("results", "import", str(file))
    late = {"msgid": "x", "action": "send", "from": "wmE", "roomid": "g1", "msgtype": "text"}
    late |= {"msgtime": int((NOON + timedelta(hours=1)).timestamp() * 1000), "text": {"content": "B"}}
    with chat.open("a", encoding="utf-8") as lines:
        lines.write("\n" + json.dumps(late))
    sishi("gather", str(chat), "--group", "g1")
    known = json.loads(sishi("insight", "--json").out)["participation"]
    assert [(row["form"], row["posts"], row["observed"]) for row in known] == [("choice", 1, 4)]
    assert "选择题" in sishi("insight", lang="zh").out


def test_days_without_a_year_are_past_and_groups_go_by_name(
    village: Path, chat: Path, sishi: Sishi, table: Write
) -> None:
    name = json.loads(sishi("group", "list", "--json", at=village).out)[0]["name"]
    rows = (f"{name},11月19日,晚,23:50,猜图", f"{name},11月20日,午,11月20日 中午12点05分,猜图")
    file = table("社群,日期,时段,发出时间,形式", *rows)
    assert sishi("results", "import", str(file)).code == 0
    sent = [row.sent_at for row in rows_of(village)]
    assert sent == [NOON - timedelta(hours=12, minutes=10), NOON + timedelta(minutes=5)]


def test_counts_of_a_table_stand_in_where_no_chat_was_read(village: Path, sishi: Sishi, table: Write) -> None:
    file = table(
        "group,date,slot,sent_at,form,replies,answers,likes,left",
        "g2,2026-11-19,evening,20:02,before-after,23,18,9,1",
        "g2,2026-11-20,evening,20:02,,,,,",
        "g2,2026-11-21,evening,20:02,choice,,,,",
    )
    assert sishi("results", "import", str(file), at=village).code == 0
    known, formless, unheard = rows_of(village)
    assert (known.observed, known.expected, known.answered, known.reacted, known.left) == (23, 0.0, 18, 9, 1)
    assert known.counts
    assert (formless.left_out, unheard.left_out) == (LeftOut.OFF_PLAN, LeftOut.SHORT_LEDGER)


def test_every_wrong_row_is_named_with_its_column_and_nothing_is_taken(
    village: Path, sishi: Sishi, table: Write
) -> None:
    file = table(
        "post,group,date,slot,sent_at,replies",
        ",g1,2026-11-20,noon,12:00,3",
        ",nowhere,2026-11-20,noon,12:00,3",
        "p77,,,,12:00,3",
        ",g1,2026-11-20,,12:00,3",
        ",g1,2026-11-20,evening,2026-11-19 12:00,3",
        ",g1,2026-11-20,noon,12:01,4",
    )
    said = sishi("results", "import", str(file), at=village)
    assert said.code == 2
    wrong = "row 3, column group", "row 4, column post", "row 5, column slot", "row 6, column sent_at"
    for words in (*wrong, "row 7, column slot"):
        assert words in said.err, said.err
    bad = table("group,date,slot,sent_at,replies", "g1,2026-11-20,noon,soon,-3")
    said = sishi("results", "import", str(bad))
    assert "column sent_at" in said.err
    assert "column replies" in said.err
    timeless = table("group,date,slot,replies", "g1,2026-11-20,noon,3")
    assert "column sent_at: no plan has this post" in sishi("results", "import", str(timeless)).err
    twice = table("group,date,slot,replies", "g1,2026-11-20,noon,3", "g1,2026-11-20,noon,4")
    assert "row 3, column slot" in sishi("results", "import", str(twice)).err
    assert rows_of(village) == []


def test_a_post_of_the_plan_is_named_by_its_id(told_village: Path, sishi: Sishi, table: Write) -> None:
    with open_workspace(told_village).open_store(reading=True) as store:
        post = store.queue.posts()[0]
    file = table("post,sent_at", f"{post.id},{post.goes_out_at.isoformat()}")
    assert sishi("results", "import", str(file), at=told_village).code == 0
    (row,) = rows_of(told_village)
    assert (row.post, row.story, row.sent_at) == (post.id, post.story, post.goes_out_at)
    assert row.form
    other = table("post,date,sent_at", f"{post.id},2026-11-01,12:00")
    assert "column date" in sishi("results", "import", str(other)).err


def test_clicks_are_counted_once_by_member_and_by_short_code(
    village: Path, chat: Path, sishi: Sishi, table: Write
) -> None:
    clicks = table(
        "code,at,member",
        "k3,2026-11-20 12:10,wmA",
        "k3,2026-11-20 12:11,wmA",
        "k3,2026-11-20 12:12,",
        "k3,2026-11-20 12:12,",
        "k3,2026-11-20 18:00,wmB",
        name="clicks.csv",
    )
    assert "1 ids or codes" in sishi("results", "clicks", str(clicks), at=village).err
    file = table("group,date,slot,sent_at,form,code", "g1,2026-11-20,noon,12:00,choice,k3")
    sishi("results", "import", str(file))
    assert [row.clicked for row in rows_of(village)] == [3], "one member, and two whom nobody knows"
    told: Any = json.loads(sishi("results", "clicks", str(clicks), "--json").out)
    assert (told["new"], told["unchanged"]) == (0, 5)
    assert [row.clicked for row in rows_of(village)] == [3]


@pytest.mark.parametrize("command", ["import", "clicks"])
def test_a_template_as_it_came_is_taken_as_empty(
    village: Path, sishi: Sishi, tmp_path: Path, command: str
) -> None:
    for lang, name in (("zh", "a.xlsx"), ("en", "b.csv")):
        file = tmp_path / name
        assert sishi("results", command, "--template", str(file), at=village, lang=lang).code == 0
        assert sishi("results", command, str(file)).code == 0
    assert rows_of(village) == []
