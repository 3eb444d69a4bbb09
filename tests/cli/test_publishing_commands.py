"""Publishing as one types it: channels, approvals, sweeps, what was sent and what people say of it."""

import json
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from content.model import Slot
from content.store import Database, database_at
from tests.cli.conftest import Said, Sishi
from tests.platforms.server import Ending, Reply, lost, taken
from tests.platforms.wecom import KEY, FakeWecom
from tests.publish.house import House

KEYS = ["id", "post", "group", "slot", "due", "channel", "owner", "state", "part", "attempts"]
NOON = "2099-12-01T12:00+00:00"  # of days to come, whatever the clock says
DAY = "2099-12-01"


@pytest.fixture
def wecom() -> Iterator[FakeWecom]:
    with FakeWecom() as platform:
        yield platform


@pytest.fixture
def brand(tmp_path: Path, wecom: FakeWecom) -> Iterator[House]:
    """A workspace on disk with two groups, and a post at noon for each that waits for review."""
    root = tmp_path / "brand"
    root.mkdir()
    database: Database = database_at("sqlite:///var/sishi.db", root)
    house = House(root, "sqlite:///var/sishi.db", database.ready(), wecom.base_url)
    house.fill()
    day = datetime.fromisoformat(NOON).date()
    for group in ("g1", "g2"):
        house.post(group, Slot.NOON, day)
    yield house
    database.close()


@pytest.fixture
def run(sishi: Sishi, brand: House, monkeypatch: pytest.MonkeyPatch) -> Sishi:
    monkeypatch.setenv("ROBOT_KEY", KEY)
    return lambda *arguments: sishi(*arguments, at=brand.root)


def add_robot(run: Sishi, wecom: FakeWecom, *more: str) -> Said:
    address = ("--base-url", wecom.base_url, "--secret-env", "ROBOT_KEY")
    return run("channel", "add", "robot", "--kind", "wecom-robot", *address, *more)


def states(run: Sishi) -> dict[str, str]:
    return {row["id"]: row["state"] for row in run("send", "list", "--json", "--day", DAY).json}


def test_a_day_is_approved_sent_and_listed(run: Sishi, wecom: FakeWecom) -> None:
    assert add_robot(run, wecom, "--groups", "g1", "--groups", "g2").code == 0
    assert run("post", "approve", "--day", DAY, "--group", "g1").code == 0
    planned = run("send", "list", "--json", "--day", DAY).json
    assert [list(row) for row in planned] == [KEYS, KEYS]
    assert [(row["post"], row["part"], row["state"]) for row in planned] == [
        (f"g1-{DAY}-noon", 1, "planned"),
        (f"g1-{DAY}-noon", 2, "planned"),
    ]
    assert {row["channel"] for row in planned} == {"robot"}
    assert run("publisher", "--once", "--now", "2099-12-01T11:59+00:00").code == 0
    assert wecom.calls == []
    assert run("publisher", "--once", "--now", NOON).code == 0
    assert [call.json["msgtype"] for call in wecom.calls] == ["text", "image"]
    assert [call.query for call in wecom.calls] == [{"key": KEY}] * 2
    sent = run("send", "list", "--json", "--day", DAY).json
    assert [row["state"] for row in sent] == ["sent", "sent"]
    (attempt,) = sent[0]["attempts"]
    assert list(attempt) == ["at", "phase", "outcome", "code", "message"]
    assert (attempt["phase"], attempt["outcome"]) == ("outcome", "sent")
    assert datetime.fromisoformat(attempt["at"]) == datetime.fromisoformat(NOON)


def test_a_call_without_answer_is_unknown_and_a_person_says_what_became_of_it(
    run: Sishi, wecom: FakeWecom
) -> None:
    add_robot(run, wecom)
    run("post", "approve", f"g1-{DAY}-noon")
    wecom.behave(taken(Ending.RESET))
    assert run("publisher", "--once", "--now", NOON).code == 1
    assert states(run) == {f"g1-{DAY}-noon/1": "unknown", f"g1-{DAY}-noon/2": "refused"}
    marked = run("send", "mark", f"g1-{DAY}-noon/1", "sent", "--why", "it is in the chat", "--json")
    assert (marked.code, marked.json[0]["state"]) == (0, "sent")
    later = "2099-12-01T12:05+00:00"
    assert run("send", "mark", f"g1-{DAY}-noon/2", "retry", "--why", "the picture is not").code == 0
    assert run("publisher", "--once", "--now", later).code == 0
    assert set(states(run).values()) == {"sent"}
    assert [body["msgtype"] for body in wecom.accepted] == ["text", "image"]  # the text never twice


def test_what_was_refused_for_now_is_tried_again_within_400_seconds(run: Sishi, wecom: FakeWecom) -> None:
    add_robot(run, wecom)
    run("post", "approve", f"g1-{DAY}-noon")
    wecom.behave(lost(Reply(429, {"Retry-After": "3600"})))
    run("publisher", "--once", "--now", NOON)
    assert states(run)[f"g1-{DAY}-noon/1"] == "planned"
    again = datetime.fromisoformat(NOON) + timedelta(seconds=400)
    assert run("publisher", "--once", "--now", again.isoformat()).code == 0
    assert set(states(run).values()) == {"sent"}


def test_a_post_that_no_channel_takes_is_handed_over_and_past_days_can_be_told(run: Sishi) -> None:
    run("post", "approve", "--day", DAY)
    assert run("publisher", "--once", "--now", NOON).code == 0
    assert set(states(run).values()) == {"handed_off"}
    assert run("publisher", "--once", "--now", "2099-12-01T12:11+00:00").code == 1  # late
    assert run("publisher", "--once", "--now", "2099-12-01T14:01+00:00").code == 1
    assert set(states(run).values()) == {"expired"}
    at = "2099-12-01T12:03+00:00"
    assert run("send", "mark", f"g1-{DAY}-noon/1", "sent", "--why", "sent by hand", "--at", at).code == 0
    assert run("send", "mark", f"g2-{DAY}-noon", "not-sent", "--why", "nobody had time").code == 0
    assert states(run) == {f"g1-{DAY}-noon/1": "sent", f"g2-{DAY}-noon/1": "skipped"}


def test_a_cell_is_taken_by_a_channel_and_a_post_tried_in_a_test_group(run: Sishi, wecom: FakeWecom) -> None:
    add_robot(run, wecom)
    taken_back = run("channel", "take", "g1", "noon", "handoff", "--json")
    assert (taken_back.code, taken_back.json["slots"]["noon"]) == (0, "handoff")
    ways = {row["group"]: row["slots"]["noon"] for row in run("channel", "ways", "--json").json}
    assert ways == {"g1": "handoff", "g2": "robot"}
    assert run("channel", "take", "g1", "noon", "nobody").code == 2
    post = f"g1-{DAY}-noon"
    assert run("send", "test", post, "--channel", "robot").code == 2  # it leads to real groups
    address = ("--base-url", wecom.base_url, "--secret-env", "ROBOT_KEY")
    run("channel", "add", "tests", "--kind", "wecom-robot", *address, "--test")
    tried = run("send", "test", post, "--channel", "tests", "--json")
    assert (tried.code, tried.json["outcome"]) == (0, "sent")
    assert [body["msgtype"] for body in wecom.accepted] == ["text", "image"]
    assert run("send", "remind", post).code == 2
    assert run("send", "ask", post).code == 2
    assert run("send", "responses", post).code == 2  # it is not out


def test_a_secret_in_an_address_goes_into_a_file_of_the_owners_alone(
    run: Sishi, brand: House, wecom: FakeWecom
) -> None:
    url = f"{wecom.base_url}/cgi-bin/webhook/send?key={KEY}"
    assert run("channel", "add", "robot", "--kind", "wecom-robot", "--url", url).code == 0
    file = brand.root / "secrets.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    listed = run("channel", "list", "--json")
    assert KEY not in listed.out
    (channel,) = listed.json
    assert (channel["id"], channel["kind"], channel["secret"], channel["connected"]) == (
        *("robot", "wecom-robot"),
        *("file", True),
    )
    run("post", "approve", f"g1-{DAY}-noon")
    assert run("publisher", "--once", "--now", NOON).code == 0
    assert len(wecom.accepted) == 2
    assert all(KEY not in path.read_text("utf-8", "replace") for path in brand.root.rglob("*.db"))
    assert run("channel", "remove", "robot").code == 0
    assert json.loads(file.read_text(encoding="utf-8")) == {"channels": {}}


def test_a_pause_holds_and_what_is_held_expires(run: Sishi, wecom: FakeWecom) -> None:
    add_robot(run, wecom)
    run("post", "approve", "--day", DAY)
    assert run("channel", "pause", "robot").code == 0
    assert run("publisher", "--once", "--now", NOON).code == 1
    assert set(states(run).values()) == {"held"}
    assert run("channel", "resume", "robot").code == 0
    assert run("send", "pause", "--group", "g1").code == 0
    run("publisher", "--once", "--now", "2099-12-01T12:01+00:00")
    assert {name.partition("-")[0]: state for name, state in states(run).items()} == {
        "g1": "held",
        "g2": "sent",
    }
    run("publisher", "--once", "--now", "2099-12-01T15:00+00:00")
    assert states(run)[f"g1-{DAY}-noon/1"] == "expired"
    assert len(wecom.accepted) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("channel", "add", "robot", "--kind", "wecom-robot", "--url", "http://example.org/?key=1"),
        ("channel", "add", "robot", "--kind", "wecom-robot", "--base-url", "https://a:b@example.org"),
        ("channel", "add", "robot", "--kind", "wecom-robot", "--groups", "nobody"),
        ("channel", "add", "a/b", "--kind", "folder"),
        ("channel", "test", "nothing"),
        ("channel", "pause", "nothing"),
        ("send", "mark", f"g1-{DAY}-noon", "sent", "--why", " "),
        ("send", "mark", f"g1-{DAY}-noon", "gone", "--why", "x"),
        ("send", "mark", f"g1-{DAY}-noon", "retry", "--why", "x"),
        ("send", "show", f"g1-{DAY}-noon"),
        ("post", "approve"),
        ("post", "approve", "nothing"),
        ("post", "approve", f"g1-{DAY}-noon", "--day", DAY),
        ("publisher", "--once", "--now", "noon"),
    ],
)
def test_wrong_use_is_one_sentence(run: Sishi, arguments: tuple[str, ...]) -> None:
    answer = run(*arguments)
    assert answer.code == 2
    assert answer.err.startswith("sishi: ")
    assert answer.err.count("\n") == 1
