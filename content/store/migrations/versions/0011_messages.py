"""What the program wrote down as sentences in two languages is kept as Messages: a code and its parameters.

The patterns below are what versions before this one wrote. What none of them reads is kept as it stood.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"

Stored: TypeAlias = dict[str, Any]  # a Message as JSON
Row: TypeAlias = sa.RowMapping
MESSAGE = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
AT_ONCE = 1000  # rows

# area.code -> the sentence in Chinese and in English, as it stood in one column: 夜间排期 nightly plan
WRITTEN = {
    "audit.planned": ("夜间排期", "nightly plan"),
    "audit.plan_changed": ("排期已变", "the plan changed"),
    "audit.poster_drawn": ("海报已画好", "the poster is drawn"),
    "audit.story_retired": ("剧情「{title}」已下架", "Story {story} was retired"),
    "audit.group_paused": ("{group} 从 {first} 到 {last} 暂停", "{group} pauses from {first} to {last}"),
    "audit.group_resumed": ("{group} 从 {first} 恢复", "{group} goes on from {first}"),
    "audit.member_left": ("{member} 已退群", "{member} has left"),
    "audit.photo_dropped": ("{actor} 挑图时去掉了照片 {photo}", "{actor} dropped the photo {photo}"),
    "withheld.unknown": ("还没问过作者", "its author has not been asked"),
    "withheld.asked": ("作者还没有回复", "its author has not answered yet"),
    "withheld.granted": ("授权不包括这里", "the consent does not cover this"),
    "withheld.refused": ("作者不同意使用", "its author refused"),
    "withheld.expired": ("授权已过期", "the consent has run out"),
    "withheld.withdrawn": ("作者撤回了授权", "its author withdrew the consent"),
    "withheld.erased": ("成员要求删除", "the member asked to be erased"),
}
LEARNT = (  # why a model counts
    ("learning.too_few", re.compile(r"样本太少 too few examples: (?P<count>\d+)"), {"count": int}),
    (
        "learning.compared",
        re.compile(r"NDCG@12 (?P<ndcg>\d\.\d+)，手工 by hand (?P<by_hand>\d\.\d+)"),
        {"ndcg": float, "by_hand": float},
    ),
)
OLDER = (("到期", "it ran out"), ("样本太少", "too few examples"))  # sentences that nothing writes any more
UNDONE = re.compile(
    "(?P<verb>decide|focus|amend|return|postpone|swap|exchange|lock|unlock|force_unlock|withdraw|reopen|undo|redo"
    r"|approve) #(?P<entry>\d+)"
)
DAYS = frozenset({"first", "last"})
STAYS = frozenset({"rule"})  # columns that are read and kept
MOVED = re.compile("(?P<change>(?P<was>《.*》|—) → (?P<became>《.*》|—))：.+", re.DOTALL)
RULES = frozenset(
    {
        *("filled", "frozen", "closed", "pin", "story_gone", "kind", "dates", "form", "arc", "rested"),
        *("retired", "dropped", "promo", "author_left", "photo_gone", "consent", "unseen", "author_rested"),
        *("photo_groups", "neighbours", "better"),
    }
)
ZH_FIX, EN_FIX = ("；最近的办法：", "。"), ("; nearest fix: ", ".")
# A verdict's sentences, where the parameters are texts and whole numbers.
VERDICTS = {
    "shortlist.no_photo": ("没有照片", "There is no photo"),
    "shortlist.no_member": ("不知道作者是谁，无法署名", "Nobody knows the author, so nobody can be credited"),
    "shortlist.no_product": ("没有说明拍的是哪个产品", "It does not say which product it shows"),
    "shortlist.consent_unknown": ("还没问过作者能不能用", "The author has not been asked yet"),
    "shortlist.consent_asked": ("已问过作者，还没有回复", "The author was asked and has not answered yet"),
    "shortlist.consent_refused": ("作者不同意使用", "The author refused"),
    "shortlist.consent_withdrawn": ("作者撤回了授权", "The author withdrew the consent"),
    "shortlist.consent_expired": ("授权已过期", "The consent has run out"),
    "shortlist.not_for_posters": ("作者没有同意用在海报上", "The author did not agree to posters"),
    "shortlist.now_unknown": ("还没问过作者", "Its author has not been asked"),
    "shortlist.now_asked": ("作者还没有回复", "Its author has not answered yet"),
    "shortlist.now_granted": ("授权不包括这里", "The consent does not cover this"),
    "shortlist.now_refused": ("作者不同意使用", "Its author refused"),
    "shortlist.now_withdrawn": ("作者撤回了授权", "Its author withdrew the consent"),
    "shortlist.erased": ("成员要求删除", "The member asked to be erased"),
    "shortlist.has_qr_code": ("照片里有二维码", "There is a QR code in the photo"),
    "shortlist.shows_people": ("照片里有人，要人看过", "It shows people: a person must look"),
    "shortlist.people_unknown": (
        "不知道照片里有没有人，要人看过",
        "Nothing tells whether it shows people: a person must look",
    ),
    "shortlist.exact_duplicate": ("与 {of} 的照片文件完全相同", "The photo is the very file of {of}"),
    "shortlist.near_duplicate": ("与 {of} 是同一张照片", "It is the same photo as {of}"),
    "shortlist.contested": (
        "与 {of} 是同一张照片，分不清是谁拍的，请人工确认",
        "It is the same photo as {of}, and nothing tells whose it is: a person must say",
    ),
}


def upgrade() -> None:
    _replace("audit", ["id"], ["why"], "why", lambda row: _read(row["why"]))
    _replace("posts", ["id"], ["note"], "note", lambda row: _read(row["note"]))
    _replace("post_versions", ["post_id", "version"], ["why"], "why", lambda row: _read(row["why"]))
    _replace("model_uses", ["id"], ["why"], "why", lambda row: _read(row["why"]))
    _replace("replans", ["id"], ["zh", "en"], "why", _replan, required=True)
    _replace("verdicts", ["submission_id"], ["zh", "en"], "why", _verdict, required=True)
    _replace("plan_moves", ["run_id", "group_id", "day"], ["rule", "zh", "en"], "why", _move, required=True)
    _replace_gaps()


# -- columns --------------------------------------------------------------------------------------
def _replace(
    table: str,
    keys: Sequence[str],
    old: Sequence[str],
    new: str,
    read: Callable[[Row], Stored | None],
    *,
    required: bool = False,
) -> None:
    """Put a column of Messages where the `old` columns with sentences were."""
    op.add_column(table, sa.Column("message", MESSAGE, nullable=True))
    _fill(table, keys, old, read)
    for name in old:
        if name not in STAYS:
            op.drop_column(table, name)
    if required:
        with op.batch_alter_table(table) as batch:
            batch.alter_column("message", new_column_name=new, existing_type=MESSAGE, nullable=False)
    else:
        op.alter_column(table, "message", new_column_name=new)


def _fill(
    table: str,
    keys: Sequence[str],
    old: Sequence[str],
    read: Callable[[Row], Stored | None],
    into: str = "message",
) -> None:
    """Read each row's sentences and keep what they say."""
    connection = op.get_bind()
    rows = sa.table(table, *(sa.column(name) for name in (*keys, *old)), sa.column(into, MESSAGE))
    wanted = sa.select(*(rows.c[name] for name in (*keys, *old)))
    mine = sa.and_(*(rows.c[name] == sa.bindparam(f"key_{name}") for name in keys))
    change = sa.update(rows).where(mine).values({into: sa.bindparam("read", type_=MESSAGE)})
    changes = [
        {f"key_{name}": row[name] for name in keys} | {"read": message}
        for row in connection.execute(wanted).mappings()
        if (message := read(row))
    ]
    for first in range(0, len(changes), AT_ONCE):
        connection.execute(change, changes[first : first + AT_ONCE])


def _replace_gaps() -> None:
    """The nearest fix stood in the sentence too; now it stands once."""
    keys, old = ["group_id", "day", "slot"], ["zh", "en", "fix"]
    op.add_column("gaps", sa.Column("nearest", MESSAGE, nullable=True))
    _fill("gaps", keys, old, _fix, into="nearest")
    _replace("gaps", keys, old, "why", _gap, required=True)
    op.alter_column("gaps", "nearest", new_column_name="fix")


# -- sentences ------------------------------------------------------------------------------------
def _read(text: str) -> Stored | None:
    """What was written in both languages at once; a person's own words where it is none of ours."""
    if not text:
        return None
    for code, pattern in PATTERNS.items():
        if match := pattern.fullmatch(text):
            params = match.groupdict()
            words = params.pop("words")
            said = _message(code, **{name: _param(name, value) for name, value in params.items()})
            return _message("audit.because", what={"message": said}, words=words) if words else said
    if undone := UNDONE.fullmatch(text):
        return _message("audit.of_action", verb=undone["verb"], entry=int(undone["entry"]))
    for code, pattern, kinds in LEARNT:
        if match := pattern.fullmatch(text):
            return _message(code, **{name: kind(match[name]) for name, kind in kinds.items()})
    for zh, en in OLDER:
        sentence, colon, words = text.partition(": ")
        if sentence == f"{zh} {en}":
            said = _message("legacy.text", zh=zh, en=en)
            return _message("audit.because", what={"message": said}, words=words) if colon else said
    return _message("person.words", words=text)


def _replan(row: Row) -> Stored:
    """`photo：why` was what a consent had done; all else stood in the trail too."""
    zh, en = row["zh"], row["en"]
    photo, colon, why = zh.partition("：")
    if colon and en.startswith(f"{photo}: "):
        said = _read(f"{why} {en.removeprefix(f'{photo}: ')}")
        if said and said["code"].startswith("withheld."):
            return _message("withheld.photo", photo=photo, why={"message": said})
    said = _read(f"{zh} {en}")
    if said and said["code"].startswith("audit."):
        return said
    return _message("legacy.text", zh=zh, en=en)


def _verdict(row: Row) -> Stored:
    both = f"{row['zh']}\n{row['en']}"
    for code, pattern in VERDICT_PATTERNS.items():
        if match := pattern.fullmatch(both):
            return _message(code, **match.groupdict())
    return _message("legacy.text", zh=row["zh"], en=row["en"])


def _move(row: Row) -> Stored:
    """The rule stood beside the sentence: 《甲》 → —：原来的剧情线已下架"""
    rule = row["rule"]
    if (match := MOVED.fullmatch(row["zh"])) and rule in RULES and row["en"].startswith(match["change"]):
        told = {side: {"message": _titled(match[side])} for side in ("was", "became")}
        return _message("plan.moved", **told, why={"message": _message(f"plan.moved_{rule}")})
    return _message("legacy.text", zh=row["zh"], en=row["en"])


def _titled(story: str) -> Stored:
    return _message("plan.no_story") if story == "—" else _message("plan.story", title=story[1:-1])


def _gap(row: Row) -> Stored:
    """Without the fix, which stands beside it."""
    zh, fix_zh = _halves(row["zh"], ZH_FIX)
    en, fix_en = _halves(row["en"], EN_FIX)
    if fix_zh and fix_en:
        return _message("legacy.text", zh=zh, en=en)
    return _message("legacy.text", zh=row["zh"], en=row["en"])


def _fix(row: Row) -> Stored | None:
    fix_zh, fix_en = _halves(row["zh"], ZH_FIX)[1], _halves(row["en"], EN_FIX)[1]
    return _message("legacy.text", zh=fix_zh, en=fix_en) if fix_zh and fix_en else None


def _halves(text: str, between: tuple[str, str]) -> tuple[str, str]:
    """What stands before the words that name a fix, and the fix without its full stop; "" where none is."""
    why, sign, fix = text.partition(between[0])
    return (why, fix.removesuffix(between[1])) if sign else (text, "")


def _message(code: str, **params: Any) -> Stored:
    return {"code": code, "params": params}


def _param(name: str, value: str) -> Any:
    if name not in DAYS:
        return value
    return {"date": date.fromisoformat(value).isoformat()}


def _pattern(zh: str, en: str, between: str, behind: str = "") -> re.Pattern[str]:
    """What the two sentences look like with any names in them; what is named twice is named alike."""
    seen: set[str] = set()

    def group(match: re.Match[str]) -> str:
        name = match[1]
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return rf"(?P<{name}>\d{{4}}-\d\d-\d\d)" if name in DAYS else f"(?P<{name}>.*?)"

    both = re.escape(zh) + between + re.escape(en)
    return re.compile(re.sub(r"\\{(\w+)\\}", group, both) + behind, re.DOTALL)


def _patterns(
    sentences: Mapping[str, tuple[str, str]], between: str, behind: str = ""
) -> dict[str, re.Pattern[str]]:
    return {code: _pattern(zh, en, between, behind) for code, (zh, en) in sentences.items()}


PATTERNS = _patterns(WRITTEN, " ", "(: (?P<words>.+))?")
VERDICT_PATTERNS = _patterns(VERDICTS, "\n")
