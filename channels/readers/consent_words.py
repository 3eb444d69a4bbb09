"""What offices write in a column of consent: 是, 已授权使用, 不同意展示, 取消授权, 待确认."""

import re
from unicodedata import normalize

STATES = {
    **dict.fromkeys(
        ("是", "同意", "已授权", "授权", "已同意", "可以", "yes", "y", "true", "√", "✓"), "granted"
    ),
    **dict.fromkeys(("否", "不同意", "拒绝", "未授权", "不可以", "no", "n", "false", "×"), "refused"),
    "撤回": "withdrawn",
    "已撤回": "withdrawn",
    "": "unknown",
}
_USES = "(?:上?海?报|展示|使用|发布|公开|转载|展出|刊登|宣传|分享|用)?"
_GRANT = "(?:同意|授权|授權|允许|許可|许可|愿意)"
_WHO = "(?:我|本人|她|他|作者|客户|会员)?"
_WORDS = [  # the whole cell
    (state, re.compile(pattern))
    for state, pattern in (
        ("withdrawn", rf"已?(?:取消|撤销|撤銷|撤回|收回|撤)了?{_GRANT}?|withdrawn|revoked"),
        (
            "refused",
            rf"{_WHO}(?:暂时?|还)?(?:不|未|没有?|拒绝?|禁止|不可以?|不能|不予){_GRANT}?{_USES}|refused|denied|not?ok",
        ),
        (
            "asked",
            r"(?:待|等|未)(?:确认|確認|定|回复|回覆|答复)|(?:确认|询问|征求|沟通)中|已?(?:询问|征询)|asked|pending|tbd",
        ),
        (
            "granted",
            rf"{_WHO}(?:已|可以?|完全)?{_GRANT}{_USES}|可以?{_USES}|没问题|ok|okay|agreed?|granted|approved",
        ),
    )
]


def consent_state(text: str) -> str:
    """The state that a text names; the text itself where it is none: its field then says what is wrong."""
    if (state := STATES.get(text.casefold())) is not None:
        return state
    plain = re.sub(r"[\s。.!！,，]", "", normalize("NFKC", text)).casefold()
    return next((state for state, pattern in _WORDS if pattern.fullmatch(plain)), text)
