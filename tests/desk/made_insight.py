"""A week of insight that nobody lived: every verdict once, a headline with its doubt, a busy noon."""

from datetime import UTC, date, datetime, time

from content.model import (
    ChatHours,
    Estimate,
    Figure,
    FormEstimate,
    FormGrid,
    FormVerdict,
    GroupKind,
    InsightState,
    LedgerReach,
    LeftOut,
    Message,
    PlanChange,
    Slot,
    StoryRanks,
    StoryResult,
    WeekInsight,
)
from services.findings import finding_of, headline

MONDAY = date(2026, 11, 16)
SUNDAY = date(2026, 11, 22)
NAMES = {
    **{key: f"insight.figure.{key}" for key in ("habit", "members_photos", "on_time")},
    **{key: f"week_figure.{key}" for key in ("answers", "approved")},
}


def about(value: float, half: float) -> Estimate:
    return Estimate(value, max(0.0, value - half), value + half)


def figure(key: str, part: float, whole: float, before: tuple[float, ...], change: Estimate | None) -> Figure:
    share = part / whole if key != "answers" else 0.037
    past = tuple(about(value, 0.01) for value in before)
    return Figure(NAMES[key], MONDAY, SUNDAY, part, whole, 0, about(share, 0.01), past, change, groups=9)


FIGURES = (
    figure(
        "habit", 205, 3001, (0.057, 0.061, 0.058, 0.059, 0.063, 0.061, 0.065), Estimate(0.003, -0.001, 0.007)
    ),
    figure(
        "answers", 426, 49, (0.039, 0.041, 0.037, 0.039, 0.046, 0.037, 0.039), Estimate(-0.003, -0.009, 0.003)
    ),
    figure("members_photos", 97, 272, (0.38, 0.39, 0.4, 0.38, 0.38, 0.37, 0.34), Estimate(0.02, -0.03, 0.07)),
    figure("on_time", 255, 273, (0.94, 0.96, 0.93, 0.94, 0.95, 0.94, 0.93), Estimate(0.0, -0.03, 0.03)),
    figure("approved", 264, 273, (0.97, 0.99, 0.98, 0.99, 0.97, 0.98, 0.97), Estimate(0.0, -0.02, 0.02)),
)


def form(
    name: str, slot: Slot, ratio: Estimate, verdict: FormVerdict, posts: int, weeks: int | None = None
) -> FormEstimate:
    best = 0.97 if verdict is FormVerdict.WORKS else 0.1
    rate = about(0.02, 0.005)
    return FormEstimate("", slot, name, posts, posts * 9, posts * 7.5, rate, ratio, best, verdict, weeks)


V = FormVerdict
FORMS = (
    form("choice", Slot.MORNING, about(1.04, 0.06), V.SAME, 344),
    form("choice", Slot.NOON, about(0.96, 0.05), V.SAME, 293),
    form("choice", Slot.AFTERNOON, about(0.99, 0.08), V.SAME, 300),
    form("choice", Slot.EVENING, about(0.98, 0.07), V.SAME, 316),
    form("true-or-false", Slot.MORNING, about(0.95, 0.13), V.OPEN, 85, 6),
    form("true-or-false", Slot.NOON, about(0.92, 0.11), V.OPEN, 74, 30),
    form("true-or-false", Slot.AFTERNOON, about(0.99, 0.16), V.OPEN, 76, None),
    form("true-or-false", Slot.EVENING, about(0.87, 0.09), V.BELOW, 86),
    form("guess-the-photo", Slot.NOON, about(1.25, 0.11), V.WORKS, 41),
    form("guess-the-photo", Slot.MORNING, about(1.14, 0.1), V.ABOVE, 50),
    form("guess-the-photo", Slot.EVENING, about(0.7, 0.1), V.USE_LESS, 48),
    form("pictures", Slot.NOON, about(1.1, 0.5), V.TOO_FEW, 3),
)
PROMO = (
    form("promo", Slot.EVENING, about(0.69, 0.13), V.USE_LESS, 87),
    form("plain", Slot.EVENING, about(1.06, 0.04), V.WORKS, 459),
)


def story(title: str, ratio: Estimate) -> StoryResult:
    return StoryResult(f"s-{title}", title, "choice", 17, 10, ratio)


def hours() -> ChatHours:
    shape = (0, 0, 0, 0, 0, 0, 2, 9, 14, 10, 12, 20, 60, 30, 16, 14, 18, 16, 26, 30, 48, 52, 22, 6)
    rows = tuple(tuple(count * (1 + 0.1 * day) for count in shape) for day in range(7))
    return ChatHours(rows, {slot: slot.usual_time for slot in Slot} | {Slot.NOON: time(12, 20)})


CHANGES = (
    PlanChange(Slot.NOON, Message("person.words", words="午间的发送时间"), "12:00", "12:20",
               Message("person.words", words="饭点最挤的一小时从 12:10 起"), is_proposal=True),
    PlanChange(Slot.NOON, Message("person.words", words="猜图的份额"), ".10", ".19",
               Message("person.words", words="管用：多 25%，98% 的把握是最好的")),
)  # fmt: skip


def made_week(state: InsightState = InsightState.READY, kind: GroupKind | None = None) -> WeekInsight:
    findings = tuple(finding_of(known) for known in FIGURES)
    order = ("choice", "true-or-false", "guess-the-photo", "pictures")
    return WeekInsight(
        monday=MONDAY,
        kind=kind,
        kinds={GroupKind.DAILY: 5, GroupKind.FLASH: 2, GroupKind.SUPER: 2},
        state=state,
        reach=LedgerReach(
            9, 8, datetime(2026, 11, 22, 16, tzinfo=UTC), (("西湖 2 群", date(2026, 11, 20)),), 56
        ),
        groups=8,
        members=3001,
        headline=headline(findings, [*FORMS, *PROMO]),
        findings=findings,
        forms=FormGrid(
            order, {(row.form, row.slot): row for row in FORMS}, {LeftOut.LATE: 42, LeftOut.UNSENT: 10}
        ),
        promo=PROMO,
        stories=StoryRanks(
            (story("收心收纳日", about(1.35, 0.15)), story("腰上那圈花边", about(1.29, 0.14))),
            (story("碗里的花", about(0.73, 0.1)), story("抽一条倒一摞", about(0.76, 0.12))),
            middle=34,
            waiting=3,
        ),
        hours=hours(),
        changes=CHANGES,
    )
