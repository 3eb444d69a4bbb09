"""The way of one submission through every gate, every part of its score, copies, quotas and the plan."""

from typing import Any

from content.model import Decision, Dropped, Kept, Part, Placement, Score, Submission, Unreadable
from content.score.explain import explain as part_in_words
from content.score.weights import HAND, Weights
from content.shortlist.candidate import Rules
from content.shortlist.gates import Gate, every_gate
from content.shortlist.stage import candidate_of
from content.store import Store
from content.store.culling import Standing

Names = dict[str, str]
Gates = list[tuple[Gate, Dropped | None]]


def submission_story(
    store: Store, key: str, rules: Rules, weights: Weights = HAND
) -> tuple[dict[str, Any], list[str]]:
    """All of it as JSON, and as lines for people. The gates are the rules', on the day it was judged."""
    life, standing = store.submission_life(key), store.standing(key)
    names = {member.id: member.nickname for member in store.members()}
    day = (standing.scored_at or life.gathered_at).date()
    gates = every_gate(candidate_of(store, key), rules, day)
    same = [other for other in store.same_as([m.sha256 for m in life.submission.media]) if other != key]
    shown = [p for p in store.placements() if key in (p.share, p.opener)]
    told = submission_entry(life.submission, names) | {
        "gathered": {"run": life.run, "at": life.gathered_at.isoformat()},
        "gates": [_gate_entry(gate, verdict) for gate, verdict in gates],
        "score": _score_entry(life.outcome, standing, weights),
        "same_photo": same,
        "decision": _decision_entry(life.decision),
        "verdict": verdict_entry(life.submission, life.verdict, names) | {"run": life.verdict_run}
        if life.verdict
        else None,
        "shown": [_shown_entry(placement) for placement in shown],
    }
    lines = _opening(life.submission, names)
    lines += _gate_lines(gates)
    lines += _score_lines(life.outcome, standing, weights)
    lines += [f"同一张照片 {'、'.join(same)}"] if same else []
    lines += [_decision_line(life.decision)] if life.decision else []
    lines.append(
        f"结论 {life.verdict.zh}（{life.verdict_run}）" if life.verdict else "还没有结论：等下一次运行。"
    )
    return told, lines + [f"排入 {p.day} {p.group} · {p.story}" for p in shown]


def submission_entry(submission: Submission, names: Names) -> dict[str, Any]:
    consent = submission.consent
    return {
        "id": submission.id,
        "group": submission.group,
        "member": submission.member,
        "nickname": names.get(submission.member or ""),
        "product": submission.product,
        "text": submission.text,
        "posted_at": submission.posted_at.isoformat(),
        "likes": len(submission.likes) + submission.like_count,
        "consent": {"state": consent.state.value, "groups": consent.scope.value, "until": consent.until},
        "media": [{"sha256": m.sha256, "width": m.width, "height": m.height} for m in submission.media],
    }


def verdict_entry(submission: Submission, verdict: Kept | Dropped, names: Names) -> dict[str, Any]:
    return submission_entry(submission, names) | {
        "kept": isinstance(verdict, Kept),
        "rank": verdict.rank if isinstance(verdict, Kept) else None,
        "chance": verdict.chance if isinstance(verdict, Kept) else None,
        "score": verdict.score,
        "reason": verdict.reason.value,
        "of": verdict.of if isinstance(verdict, Dropped) else None,
        "zh": verdict.zh,
        "en": verdict.en,
    }


def _opening(submission: Submission, names: Names) -> list[str]:
    consent, author = submission.consent, names.get(submission.member or "", "?")
    return [
        f"{submission.id} · @{author} · {submission.group} · {submission.text}",
        f"授权 {consent.state} {consent.scope} 至 {consent.until or '不限'}",
    ]


def _gate_entry(gate: Gate, verdict: Dropped | None) -> dict[str, Any]:
    reason = verdict.reason.value if verdict else None
    said = (verdict.zh, verdict.en) if verdict else (gate.zh, gate.en)
    return {"passed": not verdict, "hard": gate.hard, "reason": reason, "zh": said[0], "en": said[1]}


def _gate_lines(gates: Gates) -> list[str]:
    fallen = [
        f"  ✗ {verdict.zh}{'' if gate.hard else '（人可以放行）'}" for gate, verdict in gates if verdict
    ]
    passed = [gate.zh for gate, verdict in gates if not verdict]
    return [f"关口 过了 {len(passed)} 道：{'、'.join(passed)}", *fallen]


def _score_entry(
    outcome: Score | Unreadable | None, standing: Standing, weights: Weights
) -> dict[str, Any] | None:
    match outcome:
        case Score():
            return {
                "total": outcome.total,
                "parts": [_part_entry(part, weights) for part in outcome.parts],
                "weights": outcome.weights,
                "version": standing.features_version,
                "at": standing.scored_at.isoformat() if standing.scored_at else None,
                "above": standing.above,
                "line": standing.line,
            }
        case Unreadable():
            return {"unreadable": outcome.why}
        case None:
            return None


def _part_entry(part: Part, weights: Weights) -> dict[str, Any]:
    zh, en = part_in_words(part, weights)
    return {
        "name": part.name,
        "value": part.value,
        "weight": part.weight,
        "contribution": part.contribution,
        "beyond_usual": weights.beyond_usual(part),
        "zh": zh,
        "en": en,
    }


def _score_lines(outcome: Score | Unreadable | None, standing: Standing, weights: Weights) -> list[str]:
    match outcome:
        case Score():
            above = f"高过 {standing.above:.0%} 的来稿"
            line = f"，入选线 {standing.line:.2f}" if standing.line is not None else ""
            said = [f"得分 {outcome.total:.2f}（{above}{line}；权重 {outcome.weights}，与一般来稿相比）"]
            return said + [f"  {part_in_words(part, weights)[0]}" for part in outcome.parts]
        case Unreadable():
            return [f"读不出来：{outcome.why}"]
        case None:
            return ["还没有评分。"]


def _decision_entry(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    said = {"choice": decision.choice.value, "rating": decision.rating, "reason": decision.reason}
    return {"who": decision.who, "at": decision.at.isoformat(), **said}


def _decision_line(decision: Decision) -> str:
    why = f"（{decision.reason}）" if decision.reason else ""
    return f"人工 {decision.who} {decision.choice.zh}{why}"


def _shown_entry(placement: Placement) -> dict[str, Any]:
    day = placement.day.isoformat()
    return {"group": placement.group, "date": day, "story": placement.story, "why": dict(placement.why)}
