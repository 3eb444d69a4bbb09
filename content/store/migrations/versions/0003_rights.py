"""Rights: whom was asked for what, with which words, and who wrote it down."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Nothing yet."""
