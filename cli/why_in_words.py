"""The way of one submission as a story that whoever decides about photos understands, Chinese or English."""

from datetime import UTC, datetime

from cli.why import Way
from content.messages import render
from content.model import ConsentScope, ConsentState, Dropped, Message, Part, Score, Unreadable
from content.score.explain import explain as part_in_words
from content.score.explain import name_of_part
from content.score.quotes import Withheld
from content.score.weights import HAND, Weights
from content.store.taken_back import last_day

NOTHING = 0.005  # points of a score: what changes less is not told one by one


def as_lines(way: Way, weights: Weights = HAND, language: str = "zh") -> list[str]:
    """Who, the gates, the score, who else sent or said the same, what a person said, and what came of it."""
    tell = _Telling(way, weights, language != "zh")
    return [
        *tell.opening(),
        *tell.gates(),
        *tell.score(),
        *tell.the_same(),
        *tell.decision(),
        *tell.verdict(),
        *tell.quote(),
        *tell.showings(),
    ]


class _Telling:
    """`other` is 0 for Chinese, 1 for English: the place of a sentence in a pair."""

    def __init__(self, way: Way, weights: Weights, other: bool) -> None:
        self.way, self.weights, self.other = way, weights, other

    def say(self, zh: str, en: str) -> str:
        return (zh, en)[self.other]

    def read(self, message: Message) -> str:
        return render(message, ("zh", "en")[self.other])

    def opening(self) -> list[str]:
        submission, past = self.way.life.submission, self.way.past
        author = self.way.names.get(submission.member or "", "?")
        consent = submission.consent.on(last_day(datetime.now(UTC)))
        until = consent.until.isoformat() if consent.until else self.say("不限", "any day")
        where = consent.scope.value if self.other else _SCOPES_ZH[consent.scope]
        lines = [f"{submission.id} · @{author} · {submission.group} · {submission.text}"]
        if consent.state is ConsentState.GRANTED:
            lines.append(
                self.say(f"授权 同意，{where}，到 {until}", f"Consent granted, {where}, until {until}")
            )
        else:
            lines.append(self.say(f"授权 {self.read(consent.state.label)}", f"Consent {consent.state.value}"))
        if not past.sent:
            return [*lines, self.say("作者 这是第一次来稿", "Author a first submission")]
        zh = f"作者 之前来稿 {past.sent} 张，编辑看过 {past.decided} 张、留了 {past.kept} 张；"
        en = f"Author {past.sent} sent before, {past.decided} of them decided on, {past.kept} kept; "
        zh += f"露面 {past.shown} 次；来了 {past.days} 天"
        return [*lines, self.say(zh, f"{en}shown {past.shown} times; here for {past.days} days")]

    def gates(self) -> list[str]:
        passed = [self.read(gate.name) for gate, verdict in self.way.gates if not verdict]
        fallen = [(gate, verdict) for gate, verdict in self.way.gates if verdict]
        if not fallen:
            return [self.say(f"关口 {len(passed)} 道都过了", f"Gates all {len(passed)} passed")]
        lines = [
            self.say(
                f"关口 {len(fallen)} 道没过；过了的 {len(passed)} 道：{'、'.join(passed)}",
                f"Gates {len(fallen)} not passed; the {len(passed)} passed: {', '.join(passed)}",
            )
        ]
        for gate, verdict in fallen:
            may = "" if gate.hard else self.say("（人可以放行）", " (a person may let it pass)")
            lines.append(f"  ✗ {self.read(verdict.why)}{may}")
        return lines

    def score(self) -> list[str]:
        """The parts that make a difference, the greatest first; the names of the others."""
        match self.way.life.outcome:
            case Score() as score:
                return [self._total(score), *self._parts(score)]
            case Unreadable(why):
                return [self.say(f"读不出来：{why}", f"It cannot be read: {why}")]
            case None:
                return [self.say("还没有评分。", "It has no score yet.")]

    def _total(self, score: Score) -> str:
        standing = self.way.standing
        line = standing.line
        zh = f"得分 {score.total:.2f}，高过 {standing.above:.0%} 的来稿"
        en = f"Score {score.total:.2f}, above {standing.above:.0%} of all"
        if line is not None:
            zh, en = f"{zh}；入选的最低 {line:.2f}", f"{en}; the lowest that was kept has {line:.2f}"
        return self.say(
            f"{zh}。和一般来稿比（权重 {score.weights}）：",
            f"{en}. Beside a usual submission (weights {score.weights}):",
        )

    def _parts(self, score: Score) -> list[str]:
        def by_effect(part: Part) -> float:
            return -abs(self.weights.beyond_usual(part))

        telling = [part for part in score.parts if -by_effect(part) >= NOTHING]
        rest = [part for part in score.parts if part not in telling and part.weight > 0]
        lines = [
            f"  {self.read(part_in_words(part, self.weights))}" for part in sorted(telling, key=by_effect)
        ]
        joined = self.say("、", ", ").join(self.read(name_of_part(part.name)) for part in rest)
        return (
            [*lines, self.say(f"  其余和一般来稿一样：{joined}", f"  As usual: {joined}")] if rest else lines
        )

    def the_same(self) -> list[str]:
        lines, chorus = [], self.way.chorus
        if self.way.same_photo:
            ids = ", ".join(self.way.same_photo)
            lines.append(self.say(f"同一张照片 {ids}", f"The same photo {ids}"))
        if self.way.same_words:
            ids = ", ".join(self.way.same_words)
            first = chorus.first or self.way.life.submission.id
            zh = f"几乎一样的话 {ids}；{first} 最早说，{chorus.voices} 位群友说过"
            en = f"Nearly the same words {ids}; {first} said them first, {chorus.voices} members say them"
            lines.append(self.say(zh, en))
        return lines

    def decision(self) -> list[str]:
        said = self.way.life.decision
        if said is None:
            return []
        why = f" ({said.reason})" if said.reason else ""
        return [
            self.say(
                f"人工 {said.who} {self.read(said.choice.label)}{why}",
                f"A person {said.who}: {said.choice.value}{why}",
            )
        ]

    def verdict(self) -> list[str]:
        life = self.way.life
        if life.verdict is None:
            return [self.say("还没有结论：等下一次运行。", "No verdict yet: the next run has one.")]
        said = self.read(life.verdict.why)
        left_out = self.say("未入选：", "left out: ") if isinstance(life.verdict, Dropped) else ""
        return [self.say("结论 ", "Verdict ") + f"{left_out}{said} ({life.verdict_run})"]

    def quote(self) -> list[str]:
        match self.way.quote:
            case Withheld() as withheld:
                why = self.read(withheld.why)
                zh = f"引用 不引用原话（{withheld.reason}）：{why}；照片照用"
                en = f"Quote withheld ({withheld.reason}): {why}; the photo may be shown all the same"
                return [self.say(zh, en)]
            case _:
                return [self.say("引用 可以引用原话", "Quote the words may be quoted")]

    def showings(self) -> list[str]:
        planned = self.say("排入", "Planned")
        return [f"{planned} {each.day} {each.group} · {each.story}" for each in self.way.shown]


_SCOPES_ZH = {ConsentScope.OWN: "自己的群", ConsentScope.ALL: "所有群"}
