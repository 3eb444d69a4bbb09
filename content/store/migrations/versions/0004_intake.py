"""Intake: reactions, replies and message ids of what chats carry."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Nothing yet."""
