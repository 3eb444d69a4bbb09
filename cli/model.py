"""Models: what was learnt from the team's decisions, how good it is, and which of it counts."""

from typing import TYPE_CHECKING, Any

from cli.common import AsJson, WorkDir, print_json, print_table, put, say, who_is_here
from content.errors import WrongInput
from content.model import Message

if TYPE_CHECKING:
    from content.model import ModelCard
    from content.store import OpenStore

HERE = WorkDir()
WORDS = ("hand", "auto", "back")


def list_models(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """List what was learnt, the newest first, with how well it orders beside the hand weights.

    Example: `sishi model list`
    """
    from services.models import model_in_use

    with place.context() as context:
        with context.open_store(reading=True) as store:
            cards = store.models.cards()
        now = model_in_use(context)
    if json:
        print_json([_entry(card, now) for card in cards])
        return
    rows = [
        (
            card.version,
            Message("cli_model.in_use") if card.version == now else "",
            f"{card.made_at:%Y-%m-%d}",
            card.examples,
            _figure(card.ndcg),
            _figure(card.ndcg_hand),
            _note(card),
        )
        for card in cards
    ]
    print_table(("version", "in_use", "made", "examples", "ndcg", "by_hand", "note"), rows)
    if now == 0:
        say(Message("cli_model.hand_in_use"))


def show(
    version: int,
    *,
    place: WorkDir = HERE,
    on: str | None = None,
    json: AsJson = False,
) -> None:
    """Show a model card: what it was learnt from, its figures, its weights beside the hand's.

    Examples: `sishi model show 3` and `sishi model show 3 --on i00012`
    """
    from services.models import model_in_use

    with place.context() as context:
        with context.open_store(reading=True) as store:
            card = store.models.model(version)
        entry = _entry(card, model_in_use(context)) | {"parts": _parts(card)}
        if on is not None:
            entry["on"] = on
            entry["contributions"] = _contributions(context.open_store, card, on)
    if json:
        print_json(entry)
        return
    for name in ("version", "brand", "made_at", "examples", "first_at", "last_at", "ndcg", "ndcg_hand"):
        put(f"{name}: {entry[name]}")
    rows: list[dict[str, Any]] = entry.get("contributions") or entry["parts"]
    print_table(tuple(rows[0]), [[_short(value) for value in row.values()] for row in rows])


def use(
    what: str,
    *,
    place: WorkDir = HERE,
    why: str = "",
    by: str | None = None,
) -> None:
    """Say which model counts: a version, the hand weights, or again what counted before (back).

    No night changes that until you say auto.

    Examples: `sishi model use back` and `sishi model use auto`
    """
    from services.models import use_best_model, use_model, use_previous_model

    if not what.isdecimal() and what not in WORDS:
        raise WrongInput(Message("cli_model.unknown", what=what, words=WORDS))
    actor = who_is_here(by)
    with place.context() as context:
        if what == "back":
            version = use_previous_model(context, actor=actor, why=why)
        elif what == "auto":
            version = use_best_model(context, actor=actor, why=why)
        else:
            version = use_model(context, 0 if what == "hand" else int(what), actor=actor, why=why)
    say(Message("cli_model.counts" if version else "cli_model.hand_counts", version=version))


def train(*, place: WorkDir = HERE, json: AsJson = False) -> None:
    """Learn now from all that was decided. Nothing happens where nothing is new.

    Example: `sishi model train`
    """
    from services.models import train as learn

    with place.context() as context, context.workspace.only_run():
        learnt = learn(context)
    if json:
        print_json({"examples": learnt.examples, "new": learnt.new, "model": learnt.model})
        return
    made = Message("cli_model.new" if learnt.new else "cli_model.nothing_new", version=learnt.new)
    used = Message(
        "cli_model.model_counts" if learnt.model else "cli_model.weights_count", version=learnt.model
    )
    say(Message("cli_model.learnt", examples=learnt.examples, made=made, used=used))


def _entry(card: "ModelCard", now: int) -> dict[str, Any]:
    from services.models import is_old

    kinds = {f"{kind}s": card.counts.get(kind, 0) for kind in ("keep", "drop", "rating", "swap", "edit")}
    return {
        "version": card.version,
        "in_use": card.version == now,
        "better": card.better,
        "old": is_old(card),
        "brand": card.brand,
        "made_at": card.made_at.isoformat(),
        "features_version": card.features,
        "examples": card.examples,
        **kinds,
        "first_at": card.first_at.isoformat(),
        "last_at": card.last_at.isoformat(),
        "ndcg": card.ndcg,
        "ndcg_hand": card.ndcg_hand,
        "windows": card.windows,
        "seed": None,
    }


def _parts(card: "ModelCard") -> list[dict[str, Any]]:
    from content.score.weights import HAND

    return [
        {"name": name, "weight": weight, "hand": HAND.of.get(name), "typical": card.typical[name]}
        for name, weight in sorted(card.weights.items(), key=lambda part: -part[1])
    ]


def _contributions(open_store: "OpenStore", card: "ModelCard", key: str) -> list[dict[str, Any]]:
    """Each part of a submission's score: what it adds to, or takes from, that of a typical one."""
    from content.learn.lesson import weights_of
    from content.model import Score
    from services.models import refuse_if_old

    refuse_if_old(card)
    with open_store(reading=True) as store:
        outcome = store.curation.outcomes([key]).get(key)
    if not isinstance(outcome, Score):
        raise WrongInput(Message("cli_model.no_score", submission=key))
    weights = weights_of(card)
    scored = weights.score({part.name: part.value for part in outcome.parts})
    return [
        {
            "name": part.name,
            "value": part.value,
            "typical": card.typical[part.name],
            "weight": part.weight,
            "points": weights.beyond_usual(part),
        }
        for part in scored.parts
    ]


def _short(value: object) -> object:
    return f"{value:.3f}" if isinstance(value, float) else value


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _note(card: "ModelCard") -> Message:
    from content.learn.judge import WINDOW
    from services.models import is_old

    if is_old(card):
        return Message("cli_model.old_features")
    if card.ndcg is None:
        return Message("cli_model.too_few", least=2 * WINDOW)
    return Message("cli_model.better" if card.better else "cli_model.not_better")
