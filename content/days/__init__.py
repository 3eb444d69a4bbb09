"""What a day is called: holidays and the working days that make up for them, solar terms, festivals, sales.

papers      days off and make-up days as announced, a year at a time; a year not announced stays unknown
when        how a named day falls: every year, every month, once, by the Chinese calendar, nth weekday
table       days.toml: festivals, sales and a brand's own days; the built-in one, then the workspace's
days        all of it at once: names_of(day), is_holiday(day)
"""

from content.days.days import DAYS, DayKind, DayName, Days, read_days
from content.days.papers import FOLDER, Paper, PaperDay, read_paper

__all__ = [
    "DAYS",
    "FOLDER",
    "DayKind",
    "DayName",
    "Days",
    "Paper",
    "PaperDay",
    "read_days",
    "read_paper",
]
