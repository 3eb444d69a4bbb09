"""The table of consents: its columns, and what a row becomes."""

from enum import StrEnum
from typing import TypeVar

from channels import cells
from channels.day_cells import a_day
from channels.definitions import Column, Definition, Values, not_before
from content.model import USES, Consent, ConsentScope, ConsentState, Message
from content.validation import BadValue

STATES = {
    "已问": ConsentState.ASKED,
    "已询问": ConsentState.ASKED,
    "同意": ConsentState.GRANTED,
    "已同意": ConsentState.GRANTED,
    "已授权": ConsentState.GRANTED,
    "是": ConsentState.GRANTED,
    "不同意": ConsentState.REFUSED,
    "拒绝": ConsentState.REFUSED,
    "已拒绝": ConsentState.REFUSED,
    "否": ConsentState.REFUSED,
    "已过期": ConsentState.EXPIRED,
    "过期": ConsentState.EXPIRED,
    "已撤回": ConsentState.WITHDRAWN,
    "撤回": ConsentState.WITHDRAWN,
    "未知": ConsentState.UNKNOWN,
}
SCOPES = {
    "本群": ConsentScope.OWN,
    "只在本群": ConsentScope.OWN,
    "所有群": ConsentScope.ALL,
    "全部": ConsentScope.ALL,
    "全部群": ConsentScope.ALL,
}
USES_ZH = {"海报": "poster", "信息流": "feed", "广告": "ads"}
E = TypeVar("E", bound=StrEnum)
NOT_BEFORE = not_before("since", "授权起")


def _a_state(text: str) -> ConsentState:
    return _named(text, STATES | {state.value: state for state in ConsentState})


def _a_scope(text: str) -> ConsentScope:
    return _named(text, SCOPES | {scope.value: scope for scope in ConsentScope})


def _named(text: str, names: dict[str, E]) -> E:
    if (meant := names.get(cells.folded(text))) is None:
        raise BadValue(Message("cell.no_such_word", text=text, known=tuple(names)))
    return meant


def _uses(value: object) -> list[str]:
    uses = [USES_ZH.get(use, use.lower()) for use in cells.codes(value)]
    if unknown := sorted(set(uses) - set(USES)):
        raise BadValue(Message("cell.no_use", use=unknown[0], known=tuple(USES)))
    return uses


def _consent(values: Values) -> tuple[str, Consent]:
    since, until = values.get("since"), values.get("until")
    scope = values.get("groups", ConsentScope.OWN)
    uses = frozenset(values.get("uses", ["poster"]))
    return values["id"], Consent(values["state"], scope, uses, since, until, values["evidence"])


CONSENTS = Definition(
    "consents",
    (
        Column(
            "id",
            "来稿编号",
            cells.an_id,
            Message("table_example.submission_id"),
            also=("编号", "来稿", "submission", "submission_id"),
            required=True,
        ),
        Column(
            "state",
            "授权状态",
            _a_state,
            Message("table_example.state"),
            also=("授权", "状态", "consent"),
            required=True,
        ),
        Column(
            "groups",
            "授权范围",
            _a_scope,
            Message("table_example.scope"),
            also=("范围", "群范围", "scope"),
        ),
        Column(
            "uses", "用途", _uses, Message("table_example.use"), structured=True, also=("授权用途", "use")
        ),
        Column("since", "授权起", a_day, also=("自", "起", "from")),
        Column("until", "授权至", a_day, "2027-06-30", also=("到", "至", "to"), check=NOT_BEFORE),
        Column(
            "evidence",
            "凭据",
            cells.a_line,
            Message("table_example.evidence"),
            also=("证据", "依据"),
            required=True,
        ),
    ),
    _consent,
)
