"""Objections in English: don't post my picture, take it down, I withdraw my consent.

What is certain stands in `_CERTAIN`, what a person must read in `_DOUBTFUL`, and what only looks like
either in `_NEITHER`.
"""

import re

_PHOTO = r"(?:photos?|pics?|pictures?|images?|shots?|selfies?|snaps?|posts?|stuff|face|likeness)"
_WHOSE = r"(?:my|this|that|these|those|the|any of my|our|his|her)"
_STOP = (
    r"(?=\s*(?:$|[^\w\s]|(?:please|pls|plz|thanks|thx|from|down|off|on|in|for|to|i|that|which|now|with|w"
    r"|asap|any|anymore|ever|outside|anywhere|online|publicly|being|by|again|at|until|without|yet|of"
    r"|lol|and|or|it|if|as)\b))"
)
_OWN_IT = (
    rf"(?:(?:{_WHOSE}(?:\s+\w+){{0,2}}?\s+{_PHOTO}|mine|(?:the|that) one (?:of|with|w) (?:me|my|our)\b"
    rf"|(?:photos?|pics?|pictures?) of (?:me|my|our)\b){_STOP})"
)
_THAT = r"(?:(?:it|this|that|these|those|them)(?: one)?)"
_USING = (
    r"(?:use|using|used|post|posting|posted|share|sharing|shared|publish\w*|show|showing|shown|feature"
    r"|featuring|featured|repost\w*|upload\w*|put|putting|display\w*|print\w*|forward\w*|circulat\w*)"
)
_PLACE = (
    r"(?:posters?|ads?|advert\w*|marketing|promo\w*|campaign|website|wall|public\w*|online|internet"
    r"|social media|out there)"
)
_DO_NOT = (
    r"(?:don'?t|do not|never|stop|quit|please no|no more|refrain from|avoid|(?:can|could|would) (?:you|u) not"
    r"|not|cannot|can'?t|may not|must not)"
)
_AWAY = (
    r"(?:delete|remove|rm|del|scrap|ditch|erase|wipe|get rid of|unpost|retract|withdraw|drop|discard|trash"
    r"|scratch|ignore|disregard|pull|hide|take down|take off|omit|exclude)"
)
_PEOPLE = r"(?:i|we|she|he|they|(?:my|our|the) \w+)"
_CONSENT = r"(?:consent|permission|approval|ok|okay|authori[sz]ation)"
_END = r"(?: (?:please|pls|plz|thanks|thx|anymore|yet|ok|okay|for now|lol|again))*\s*$"
_CERTAIN = tuple(
    re.compile(phrase)
    for phrase in (
        rf"\b{_DO_NOT}\b(?: \w+){{0,2}}? {_USING} (?:up )?{_OWN_IT}",
        rf"\bno (?:more )?{_USING} (?:of )?{_OWN_IT}|\bno {_CONSENT} to {_USING} {_OWN_IT}",
        (
            r"\b(?:rather|prefer|wish|ask|like) (?:that )?(?:you )?(?:not|didn'?t|don'?t|wouldn'?t|to not"
            rf"|not to)\b(?: to)? {_USING} (?:{_OWN_IT}|{_THAT})"
        ),
        (
            rf"\b{_DO_NOT} (?:put|include|add|place|stick|have) (?:me|my \w+|{_OWN_IT}"
            rf"|{_THAT}) (?:up )?(?:on|in|onto) (?:a |the |your |any )?{_PLACE}"
        ),
        r"\b(?:don'?t|do not|stop|never) (?:featur(?:e|ing)|includ(?:e|ing)|tag(?:ging)?) me\b(?! know)",
        rf"\b(?:leave|keep|take) me (?:out of|off) (?:it|this|(?:a |the |your |any )?{_PLACE})",
        (
            rf"\b{_AWAY} (?:all |any )?(?:of )?(?:{_OWN_IT}|(?:that|this) one\b{_STOP}|(?:everything|all"
            r"|what|anything) i(?:'ve)? (?:posted|sent|shared))"
        ),
        (
            rf"\b(?:take|pull|bring|get) (?:{_OWN_IT}|{_THAT})(?: \w+)? (?:down|off)\b(?! a notch| of"
            rf"| the (?!poster|wall|web|site|ad|page|group))|\btake (?:down|off) (?:{_OWN_IT}|{_THAT})\b"
        ),
        rf"\bhold off (?:on|with|using|posting|sharing) {_OWN_IT}",
        rf"\b(?:withdraw|revok|tak(?:e|ing) back|retract|rescind|cancel)\w* (?:my )?{_CONSENT}\b",
        (
            r"\b(?:no longer|don'?t|do not|didn'?t|did not|never) (?:agreed?|consent(?:ed)?|allow(?:ed)?"
            rf"|authori[sz]ed?|permit(?:ted)?|approved?|said yes)\b.*\b(?:{_PHOTO}|{_USING}|{_PLACE}"
            r"|to (?:this|that|it))\b"
        ),
        (
            rf"\b(?:don'?t|do not|never) (?:have|had|got) (?:my )?(?:{_CONSENT})\b.*\b(?:{_PHOTO}"
            rf"|{_USING})\b|\bwithout (?:my )?{_CONSENT}\b.*\b{_PHOTO}\b"
            rf"|\b{_PHOTO}\b.*\bwithout (?:my )?{_CONSENT}\b"
        ),
        rf"\bwho (?:said|told|allowed|gave|let)\b.*\b{_USING} {_OWN_IT}",
        (
            r"\b(?:not (?:ok|okay|happy|comfortable|cool|fine|keen|good)|uncomfortable"
            rf"|uneasy)\b.*\b(?:{_PLACE}|{_USING}|{_PHOTO})\b"
        ),
        (
            rf"\b{_PEOPLE} (?:don'?t|do not|doesn'?t|does not|didn'?t|won'?t) want (?:\w+ )?(?:{_OWN_IT}"
            rf"|{_THAT}|my .{{1,20}}|me)\b.*\b(?:{_PLACE}|{_USING}|up|seen)\b"
        ),
        (
            rf"\b{_PEOPLE} (?:don'?t|do not|doesn'?t|does not|didn'?t|won'?t) want (?:to be"
            rf"|my .{{1,20}}) .*\b{_PLACE}\b"
        ),
        (
            r"\b(?:changed my mind|second thoughts?)\b.*\b(?:don'?t (?:post|use|share|publish|show)|remove"
            r"|delete|take (?:it|that|this) down)\b"
        ),
        rf"\bopt(?:ing|ed)? (?:me )?out\b.*\b{_PHOTO}\b",
        (
            rf"\b(?:wrong|mistake|accident\w*|oops)\b.*\b(?:{_DO_NOT} {_USING}|{_AWAY})\b|\b(?:{_PHOTO}"
            rf"|{_THAT})(?:'s| is) private\b.*\b{_AWAY}\b"
        ),
        (
            r"^(?:\W*(?:please|pls|plz|hey|wait|sorry|no|nvm|actually|oh|hi|ok|and|so|guys"
            rf"|admin)\W+)*(?:{_DO_NOT}) (?:post|publish|share|use|show|repost) {_THAT}{_END}"
        ),
    )
)
_QUOTING = tuple(
    re.compile(phrase)
    for phrase in (
        rf"\b{_DO_NOT} {_USING} {_THAT}\b",
        rf"\b{_AWAY} {_THAT}\b",
        rf"\bnot (?:this|that)(?: one)?\b{_END}",
        rf"^(?:\W*(?:please|pls|plz|hey|sorry|no)\W+)*{_AWAY}(?: {_THAT})?{_END}",
    )
)
_DOUBTFUL = tuple(
    re.compile(phrase)
    for phrase in (
        (
            r"\b(?:ask|check with|tell|message|warn) me (?:before|first)\b|\b(?:if|when) i (?:delete|remove"
            rf"|pull|withdraw)\b.*\b{_PHOTO}\b"
        ),
        (
            r"^\W*(?:sorry\W+)?i(?:'ve)? changed my mind\W*$|\b(?:second thoughts?|regret)\b.*\b(?:post"
            r"|photo|pic|pictur|shar)"
        ),
        (
            r"\b(?:how|where|when|can|could|may|is it too late)\b.*\b(?:withdraw|revoke|pull|remove|delete"
            rf"|take back|opt out|unpost|undo)\b.*\b(?:{_PHOTO}|{_CONSENT}|it)\b"
        ),
        r"\b(?:blur|crop|cover|hide|mask|pixelate)\b.*\b(?:face|faces|kid|name|plate|me)\b",
        r"\b(?:but|just) (?:not|no|without|don'?t \w+) (?:my )?(?:face|name|kid|kids|son|daughter)\b",
        (
            r"\bonly (?:for|in|within) (?:the|this|our) (?:group|chat)\b|\bnot for (?:ads?|public|outside"
            r"|marketing|posters?)\b"
        ),
        rf"\bwithout my (?:face|name|kids?)\b|\bnot (?:so )?sure (?:about|i want|if i want)\b.*\b{_PHOTO}\b",
        rf"\bnot my (?:own )?{_PHOTO}\b|\b{_PHOTO} (?:isn'?t|is not) mine\b",
        rf"\b(?:asked|ask|told) me (?:to|not to)\b.*\b(?:{_AWAY}|{_USING})\b",
        rf"\b{_DO_NOT} (?:show|use|mention|print|include) my (?:name|face|kids?|son|daughter)\b",
        rf"\b{_PHOTO}(?:'s| is| are)? (?:\w+ )?private\b|\bprivate {_PHOTO}\b|\bi'?m out\b.*\b{_PHOTO}\b",
        rf"\b{_DO_NOT} (?:post|publish|share) {_THAT}\b(?! code| link)",
        rf"\bwrong (?:{_PHOTO}|group|chat)\b.*\b(?:sorry|ignore|oops)\b|\bposted by mistake\b",
    )
)
_NEITHER = re.compile(
    rf"\b(?:don'?t|do not|never) (?:\w+ )?{_AWAY}\b|"
    r"\b(?:don'?t|do not|never|no need to|can'?t|please don'?t) (?:\w+ )?(?:delete|remove|take|pull|forget"
    r"|hesitate|mind|worry|judge|care"
    r"|be shy)\b|\bfeel free\b|\bgo ahead\b|\bdidn'?t say no\b|\bno (?:problem|objection)\b|\bnot a problem\b"
    r"|\bwhy (?:didn'?t|don'?t|did|isn'?t|wasn'?t|hasn'?t|was|not)\b|\b(?:won'?t|didn'?t|can'?t"
    r"|doesn'?t) (?:load|upload|open)\b"
    r"|\b(?:it says|app|phone|she|he|they|facebook|instagram) (?:deleted|removed)\b|\bi (?:can'?t"
    r"|couldn'?t) (?:post|upload|share|send|see)\b"
    r"|\bas (?:a |an |your )?(?:reference|guide|example)\b|\b(?:food|background|spoiler|code|link|recipe"
    r"|frame|filter|cart|order)s?\b(?!.*\bmy face)"
)
_GRANT = re.compile(
    r"\b(?:you|u) (?:can|may|could) (?:use|post|share)\b|\b(?:fine|ok|okay|happy) (?:to|with) (?:use|using"
    r"|share|sharing|post)"
)
_MANY = re.compile(
    r"\bmy (?:\w+ )?(?:photos|pics|pictures|images|posts|selfies|stuff|image|likeness)\b|\bany of my\b"
    rf"|\b{_CONSENT}\b"
    r"|\b(?:feature|tag|include|put|leave|keep|take) me\b|\bopt\w* (?:me )?out\b|\bwho (?:said|told|allowed"
    r"|gave|let)\b|\bno longer\b"
)


def is_certain(plain: str, quoted: bool) -> bool:
    """Whether folded English words object for certain; `quoted`: they answer a picture of their author."""
    if _NEITHER.search(plain) or _GRANT.search(plain) or _asks(plain):
        return False
    return any(phrase.search(plain) for phrase in (*_CERTAIN, *(_QUOTING if quoted else ())))


def is_doubtful(plain: str) -> bool:
    """Whether a person must read them."""
    return not _NEITHER.search(plain) and any(phrase.search(plain) for phrase in _DOUBTFUL)


def is_of_all(plain: str) -> bool:
    """Whether they are about everything that their author sent."""
    return bool(_MANY.search(plain))


def _asks(plain: str) -> bool:
    """How do I withdraw, can I still pull my photo: nobody is asked to do it yet."""
    return bool(
        re.search(
            r"\b(?:how|where|when) (?:do|can|could|should|would) i\b|\b(?:can|could|may) i\b|\bblur\b", plain
        )
    )
