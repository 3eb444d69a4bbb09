"""Hours with a word for the part of the day: 上午12:30 is 00:30, 下午12:30 is 12:30, 晚上12点 is midnight."""

MORNINGS = frozenset(
    {"上午", "早上", "早晨", "清晨", "凌晨", "午前", "오전", "am", "a.m.", "a.m", "am.", "ص", "sa", "πμ"}
)
NOONS = frozenset({"中午", "正午", "午间", "午間", "noon"})
AFTERNOONS = frozenset(
    {"下午", "傍晚", "黄昏", "黃昏", "午后", "午後", "오후", "pm", "p.m.", "p.m", "pm.", "م", "ch", "μμ"}
)
NIGHTS = frozenset(
    {"晚上", "晚间", "晚間", "夜里", "夜裡", "夜间", "夜間", "深夜", "半夜", "午夜", "今晚", "晚", "midnight"}
)
PARTS = MORNINGS | NOONS | AFTERNOONS | NIGHTS
NOON = 12
SMALL_HOURS = 5  # 夜里两点 is after midnight, 晚上五点 before it


def hour_of_day(hour: int, part: str) -> int:
    """The hour of the day, 0 to 23, that a clock means; one over 12 stands as it is. ValueError for a word
    that is no part of the day. Midnight is 0, of which day is for the caller to say (`ends_the_day`)."""
    if not part or hour > NOON:
        return hour
    if part in MORNINGS:
        return hour % NOON
    if part in NOONS:
        return hour + NOON if 0 < hour < SMALL_HOURS else hour
    if part in AFTERNOONS:
        return hour % NOON + NOON
    if part in NIGHTS:
        late = hour % NOON
        return late if late < SMALL_HOURS else late + NOON
    raise ValueError(f"{part!r} is no part of the day")


def ends_the_day(hour: int, part: str) -> bool:
    """Whether a person means the midnight at the end of the day that stands before: 3月2日晚上12点."""
    return part in NIGHTS and hour == NOON
