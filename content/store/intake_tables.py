"""The tables of intake: reactions, replies and the ids of messages."""
