"""Nothing of members in Prefect's records: its artifacts, states, logs, events, names and parameters."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker

from content.errors import BadTable, Busy, IllegalMove, NotReady, TextDoesNotFit, UnknownId, WrongInput
from content.gather import Gathered
from content.model import Message
from content.night import Drawn
from content.workspace import Workspace
from flows import artifacts
from flows.nightly import nightly
from flows.params import NightlyParams
from flows.private import WorkFailed, kind_of, original_of, sentence_of, without_words
from flows.records import forget_members
from flows.server import PrefectServer

NICKNAME = "小雨"
BROKEN = [
    ValueError(f"{NICKNAME} said too much"),
    OSError(5, "Input/output error", f"/brand/ugc_inbox/g1/{NICKNAME}/1.jpg"),
    OSError(28, "No space left on device", f"/brand/ugc_inbox/g1/{NICKNAME}/1.jpg"),
    UnknownId(f"There is no member {NICKNAME}."),
    BadTable("members.csv", [Message("value.other", text=f"row 3: {NICKNAME}")]),
]


def everything_in(database: Path) -> str:
    """Every cell of every table."""
    with closing(sqlite3.connect(database)) as records:
        tables = [name for (name,) in records.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for table in tables for row in records.execute(f"SELECT * FROM {table}")]  # noqa: S608
    return repr(rows)


def ended_tasks(database: Path, run: str) -> bool:
    """Whether the server has written down tasks of the run, and how they ended."""
    tasks = "SELECT count(*) FROM task_run WHERE flow_run_id = ? AND state_type IN ('COMPLETED', 'FAILED')"
    with closing(sqlite3.connect(database)) as records:
        return bool(records.execute(tasks, [run]).fetchone()[0])


@pytest.mark.usefixtures("prefect_server")
@pytest.mark.xdist_group("prefect")
@pytest.mark.parametrize(
    "stage, error",
    list(zip(["gather", "compose_groups", "report", "begin", "gather"], BROKEN, strict=True)),
)
def test_what_members_sent_reaches_no_record_of_prefect_whatever_breaks(
    workspace: Workspace,
    stages: Any,
    fresh_server: tuple[PrefectServer, Path],
    wait: Callable[..., None],
    stage: str,
    error: Exception,
) -> None:
    not_drawn = Message("run_report.poster_failed", poster="p1", why=f"the nickname {NICKNAME} does not fit")
    signs_left_out = Message("poster.signs_left_out", field="by", signs=NICKNAME)
    stages.answers |= {
        "folders": [f"0/{NICKNAME}"],
        "unscored": [f"{NICKNAME}-1"],
        "gather": Gathered(quarantined=1),
        "draw": Drawn(0, 0, (not_drawn,), (("p2", signs_left_out),)),
        "report": {
            "gaps": [{"zh": NICKNAME}],
            "quarantine": [{"path": f"{NICKNAME}.jpg"}],
            "words": NICKNAME,
        },
        stage: error,
    }
    state = nightly(NightlyParams(workspace=str(workspace.root), day=date(2026, 11, 23)), return_state=True)
    answer = state.result(raise_on_failure=False)
    assert NICKNAME in str(answer), "who started it is told all"
    EventsWorker.drain_all()
    APILogWorker.drain_all()
    run = str(state.state_details.flow_run_id)
    database = fresh_server[0].log.parent / "prefect.db"
    wait(lambda: ended_tasks(database, run) and "Finished in state" in everything_in(database))
    assert NICKNAME not in everything_in(database)
    assert NICKNAME.encode("unicode_escape").decode() not in everything_in(database)


def test_numbers_alone_stand_in_the_summary(monkeypatch: pytest.MonkeyPatch) -> None:
    tables: list[Any] = []
    monkeypatch.setattr(artifacts, "_for_the_eye", lambda write: write())
    monkeypatch.setattr(artifacts, "create_table_artifact", lambda rows, **_: tables.append(rows))
    artifacts.summary(
        {
            "gathered": 3,
            "gaps": [{"zh": NICKNAME}],
            "dropped_by_reason": {"blurred": 2},
            "seconds_by_stage": {"gather": 1.25},
            "quarantine": [NICKNAME, NICKNAME],
            "first_day": "2026-11-23",
            "words": NICKNAME,
        }
    )
    assert [(row["what"], row["how much"]) for row in tables[0]] == [
        ("gathered", "3"),
        ("gaps", "1"),
        ("dropped_by_reason", "blurred 2"),
        ("seconds_by_stage", "gather 1.2"),
        ("quarantine", "2"),
    ]


@pytest.mark.parametrize(
    "error", [*BROKEN, IllegalMove(NICKNAME), TextDoesNotFit(NICKNAME, 9, 3)], ids=kind_of
)
def test_of_what_may_name_a_member_only_the_kind_is_said(error: Exception) -> None:
    @without_words
    def work() -> None:
        raise error

    with pytest.raises(WorkFailed) as caught:
        work()
    assert NICKNAME not in f"{caught.value}{caught.value!r}{sentence_of(error)}"
    assert caught.value.__suppress_context__
    assert original_of(caught.value) is error


@pytest.mark.parametrize(
    "error", [Busy("Another run is under way."), NotReady("No disk."), WrongInput("No group.")]
)
def test_what_is_about_the_machine_or_the_order_keeps_its_sentence(error: Exception) -> None:
    assert sentence_of(error) == str(error)


def an_old_home(var: Path) -> Path:
    """Prefect's records as the night once left them, in tables of the same names."""
    home = var / "prefect"
    home.mkdir(parents=True)
    (var / "sheets").mkdir()
    (var / "sheets" / "2026-11-23.jpg").write_bytes(b"faces")
    with closing(sqlite3.connect(home / "prefect.db")) as records:
        records.executescript(
            """
            CREATE TABLE artifact (id TEXT, key TEXT, data TEXT);
            CREATE TABLE artifact_collection (id TEXT, key TEXT, data TEXT);
            CREATE TABLE log (id TEXT, message TEXT);
            CREATE TABLE events (id TEXT, payload TEXT);
            CREATE TABLE flow_run (id TEXT, name TEXT, state_type TEXT);
            CREATE TABLE flow_run_state (id TEXT, message TEXT, data TEXT, result_artifact_id TEXT);
            CREATE TABLE task_run_state (id TEXT, message TEXT, data TEXT, result_artifact_id TEXT);
            CREATE TABLE task_run (id TEXT, name TEXT);
            INSERT INTO artifact VALUES ('a', 'contact-sheet', 'data:image/jpeg;base64,小雨');
            INSERT INTO artifact_collection VALUES ('c', 'contact-sheet', '小雨');
            INSERT INTO log VALUES ('l', 'could not read 小雨.jpg');
            INSERT INTO events VALUES ('e', '小雨');
            INSERT INTO flow_run VALUES ('r', 'nightly 2026-11-23', 'FAILED');
            INSERT INTO flow_run_state VALUES ('s', '1 failed: 小雨', NULL, 'a');
            INSERT INTO task_run_state VALUES ('t', '小雨', '小雨', NULL);
            INSERT INTO task_run VALUES ('g', 'gather 0/小雨 and more'), ('b', 'begin-259');
            """
        )
    return home


def test_old_records_lose_what_members_sent_and_keep_the_runs(tmp_path: Path) -> None:
    home = an_old_home(tmp_path / "var")
    forget_members(home)
    assert NICKNAME not in everything_in(home / "prefect.db")
    assert NICKNAME.encode() not in b"".join(file.read_bytes() for file in home.iterdir())
    assert not (tmp_path / "var" / "sheets").exists()
    with closing(sqlite3.connect(home / "prefect.db")) as records:
        assert records.execute("SELECT name, state_type FROM flow_run").fetchall() == [
            ("nightly 2026-11-23", "FAILED")
        ]
        assert records.execute("SELECT name FROM task_run").fetchall() == [("gather",), ("begin-259",)]
        records.execute("INSERT INTO log VALUES ('new', 'Finished in state Completed()')")
        records.commit()
    forget_members(home)
    assert "Finished in state" in everything_in(home / "prefect.db"), "it is done once"


def test_records_that_another_program_holds_are_named_and_tried_again_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = an_old_home(tmp_path / "var")
    monkeypatch.setattr("flows.records.WAIT_SECONDS", 0.0)
    with closing(sqlite3.connect(home / "prefect.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotReady, match=r"prefect\.db still holds"):
            forget_members(home)
        other.execute("ROLLBACK")
    forget_members(home)
    assert NICKNAME not in everything_in(home / "prefect.db")


@given(st.text(max_size=20))
def test_a_kind_never_repeats_what_an_error_says(words: str) -> None:
    assert kind_of(ValueError(words)) == "ValueError"
    assert kind_of(OSError(2, words, words)) == "FileNotFoundError ENOENT"
