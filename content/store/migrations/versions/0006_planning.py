"""Planning: what stories and groups say beyond the first tables."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Nothing yet."""
