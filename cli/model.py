"""Models: what was learnt from the team's decisions, how good it is, and which of it counts."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from cli.common import AsJson, Place, print_json, print_table, say, who_is_here
from content.errors import WrongInput

if TYPE_CHECKING:
    from content.model import ModelCard
    from content.store import OpenStore

HERE = Place()
WORDS = ("hand", "auto", "back")
By = Annotated[str | None, Parameter(help="Who does it; else who is signed in to this machine.")]


def list_models(*, place: Place = HERE, json: AsJson = False) -> None:
    """List what was learnt, the newest first, with how well it orders beside the hand weights.

    Example: `sishi model list`
    """
    from content.learn.stage import in_use

    workspace = place.open()
    with workspace.open_store(reading=True) as store:
        cards = store.models()
    now = in_use(workspace.open_store)
    if json:
        print_json([_entry(card, now) for card in cards])
        return
    rows = [
        (
            card.version,
            "在用" if card.version == now else "",
            f"{card.made_at:%Y-%m-%d}",
            card.examples,
            _figure(card.ndcg),
            _figure(card.ndcg_hand),
            _note(card),
        )
        for card in cards
    ]
    print_table(("version", "in use", "made", "examples", "NDCG@12", "by hand", "note"), rows)
    if now == 0:
        say("手工权重在用。The hand weights are in use.")


def show(
    version: int,
    *,
    place: Place = HERE,
    on: Annotated[str | None, Parameter(help="A submission: what each part adds to its score.")] = None,
    json: AsJson = False,
) -> None:
    """Show a model card: what it was learnt from, its figures, its weights beside the hand's.

    Examples: `sishi model show 3` and `sishi model show 3 --on i00012`
    """
    from content.learn.stage import in_use

    workspace = place.open()
    with workspace.open_store(reading=True) as store:
        card = store.model(version)
    told = _entry(card, in_use(workspace.open_store)) | {"parts": _parts(card)}
    if on is not None:
        told["on"] = on
        told["contributions"] = _contributions(workspace.open_store, card, on)
    if json:
        print_json(told)
        return
    for name in ("version", "brand", "made_at", "examples", "first_at", "last_at", "ndcg", "ndcg_hand"):
        print(f"{name}: {told[name]}")
    rows: list[dict[str, Any]] = told.get("contributions") or told["parts"]
    print_table(tuple(rows[0]), [[_short(value) for value in row.values()] for row in rows])


def use(
    what: Annotated[str, Parameter(help="A version; hand; auto (leave it to the nights); back.")],
    *,
    place: Place = HERE,
    why: Annotated[str, Parameter(help="Why, for the audit.")] = "",
    by: By = None,
) -> None:
    """Say which model counts: a version, the hand weights, or again what counted before (back).

    No night changes that until you say auto.

    Examples: `sishi model use back` and `sishi model use auto`
    """
    from content.learn import stage

    if not what.isdecimal() and what not in WORDS:
        raise WrongInput(f"{what!r} is neither a version nor one of {', '.join(WORDS)}.")
    open_store = place.open().open_store
    said: dict[str, Any] = {"who": who_is_here(by), "why": why, "now": datetime.now(UTC)}
    if what == "back":
        version = stage.use_the_one_before(open_store, **said)
    elif what == "auto":
        version = stage.use_the_best(open_store, **said)
    else:
        version = stage.use(open_store, 0 if what == "hand" else int(what), **said)
    say(f"Model {version} counts from the next night on." if version else "The hand weights count again.")


def train(*, place: Place = HERE, json: AsJson = False) -> None:
    """Learn now from all that was decided. Nothing happens where nothing is new.

    Example: `sishi model train`
    """
    from content.learn.stage import train as learn

    workspace = place.open()
    with workspace.only_run():
        learnt = learn(workspace.open_store, workspace.brand.name, now=datetime.now(UTC))
    if json:
        print_json({"examples": learnt.examples, "new": learnt.new, "model": learnt.model})
        return
    made = f"model {learnt.new} is new" if learnt.new else "nothing is new"
    counts = f"model {learnt.model} counts" if learnt.model else "the hand weights count"
    say(f"{learnt.examples} examples; {made}; {counts}.")


def _entry(card: "ModelCard", now: int) -> dict[str, Any]:
    from content.learn.stage import is_old

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
        for name, weight in sorted(card.weights.items(), key=lambda each: -each[1])
    ]


def _contributions(open_store: "OpenStore", card: "ModelCard", key: str) -> list[dict[str, Any]]:
    """Each part of a submission's score: what it adds to, or takes from, that of a typical one."""
    from content.learn.lesson import weights_of
    from content.learn.stage import refuse_if_old
    from content.model import Score

    refuse_if_old(card)
    with open_store(reading=True) as store:
        found = store.outcomes([key]).get(key)
    if not isinstance(found, Score):
        raise WrongInput(f"{key!r} has no score; `sishi explain {key}` says what became of it.")
    weights = weights_of(card)
    scored = weights.score({part.name: part.value for part in found.parts})
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


def _note(card: "ModelCard") -> str:
    from content.learn.judge import WINDOW
    from content.learn.stage import is_old

    if is_old(card):
        return "特征版本已旧 old features"
    if card.ndcg is None:
        return f"样本不足 {2 * WINDOW} 个，没有比较 too few to compare"
    return "胜过手工 better" if card.better else "不如手工 not better"
