"""The page of models: what was learnt, how good it is, and who may say which one counts."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

import pytest
from starlette.testclient import TestClient

from content.learn.stage import in_use
from content.model import ModelCard, Role, own_words
from content.score.features import VERSION
from content.score.weights import HAND
from content.workspace import Workspace
from tests.desk.conftest import ClientAs

Learn: TypeAlias = Callable[..., ModelCard]


@pytest.fixture
def learn(workspace: Workspace, now: datetime) -> Learn:
    """Keeps a model card: `learn(ndcg=None)`; better than the hand weights where nothing is said."""

    def put(**fields: object) -> ModelCard:
        even = dict.fromkeys(HAND.of, round(1 / len(HAND.of), 6))
        counts = {"keep": 40, "drop": 30, "swap": 2}
        made = ModelCard(0, "小店", now, VERSION, even, even, counts, now, now, 0.912, 0.874, 3, "f")
        with workspace.open_store() as store:
            fingerprint = f"f{len(store.models.cards())}"
            return store.models.add_model(replace(made, **({"fingerprint": fingerprint} | fields)))  # type: ignore[arg-type]

    return put


def badges(page: str) -> list[str]:
    return re.findall(r'<span\s+class="badge[^>]*>(?:<svg.*?</svg>)?([^<]+)</span>', page)


def test_without_a_model_the_page_says_how_one_comes_to_be(client: TestClient) -> None:
    page = client.get("/models").text
    assert '<p class="big">手工权重</p>' in page
    assert "还没有学到什么" in page
    assert "回到手工" not in page  # it is there already


def test_a_card_shows_its_figures_beside_the_hand_weights(client: TestClient, learn: Learn) -> None:
    learn()
    page = client.get("/models").text
    for figure in ("0.912", "0.874", "<dd>72</dd>", "<dt>选用</dt><dd>40</dd>", "3 段决定"):
        assert figure in page
    assert "打星" not in page.partition("去选片")[0]  # there was none
    assert badges(page) == ["胜过手工"]
    assert page.count("<meter") == sum(bool(weight) for weight in HAND.of.values()) + sum(
        not weight for weight in HAND.of.values()
    )


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"ndcg": 0.80}, "不如手工"),
        ({"ndcg": None, "ndcg_hand": None}, "样本还少"),
        ({"features": VERSION - 1}, "特征已旧"),
    ],
)
def test_a_card_says_how_it_stands(
    client: TestClient, learn: Learn, fields: dict[str, object], word: str
) -> None:
    learn(**fields)
    assert badges(client.get("/models").text) == [word]


def test_an_admin_puts_a_model_to_use_and_takes_it_back_and_the_audit_knows(
    client: TestClient, learn: Learn, workspace: Workspace
) -> None:
    card = learn()
    answer = client.post("/models/use", data={"version": card.version, "why": "看过样张"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/models")
    page = client.get("/models").text
    assert "下一夜起按模型 1排。" in page
    assert badges(page) == ["在用", "胜过手工"]
    assert "人定的，夜里不换" in page
    assert "看过样张" in page
    assert in_use(workspace.open_store) == card.version
    client.post("/models/use", data={"version": 0})
    assert in_use(workspace.open_store) == 0
    audit = client.get("/audit", params={"kind": "model"}).text
    assert "换模型" in audit
    assert "看过样张" in audit


def test_left_to_the_nights_the_newest_counts_if_it_is_better(
    client: TestClient, learn: Learn, workspace: Workspace
) -> None:
    learn()
    client.post("/models/use", data={"version": 0})
    assert "交给夜里" in client.get("/models").text
    client.post("/models/auto")
    page = client.get("/models").text
    assert in_use(workspace.open_store) == 1
    assert "夜里学到更好的会自己换" in page
    assert "交给夜里" not in page


def test_an_old_model_is_refused_and_the_page_says_why(client: TestClient, learn: Learn) -> None:
    learn(features=VERSION - 1)
    assert "用这个" not in client.get("/models").text
    client.post("/models/use", data={"version": 1})
    assert "学的是第" in client.get("/models").text
    client.post("/models/use", data={"version": 9})
    assert "没有模型 9" in client.get("/models").text


def test_a_model_that_grew_old_in_use_is_said_to_be_stood_in_for(
    client: TestClient, learn: Learn, workspace: Workspace, now: datetime
) -> None:
    learn(features=VERSION - 1)
    with workspace.open_store() as store:
        store.models.use_model(
            1, actor="sishi", why=own_words("更好 better"), at=now - timedelta(days=9), by_hand=False
        )
    page = client.get("/models").text
    assert '<p class="big">手工权重</p>' in page
    assert "模型 1学的是旧特征" in page


def test_who_may_not_set_up_sees_the_cards_and_no_buttons(client_as: ClientAs, learn: Learn) -> None:
    learn()
    approver = client_as(Role.APPROVER)
    page = approver.get("/models").text
    assert "模型 1" in page
    assert "/models/use" not in page
    assert approver.post("/models/use", data={"version": 1}).status_code == 403


def test_the_page_speaks_english(client: TestClient, learn: Learn) -> None:
    learn()
    client.post("/models/use", data={"version": 1})
    page = client.get("/models", params={"lang": "en"}).text
    assert badges(page) == ["in use", "better than hand"]
    assert "Model 1" in page
