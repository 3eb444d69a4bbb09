"""How deep properties are looked into."""

import os

from hypothesis import HealthCheck, settings


def examples(most: int) -> settings:
    """A test looks at so many examples, or at as many as SISHI_EXAMPLES says."""
    return settings(
        max_examples=int(os.environ.get("SISHI_EXAMPLES", most)),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
