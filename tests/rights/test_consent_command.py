"""A person lists, asks, records and imports consents; what follows, follows at once."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from content.rights.answers import Says, read_answer
from content.workspace import open_workspace

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs/json.md").read_text(encoding="utf-8")
Listed = Callable[..., Any]
Sishi = Callable[..., tuple[int, str, str]]


def one(listed: Listed, key: str) -> dict[str, Any]:
    (found,) = [entry for entry in listed("consent", "list") if entry["id"] == key]
    return dict(found)


def shown(village: Path, key: str) -> list[str]:
    with open_workspace(village).open_store(reading=True) as store:
        return [post.state.value for post in store.queue.posts() if key in (post.photo, post.submission)]


def placed(village: Path) -> str:
    with open_workspace(village).open_store(reading=True) as store:
        return next(p.share for p in store.plan.placements() if p.share)


def test_a_withdrawal_is_felt_at_once(sishi: Sishi, listed: Listed, told_village: Path) -> None:
    key = placed(told_village)
    assert set(shown(told_village, key)) == {"draft"}
    code, out, err = sishi("consent", "withdraw", key, "--evidence", "msg-9", "--by", "小周")
    assert (code, out) == (0, "")
    assert err.startswith("1 of 1 consents changed.")
    assert set(shown(told_village, key)) == {"returned"}
    entry = one(listed, key)
    assert (entry["state"], entry["evidence"], entry["recorded_by"]) == ("withdrawn", "msg-9", "小周")


def test_what_was_sent_is_listed_and_crossed_off(sishi: Sishi, listed: Listed, told_village: Path) -> None:
    key = placed(told_village)
    with open_workspace(told_village).open_store() as store:
        post = next(p for p in store.queue.posts() if p.submission == key)
        for state in ("in_review", "approved", "sending", "sent"):
            store.queue.move(post.id, type(post.state)(state), actor="x", why=None, at=post.goes_out_at)
    said = sishi("consent", "withdraw", key)[2]
    assert "1 post must be taken down by hand" in said
    (waiting,) = listed("consent", "list", "--to-remove")
    assert (waiting["post"], waiting["submission"], waiting["state"]) == (post.id, key, "sent")
    assert sishi("consent", "removed", post.id)[0] == 0
    assert listed("consent", "list", "--to-remove") == []
    assert sishi("consent", "removed", post.id)[0] == 2


def test_everything_of_a_member_goes_together(sishi: Sishi, listed: Listed) -> None:
    assert "1 of 1" in sishi("consent", "refuse", "--member", "m03")[2]
    assert [e["state"] for e in listed("consent", "list", "--member", "m03")] == ["refused"]
    assert sishi("consent", "refuse", "--member", "m99")[0] == 2
    assert sishi("consent", "refuse")[0] == 2


def unasked(sishi: Sishi, village: Path) -> None:
    """Forget what the village's members said, as a source that says nothing leaves it."""
    with open_workspace(village).open_store() as store:
        for key in ("i00", "i01"):
            store.rights._current(key).state = "unknown"


def test_those_nobody_was_asked_about_are_listed_alone(
    sishi: Sishi, listed: Listed, told_village: Path
) -> None:
    unasked(sishi, told_village)
    assert [entry["id"] for entry in listed("consent", "list", "--state", "unknown")] == ["i00", "i01"]
    both = listed("consent", "list", "--state", "unknown", "--state", "asked")
    assert {entry["state"] for entry in both} == {"unknown"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_question_can_be_answered_as_it_says(
    sishi: Sishi, listed: Listed, told_village: Path, language: str
) -> None:
    unasked(sishi, told_village)
    (asked,) = listed("consent", "ask", "i00", "--language", language, "--use", "poster", "--use", "feed")
    assert asked["code"] in asked["text"]
    yes, no = re.findall(r"[：:] ?(\S+ \w{4})\n", asked["text"])[:2]
    answers = [read_answer(yes), read_answer(no)]
    assert [answer.says for answer in answers if answer] == [Says.YES, Says.NO]
    entry = one(listed, "i00")
    assert (entry["state"], entry["uses"], entry["groups"]) == ("asked", ["feed", "poster"], "own")
    assert read_answer(asked["text"]) is None or read_answer(asked["text"]).says is Says.UNCLEAR  # type: ignore[union-attr]


def test_asking_again_says_the_same_and_one_member_gets_one_question(
    sishi: Sishi, listed: Listed, told_village: Path
) -> None:
    unasked(sishi, told_village)
    first = listed("consent", "ask", "i00", "i01")
    assert [question["member"] for question in first] == ["m00", "m01"]
    assert listed("consent", "ask", "i01", "i00") == first


def test_who_answered_is_not_asked(sishi: Sishi) -> None:
    code, _, err = sishi("consent", "ask", "i00")
    assert code == 2
    assert "is granted and cannot become asked" in err


def test_a_grant_needs_its_evidence(sishi: Sishi, listed: Listed) -> None:
    assert sishi("consent", "grant", "i00")[0] == 2
    assert sishi("consent", "grant", "i00", "--evidence", "截图", "--until", "2020-01-01")[0] == 2
    assert sishi("consent", "grant", "i00", "--evidence", "截图", "--use", "tattoo")[0] == 2
    code, _, err = sishi(
        "consent", "grant", "i00", "--evidence", "截图", "--groups", "own", "--until", "2099-06-30"
    )
    assert (code, err.strip()) == (0, "1 of 1 consents changed.")
    entry = one(listed, "i00")
    assert (entry["groups"], entry["until"], entry["evidence"]) == ("own", "2099-06-30", "截图")


def test_a_table_is_taken_whole_or_not_at_all(sishi: Sishi, listed: Listed, tmp_path: Path) -> None:
    table = tmp_path / "consents.csv"
    table.write_text("id,state,evidence,uses\ni00,withdrawn,msg-1,\ni01,maybe,msg-2,poster;tattoo\n")
    code, _, err = sishi("consent", "import", str(table))
    assert code == 2
    assert "row 3, column state" in err
    assert "row 3, column uses" in err
    assert one(listed, "i00")["state"] == "granted"
    table.write_text("id,state,evidence\ni00,withdrawn,msg-1\ni99,granted,msg-2\n")
    assert sishi("consent", "import", str(table))[0] == 2
    assert one(listed, "i00")["state"] == "granted"
    table.write_text("id,state,evidence\ni00,withdrawn,msg-1\ni01,refused,msg-2\n")
    assert "2 of 2" in sishi("consent", "import", str(table))[2]
    assert one(listed, "i00")["state"] == "withdrawn"


def test_the_list_can_be_narrowed_and_read_by_people(sishi: Sishi, listed: Listed) -> None:
    sishi("consent", "withdraw", "i00")
    assert [e["id"] for e in listed("consent", "list", "--state", "withdrawn")] == ["i00"]
    assert {e["group"] for e in listed("consent", "list", "--group", "g2")} == {"g2"}
    assert "\ti00\t" not in sishi("consent", "list", "--state", "granted")[1]
    assert sishi("consent", "list", "--state", "withdrawn", lang="zh")[1].startswith("i00\t群友0\tg1\t撤回\t")


def test_the_keys_are_documented(sishi: Sishi, listed: Listed, told_village: Path) -> None:
    unasked(sishi, told_village)
    named = set(re.findall(r"`([a-z_]+)`", DOCUMENT))
    said = {key for entry in listed("consent", "list") for key in entry}
    said |= {key for entry in listed("consent", "ask", "i00") for key in entry}
    assert said - named == set()
