"""Sentences that were stored in two languages come over as Messages; what nothing reads stays as it stood."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from content.messages import in_both, render
from content.model import Message
from content.store import Database
from content.store.schema import HEAD

AT = "2026-11-20 12:00:00"
WHYS = {
    "": None,
    "光线很好": Message("person.words", words="光线很好"),
    "夜间排期 nightly plan": Message("audit.planned"),
    "海报已画好 the poster is drawn": Message("audit.poster_drawn"),
    "剧情「Latte 周」已下架 Story s7 was retired: 卖完了 sold out": Message(
        "audit.because",
        what=Message("audit.story_retired", title="Latte 周", story="s7"),
        words="卖完了 sold out",
    ),
    "一群 从 2026-11-23 到 2026-11-29 暂停 一群 pauses from 2026-11-23 to 2026-11-29": Message(
        "audit.group_paused", group="一群", first=date(2026, 11, 23), last=date(2026, 11, 29)
    ),
    "小林 挑图时去掉了照片 i9 小林 dropped the photo i9": Message(
        "audit.photo_dropped", actor="小林", photo="i9"
    ),
    "作者不同意使用 its author refused": Message("withheld.refused"),
    "amend #12": Message("audit.of_action", verb="amend", entry=12),
    "issue #12": Message("person.words", words="issue #12"),
    "样本太少 too few examples: 12": Message("learning.too_few", count=12),
    "NDCG@12 0.712，手工 by hand 0.650": Message("learning.compared", ndcg=0.712, by_hand=0.65),
    "到期 it ran out": Message("legacy.text", zh="到期", en="it ran out"),
    "样本太少 too few examples": Message("legacy.text", zh="样本太少", en="too few examples"),
}
REPLANS = {
    ("小雨 已退群", "小雨 has left"): Message("audit.member_left", member="小雨"),
    ("i9：授权已过期", "i9: the consent has run out"): Message(
        "withheld.photo", photo="i9", why=Message("withheld.expired")
    ),
    ("别的事", "something else"): Message("legacy.text", zh="别的事", en="something else"),
}
VERDICTS = {
    ("与 i1 是同一张照片", "It is the same photo as i1"): Message("shortlist.near_duplicate", of="i1"),
    ("作者撤回了授权", "The author withdrew the consent"): Message("shortlist.consent_withdrawn"),
    ("作者撤回了授权", "Its author withdrew the consent"): Message("shortlist.now_withdrawn"),
    ("入选第 3 名，得分 0.82", "Number 3 of the choice, score 0.82"): Message(
        "legacy.text", zh="入选第 3 名，得分 0.82", en="Number 3 of the choice, score 0.82"
    ),
}
GAPS = {
    (
        "3 条剧情线 → 适合本群 0；最近的办法：加 → 一条。",
        "3 stories → 0 suit the group; nearest fix: add one.",
    ): (
        Message("legacy.text", zh="3 条剧情线 → 适合本群 0", en="3 stories → 0 suit the group"),
        Message("legacy.text", zh="加 → 一条", en="add one"),
    ),
    ("缺照片", "no photo"): (Message("legacy.text", zh="缺照片", en="no photo"), None),
}
MOVES = {
    ("retired", "《甲》 → —：原来的剧情线已下架", "《甲》 → —: the story was retired"): Message(
        "plan.moved",
        was=Message("plan.story", title="甲"),
        became=Message("plan.no_story"),
        why=Message("plan.moved_retired"),
    ),
    ("gone", "撤", "gone"): Message("legacy.text", zh="撤", en="gone"),
}


def row(table: str, **values: object) -> str:
    names, shown = ", ".join(values), ", ".join(map(_shown, values.values()))
    return f"INSERT INTO {table} ({names}) VALUES ({shown})"  # noqa: S608 - our own names


def _shown(value: object) -> str:
    return "NULL" if value is None else str(value) if isinstance(value, bool | int) else f"'{value}'"


def post(key: str, note: str) -> str:
    cell = {"group_id": "g1", "day": "2026-11-23", "slot": key, "goes_out_at": AT, "state": "returned"}
    content = {"story_id": "s1", "text": "话", "poster_key": "k1", "version": 1, "revision": 1}
    said = {"locked_by": "", "hand": "", "note": note, "changed_by": "", "changed_at": AT, "run_id": ""}
    return row("posts", id=key, **cell, **content, **said)


def story() -> str:
    texts = ("form", "persona", "arc", "hook", "question", "answer", "answer_why", "clue", "solution")
    lists = ("kinds", "tags", "elements", "options", "steps")
    said: dict[str, Any] = dict.fromkeys(texts, "") | dict.fromkeys(lists, "[]")
    said |= {"solution_title": "", "theme": "", "promo": 0, "wants_photo": False, "forms": "{}", "sop": "{}"}
    return row("stories", id="s1", title="甲", product_id="mug", **said)


def submission(key: str) -> str:
    said = {"text": "", "posted_at": AT, "replies": 0, "like_count": 0, "gathered_at": AT, "run_id": "r1"}
    state = {"consent_state": "granted", "choice": ""}
    return row("submissions", id=key, content=key, group_id="g1", **said, **state)


def group() -> str:
    lists = dict.fromkeys(("blackouts", "shares_members_with", "tags"), "[]")
    told = {"slots": "{}", "holiday_slots": "{}", "kind": "daily", "size": 1, "zone": "Asia/Shanghai"}
    return row("groups", id="g1", name="一群", **told, **lists)


def audit(why: str) -> str:
    return row("audit", at=AT, who="x", kind="move", what="p", was="", became="", why=why)


def replan(zh: str, en: str) -> str:
    said = {"cause": "member", "what": "m1", "posts": 0, "last_day": "2026-11-23", "asked_by": "x"}
    return row("replans", **said, asked_at=AT, run_id="", zh=zh, en=en)


def filling() -> list[str]:
    version = {"text": "话", "poster_key": "k1", "goes_out_at": AT, "story_id": "s1", "who": "x", "at": AT}
    keys = [f"i{n}" for n in range(len(VERDICTS))]
    verdict = {"kept": False, "reason": "x", "chance": 1, "decided_at": AT, "run_id": "r"}
    day = {"group_id": "g1", "day": "2026-11-23", "run_id": "r"}
    return [
        *(group(), row("products", id="mug", name="马克杯"), story(), row("posters", key="k1", spec="{}")),
        *(audit(why) for why in WHYS),
        *(post(f"p{n}", note) for n, note in enumerate(WHYS)),
        *(row("post_versions", post_id=f"p{n}", version=1, why=why, **version) for n, why in enumerate(WHYS)),
        *(row("model_uses", version=0, who="x", at=AT, why=why, by_hand=False) for why in WHYS),
        *(replan(zh, en) for zh, en in REPLANS),
        *map(submission, keys),
        *(
            row("verdicts", submission_id=key, zh=zh, en=en, **verdict)
            for key, (zh, en) in zip(keys, VERDICTS, strict=True)
        ),
        *(
            row("gaps", slot=("afternoon", "noon")[n], funnel="[]", fix="", zh=zh, en=en, **day)
            for n, (zh, en) in enumerate(GAPS)
        ),
        *(
            row("plan_moves", rule=rule, zh=zh, en=en, at=AT, **(day | {"run_id": str(n)}))
            for n, (rule, zh, en) in enumerate(MOVES)
        ),
    ]


@pytest.fixture
def filled(older: Callable[[str, list[str]], Database]) -> Database:
    return older("0010", filling())


def stored(database: Database, columns: str, table: str, order: str = "id") -> list[Any]:
    with database.engine.connect() as connection:
        rows = connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY {order}")).all()  # noqa: S608 - our own names
    return [tuple(map(_message, row)) if len(row) > 1 else _message(row[0]) for row in rows]


def _message(value: Any) -> Message | None:
    found = json.loads(value) if isinstance(value, str) else value
    return None if found is None else Message.from_json(found)


def test_what_was_said_is_read_back_in_every_table(filled: Database) -> None:
    assert filled.upgrade() == HEAD
    for table, column in (("audit", "why"), ("model_uses", "why")):
        assert stored(filled, column, table) == list(WHYS.values())
    notes = stored(filled, "note", "posts", "length(id), id")
    assert notes == list(WHYS.values()) == stored(filled, "why", "post_versions", "length(post_id), post_id")
    assert stored(filled, "why", "replans") == list(REPLANS.values())
    assert stored(filled, "why", "verdicts", "submission_id") == list(VERDICTS.values())
    assert stored(filled, "why, fix", "gaps", "slot") == list(GAPS.values())
    assert stored(filled, "why", "plan_moves", "run_id") == list(MOVES.values())


def test_the_program_works_with_what_came_over(filled: Database) -> None:
    filled.upgrade()
    with filled.ready()(reading=True) as store:
        assert [use.why for use in reversed(store.models.model_uses())] == list(WHYS.values())
        assert [replan.why for replan in store.replans.pending_replans()] == list(REPLANS.values())
        gaps = store.plan.gaps(date(2026, 11, 23), date(2026, 11, 23))
        assert [move.why for move in store.planning_rules.plan_moves("0")] == [next(iter(MOVES.values()))]
    assert {render(gap.sentence, "zh") for gap in gaps if gap.fix} == {next(iter(GAPS))[0]}


@pytest.mark.parametrize(("was", "message"), WHYS.items())
def test_files_and_programs_read_it_as_it_stood(was: str, message: Message | None) -> None:
    if message is None or not message.code.startswith("learning."):  # which mixed the two languages
        assert in_both(message) == was
