"""`sishi ledger`, `sishi staff` and `sishi orders` for people and for scripts."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cli.app import main
from content.workspace import open_workspace

Sishi = Callable[..., tuple[int, str, str]]
KEYS = {"at", "member", "kind", "chars", "reply_to", "letter", "staff", "revoked"}
EXPORT = [
    {"msgid": "1", "action": "send", "from": "wmA", "text": {"content": "选 B"}},
    {"msgid": "2", "action": "send", "from": "xiaolin", "text": {"content": "大家早上好"}},
]


@pytest.fixture
def sishi(village: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sishi:
    monkeypatch.setenv("SISHI_WORKSPACE", str(village))

    def run(*arguments: str, lang: str = "en") -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["--lang", lang, *arguments])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Two messages at noon in Shanghai, one by a customer, one by the shop."""
    at = int(datetime(2026, 11, 20, 4, tzinfo=UTC).timestamp() * 1000)
    file = tmp_path / "chat" / "messages.jsonl"
    file.parent.mkdir()
    common = {"roomid": "g1", "msgtime": at, "msgtype": "text"}
    file.write_text("\n".join(json.dumps(m | common) for m in EXPORT), encoding="utf-8")
    return file


def test_a_gathered_chat_is_shown_by_message_and_by_day(sishi: Sishi, export: Path) -> None:
    assert "2 new messages" in sishi("gather", str(export), "--group", "g1")[2]
    lines = json.loads(sishi("ledger", "show", "--group", "g1", "--json")[1])
    assert all(set(line) == KEYS for line in lines)
    assert [(line["member"], line["letter"], line["staff"]) for line in lines] == [
        ("wmA", "B", False),
        ("xiaolin", None, False),
    ]
    assert sishi("ledger", "show", "--group", "g1")[1] == "2026-11-20\t2\t2\t0\ttext 2\n"
    assert sishi("ledger", "show", "--group", "g1", "--from", "2026-11-21")[1] == ""


def test_a_dry_run_tells_of_messages_and_keeps_none(sishi: Sishi, export: Path) -> None:
    told = json.loads(sishi("gather", str(export), "--group", "g1", "--dry-run", "--json")[1])
    assert (told["would_gather"]["messages"], told["would_gather"]["messages_left_out"]) == (2, {})
    assert json.loads(sishi("ledger", "show", "--group", "g1", "--json")[1]) == []


def test_guesses_stand_in_the_template_and_count_once_it_is_imported(
    sishi: Sishi, export: Path, tmp_path: Path
) -> None:
    sishi("gather", str(export), "--group", "g1")
    table = tmp_path / "staff.csv"
    assert sishi("staff", "list")[1] == "xiaolin\t群友olin\tto confirm\t-\n"
    assert sishi("staff", "import", "--template", str(table), lang="zh")[0] == 0
    assert table.read_text(encoding="utf-8-sig").splitlines()[0] == "成员编号,姓名,职务"
    assert "Choose another name" in sishi("staff", "import", "--template", str(table))[2]
    assert sishi("staff", "import", str(table))[0] == 0
    told = json.loads(sishi("staff", "list", "--json")[1])
    assert told == [{"id": "xiaolin", "name": "群友olin", "role": "", "confirmed": True}]
    assert sishi("ledger", "show", "--group", "g1")[1] == "2026-11-20\t2\t2\t1\ttext 2\n"


def test_orders_come_one_by_one_or_as_sums(sishi: Sishi, village: Path, tmp_path: Path) -> None:
    table = tmp_path / "orders.csv"
    table.write_text(
        "订单号,会员编号,下单时间,实付金额,商品,优惠券\n"
        'A1,m01,2026/11/20 20:31,"¥1,299.00",马克杯,MUG50\n'
        "A2,m01,2026-11-21,59元,,\n",
        encoding="utf-8",
    )
    assert "2 orders of 1 members out of" in sishi("orders", "import", str(table))[2]
    assert "0 of them new" in sishi("koc", "orders", str(table))[2]
    sums = tmp_path / "sums.csv"
    sums.write_text("member,date,orders\nm02,2026-11-20,2\n", encoding="utf-8")
    assert "2 orders of 1 members" in sishi("orders", "import", str(sums))[2]
    with open_workspace(village).open_store(reading=True) as store:
        first = store.orders.orders()[0]
        assert (str(first.amount), first.product, first.coupon) == ("1299.00", "马克杯", "MUG50")
        assert first.at == datetime(2026, 11, 20, 12, 31, tzinfo=UTC)
        assert store.koc.orders_since(date(2026, 11, 1)) == {
            ("m01", date(2026, 11, 20)): 1,
            ("m01", date(2026, 11, 21)): 1,
            ("m02", date(2026, 11, 20)): 2,
        }


def test_bad_orders_are_all_named_and_none_is_taken(sishi: Sishi, village: Path, tmp_path: Path) -> None:
    table = tmp_path / "orders.csv"
    table.write_text(
        "id,member,time,amount\nA1,m01,2026-11-20 25:99,9\nA2,m01,2026-11-20,much\n", encoding="utf-8"
    )
    code, _, err = sishi("orders", "import", str(table))
    assert code == 2
    assert "'2026-11-20 25:99' is no time; write 2026-11-20 20:31" in err
    assert "'much' is no amount" in err
    with open_workspace(village).open_store(reading=True) as store:
        assert store.orders.orders() == []


@pytest.mark.parametrize(
    "words, sentence",
    [
        (("ledger", "show", "--group", "nope"), "nope"),
        (("staff", "import"), "Name the file to read"),
        (("staff", "import", "--template", "staff.docx"), "as .xlsx or .csv"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_wrong_word_is_one_sentence(sishi: Sishi, words: tuple[str, ...], sentence: str) -> None:
    code, out, err = sishi(*words)
    assert (code, out) == (2, "")
    assert sentence in err
