"""What past posts teach the planner: which were answered as well as usual."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from content.model import DeliveryState, GroupKind, LedgerLine, MessageKind, Slot
from services.tastes import tastes

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def world(answers: list[int], *, heard: bool = True) -> Any:
    """A store with one noon post a day before NOW, each answered by so many members."""
    out = [NOW - timedelta(days=len(answers) - n, hours=8) for n in range(len(answers))]
    posts = [
        SimpleNamespace(
            id=f"p{n}", group="g", slot=Slot.NOON, story="even" if n % 2 == 0 else "odd", goes_out_at=at
        )
        for n, at in enumerate(out)
    ]
    parts = {post.id: [SimpleNamespace(state=DeliveryState.SENT, out_at=post.goes_out_at)] for post in posts}
    chat = [
        LedgerLine(at + timedelta(minutes=5), f"m{k}", MessageKind.TEXT, 3, None, None, False)
        for at, people in zip(out, answers, strict=True)
        for k in range(people)
    ]
    chat.append(LedgerLine(NOW, None, MessageKind.SYSTEM, 0, None, None, False))
    chat.sort(key=lambda line: line.at)
    return SimpleNamespace(
        queue=SimpleNamespace(posts=lambda *_, **__: posts),
        library=SimpleNamespace(
            groups=lambda: [SimpleNamespace(id="g", kind=GroupKind.DAILY)],
            stories=lambda: [
                SimpleNamespace(id="even", form="riddle"),
                SimpleNamespace(id="odd", form="myth"),
            ],
        ),
        ledger=SimpleNamespace(lines=lambda *_: iter(chat if heard else [])),
        outbox=SimpleNamespace(deliveries=lambda ids: {key: parts[key] for key in ids}),
    )


def test_a_form_that_is_answered_more_is_liked_more(monkeypatch: Any) -> None:
    monkeypatch.setattr("services.tastes.staff_ids", lambda _: frozenset())
    learnt = tastes(world([6, 1, 7, 1, 6, 2]), NOW).learnt
    assert learnt == {
        (GroupKind.DAILY, Slot.NOON, "riddle"): (3, 3),
        (GroupKind.DAILY, Slot.NOON, "myth"): (1, 3),
    }


def test_too_few_posts_or_a_chat_that_nobody_keeps_teach_nothing(monkeypatch: Any) -> None:
    monkeypatch.setattr("services.tastes.staff_ids", lambda _: frozenset())
    assert tastes(world([6, 1, 7, 1]), NOW).learnt == {}
    assert tastes(world([6, 1, 7, 1, 6, 2], heard=False), NOW).learnt == {}
