"""A made community, large: 500 groups, 50 days, 100,000 posts, 20,000 submissions, past the store's verbs.

No picture lies on the disk: pages name them and do not open them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice, product
from random import Random
from typing import Any

from sqlalchemy import Connection, insert, text, update

from content.model import PosterSpec, PostState, own_words, text_hash
from content.store import Database
from content.store.review_tables import ApprovalRow, DecisionRow, VersionRow
from content.store.tables import (
    AuditRow,
    Base,
    ConsentRow,
    FeaturesRow,
    GapRow,
    GroupRow,
    MediaRow,
    MemberRow,
    PosterRow,
    PostRow,
    ProductRow,
    RunRow,
    ScoreRow,
    StoryRow,
    SubmissionMediaRow,
    SubmissionRow,
    TellingRow,
    VerdictRow,
)

GROUPS, DAYS, BACK = 500, 50, 43  # days; so many of them lie behind today
SUBMISSIONS, MEMBERS, STORIES, PRODUCTS, RUNS = 20_000, 5_000, 300, 40, 400
SLOTS = {"morning": 8, "noon": 12, "afternoon": 16, "evening": 20}  # o'clock in the groups' zone
ZONE_AHEAD = 8  # hours: Asia/Shanghai
TEXT = "早上好呀，今天我们来聊一聊这只杯子，水要烧到几度才好喝呢？"
Row = Mapping[str, Any]


def fill(database: Database, now: datetime, seed: int = 1) -> dict[str, int]:
    """Write the community; how many posts, submissions and audit rows there are. Takes about a minute."""
    database.ready()
    chance = Random(seed)  # noqa: S311 - drawing, not hiding
    first = now.date() - timedelta(days=BACK)
    with database.engine.begin() as connection:
        _write(connection, GroupRow, map(_group, range(GROUPS)))
        _write(connection, ProductRow, ({"id": f"p{n}", "name": f"产品{n}"} for n in range(PRODUCTS)))
        _write(connection, MemberRow, map(_member, range(MEMBERS)))
        _write(connection, StoryRow, map(_story, range(STORIES)))
        _submissions(connection, chance, now)
        posts = _posts(connection, chance, now, first)
        runs = ((n, now - timedelta(days=n)) for n in range(RUNS))
        _write(connection, RunRow, (_run(n, at) for n, at in runs))
    if database.engine.dialect.name == "postgresql":  # as its autovacuum does, where it is on
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return {"posts": posts, "submissions": SUBMISSIONS, "audit": posts * 3}


def _write(connection: Connection, table: type[Base], rows: Iterable[Row]) -> None:
    waiting = iter(rows)
    while batch := [dict(row) for row in islice(waiting, 2000)]:
        connection.execute(insert(table), batch)


def _group(n: int) -> Row:
    times = {slot: f"{hour:02}:00" for slot, hour in SLOTS.items()}
    more = {"starts_on": None, "ends_on": None, "blackouts": [], "shares_members_with": [], "promo_cap": None}
    return {
        "id": f"g{n:04}",
        "name": f"{n:04} 群",
        "kind": "daily",
        "size": 180,
        "zone": "Asia/Shanghai",
        "slots": times,
        **more,
    }


def _member(n: int) -> Row:
    return {"id": f"m{n}", "nickname": f"群友{n}", "group_id": f"g{n % GROUPS:04}"}


def _story(n: int) -> Row:
    words = {
        "hook": "早",
        "question": "几度？",
        "answer_why": "苦",
        "clue": "壶",
        "solution": "92",
        "solution_title": "",
    }
    lists = {"kinds": [], "elements": [], "options": ["85", "92"], "steps": []}
    more = {"form": "choice", "promo": 0.0, "answer": "B", "theme": f"主题{n % 12}", "wants_photo": False}
    ends = {"valid_from": None, "valid_to": None}
    return {
        "id": f"s{n}",
        "title": f"故事{n}",
        "product_id": f"p{n % PRODUCTS}",
        **words,
        **lists,
        **more,
        **ends,
    }


def _run(n: int, at: datetime) -> Row:
    return {
        "id": f"r{n}",
        "asked": {"days": 7, "groups": []},
        "began_at": at,
        "ended_at": at,
        "report": {"posts": 2000},
    }


# -- submissions --------------------------------------------------------------------------------
def _submissions(connection: Connection, chance: Random, now: datetime) -> None:
    ids = [f"i{n:05}" for n in range(SUBMISSIONS)]
    sha = {key: f"{key[1:]:0>64}" for key in ids}
    _write(connection, MediaRow, (_medium(sha[key]) for key in ids))
    _write(
        connection, SubmissionRow, (_submission(n, key, sha[key], chance, now) for n, key in enumerate(ids))
    )
    _write(
        connection, SubmissionMediaRow, ({"submission_id": k, "position": 0, "sha256": sha[k]} for k in ids)
    )
    _write(connection, ConsentRow, (_consent(key, now) for key in ids))
    _write(connection, FeaturesRow, (_features(sha[key], now) for key in ids))
    _write(connection, ScoreRow, (_score(key, chance, now) for key in ids))
    _write(connection, VerdictRow, (_verdict(n, ids, now) for n in range(len(ids))))
    decided = [(key, chance.choice(("keep", "drop"))) for n, key in enumerate(ids) if n > 2000 and n % 2]
    _write(connection, DecisionRow, (_decision(key, choice, now) for key, choice in decided))
    for word in ("keep", "drop"):
        chosen = [key for key, choice in decided if choice == word]
        for start in range(0, len(chosen), 500):
            mine = SubmissionRow.id.in_(chosen[start : start + 500])
            connection.execute(update(SubmissionRow).where(mine).values(choice=word))


def _medium(sha: str) -> Row:
    return {
        "sha256": sha,
        "suffix": ".jpg",
        "width": 1620,
        "height": 2160,
        "bytes": 900_000,
        "camera": "",
        "taken_at": None,
    }


def _submission(n: int, key: str, sha: str, chance: Random, now: datetime) -> Row:
    state = chance.choice(["granted"] * 7 + ["unknown", "asked", "refused"])
    owners = {
        "group_id": f"g{n % GROUPS:04}",
        "member_id": f"m{n % MEMBERS}",
        "product_id": f"p{n % PRODUCTS}",
    }
    when = {"posted_at": now - timedelta(minutes=7 * n), "gathered_at": now, "run_id": f"r{n // 400}"}
    return {
        "id": key,
        "content": sha,
        "text": f"第{n}张 晒晒",
        "replies": 0,
        "choice": "",
        "consent_state": state,
        **owners,
        **when,
    }


def _consent(key: str, now: datetime) -> Row:
    answer = {
        "state": "granted",
        "scope": "all",
        "uses": ["poster"],
        "since": None,
        "until": None,
        "evidence": "",
    }
    return {"submission_id": key, "recorded_at": now, "recorded_by": "gather", "is_current": True, **answer}


def _features(sha: str, now: datetime) -> Row:
    blobs = {"hashes": b"x" * 200, "thumbnail": b"x" * 9216}
    return {
        "sha256": sha,
        "version": 1,
        "values": {"foc_best": 0.3},
        "focus_x": 0.5,
        "focus_y": 0.5,
        "measured_at": now,
        **blobs,
    }


def _score(key: str, chance: Random, now: datetime) -> Row:
    parts = [["sharp", 0.5, 0.2], ["exposure", 0.5, 0.3], ["colour", 0.4, 0.2], ["noise", 0.1, 0.3]]
    return {
        "submission_id": key,
        "version": 1,
        "total": chance.random(),
        "parts": parts,
        "unreadable": None,
        "scored_at": now,
    }


def _verdict(n: int, ids: list[str], now: datetime) -> Row:
    kept, copies = n % 50 == 0, ids[n - 1] if n % 20 == 1 else None
    values = {
        "kept": kept,
        "reason": "kept" if kept else "below_the_line",
        "rank": 1 if kept else None,
        "score": 0.5,
    }
    return {
        "submission_id": ids[n],
        "of": copies,
        "why": own_words("光线好" * 6),
        "decided_at": now,
        "run_id": "r1",
        **values,
    }


def _decision(key: str, choice: str, now: datetime) -> Row:
    words = {"comment": "", "slot": "", "reason": "", "rating": 3}
    return {"submission_id": key, "who": "小林", "choice": choice, "at": now, "version": 1, **words}


# -- posts --------------------------------------------------------------------------------------
def _posts(connection: Connection, chance: Random, now: datetime, first: date) -> int:
    """Group by group: its posters, posts, versions, audit, approvals, tellings and gaps."""
    count = 0
    for g in range(GROUPS):
        made = list(_week_posts(g, chance, now, first))
        count += len(made)
        _write(connection, PosterRow, (_poster(post) for post in made))
        _write(connection, PostRow, made)
        _write(connection, VersionRow, (_version(post, now) for post in made))
        _write(connection, AuditRow, (entry for post in made for entry in _audit(post)))
        approved = [post for post in made if post["state"] in (PostState.SENT, PostState.APPROVED)]
        _write(connection, ApprovalRow, (_approval(post, now) for post in approved))
        _write(connection, TellingRow, (_telling(post, now) for post in made if post["slot"] == "afternoon"))
        days = (post for post in made if post["slot"] == "afternoon" and post["day"].toordinal() % 25 == 0)
        _write(connection, GapRow, (_gap(post) for post in days))
    return count


def _week_posts(g: int, chance: Random, now: datetime, first: date) -> Iterator[dict[str, Any]]:
    states = ["in_review"] * 6 + ["approved"] * 3 + ["returned", "draft"]
    for k, (slot, hour) in product(range(DAYS), SLOTS.items()):
        day, n = first + timedelta(days=k), g * DAYS + k
        at = datetime(day.year, day.month, day.day, hour - ZONE_AHEAD, tzinfo=UTC)
        share, shows_photo = f"i{n % SUBMISSIONS:05}", slot == "afternoon"
        yield {
            "id": f"g{g:04}-{day}-{slot}", "group_id": f"g{g:04}", "day": day, "slot": slot,
            "goes_out_at": at,
            "state": "sent" if at < now else chance.choice(states), "story_id": f"s{n % STORIES}",
            "submission_id": share if shows_photo else None,
            "member_id": f"m{n % MEMBERS}" if shows_photo else None,
            "photo_id": share, "text": f"{TEXT * 3}{n}", "poster_key": _spec(n, slot).key, "version": 1,
            "revision": 3, "locked_by": "", "hand": "", "note": None, "changed_by": "sishi",
            "changed_at": now, "run_id": "r1", "n": n,
        }  # fmt: skip


def _spec(n: int, slot: str) -> PosterSpec:
    template = {
        "morning": "hook-type",
        "noon": "quiz-light",
        "afternoon": "share-polaroid",
        "evening": "solution-steps",
    }
    fields = {"sign": slot, "hook": f"第 {n} 天", "question": "几度？", "comment": "好看", "title": f"{n} ℃"}
    return PosterSpec(template[slot], "v1", "takumi", fields, {"acc": "#B5352A", "deep": "#211C17"})


def _poster(post: Row) -> Row:
    spec = _spec(post["n"], post["slot"])
    file = {"path": f"var/posters/{spec.key[:2]}/{spec.key}.jpg", "sha256": _pixels(post), "bytes": 300_000}
    failed = own_words("The text does not fit.") if post["n"] % 9973 == 5 else None
    return {"key": spec.key, "spec": spec.as_json(), "width": 1080, "height": 1440, "failed": failed, **file}


def _pixels(post: Row) -> str:
    return f"{post['poster_key']:0>64}"


def _version(post: Row, now: datetime) -> Row:
    kept = ("text", "poster_key", "goes_out_at", "story_id", "submission_id", "member_id", "photo_id")
    return {"post_id": post["id"], "version": 1, "who": "sishi", "why": None, "at": now} | {
        name: post[name] for name in kept
    }


def _audit(post: Row) -> Iterator[Row]:
    at = post["goes_out_at"] - timedelta(days=7)
    editor = "小林" if post["n"] % 3 else "小周"
    for step, (was, became) in enumerate((("", "draft"), ("draft", "in_review"), ("in_review", "approved"))):
        detail = {"revision": step + 1, "version": 1, "changed": ["state"]}
        by = "sishi" if step < 2 else editor
        yield {
            "at": at + timedelta(minutes=step),
            "who": by,
            "kind": "move",
            "what": post["id"],
            "was": was,
            "became": became,
            "why": own_words("夜间"),
            "detail": detail,
        }


def _approval(post: Row, now: datetime) -> Row:
    seen = {"text_sha256": text_hash(post["text"]), "poster_sha256": _pixels(post), "version": 1}
    return {"post_id": post["id"], "who": "小林", "at": now, "revoked_at": None, "revoked_by": "", **seen}


def _telling(post: Row, now: datetime) -> Row:
    what = {
        "story_id": post["story_id"],
        "share_id": post["submission_id"],
        "opener_id": None,
        "runner_up": None,
    }
    return {
        "group_id": post["group_id"],
        "day": post["day"],
        "why": {"engagement": 5},
        "planned_at": now,
        "run_id": "r1",
        **what,
    }


def _gap(post: Row) -> Row:
    explanation = {"funnel": [], "fix": None, "why": own_words("没有一张合适的照片")}
    return {
        "group_id": post["group_id"],
        "day": post["day"],
        "slot": "afternoon",
        "run_id": "r1",
        **explanation,
    }
