"""Communities of whatever shape for the makers of `kit`, drawn by Hypothesis."""

from hypothesis import strategies as st


def communities(
    *,
    groups: int = 4,
    days: int = 9,
    stories: tuple[int, int] = (0, 16),
    photos: tuple[int, int] = (0, 24),
) -> st.SearchStrategy[dict[str, int]]:
    """What `kit.case` is told: a seed; at most so many groups and days; a range of stories and of photos."""
    return st.fixed_dictionaries(
        {
            "seed": st.integers(0, 10**6),
            "groups": st.integers(1, groups),
            "days": st.integers(1, days),
            "stories": st.integers(*stories),
            "photos": st.integers(*photos),
        }
    )
