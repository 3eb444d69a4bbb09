"""The stand-in for WeCom's robots takes what our sender sends, and says what it was."""

import subprocess
import sys
from pathlib import Path

from channels.senders.wecom_robot import WecomRobotSender
from content.publish.sender import Account, Delivered, Letter
from tests.platforms.memory_tokens import MemoryTokens
from tests.platforms.posts import picture

SCRIPT = Path(__file__).parents[2] / "examples" / "fake_robot.py"


def test_a_text_and_a_picture_are_taken_and_told() -> None:
    sender = WecomRobotSender()
    with subprocess.Popen([sys.executable, str(SCRIPT), "0"], stdout=subprocess.PIPE, text=True) as robot:
        assert robot.stdout is not None
        address = robot.stdout.readline().strip()
        account = Account("robot", {"key": "one"}, base_url=address)
        parts = sender.parts(Letter("早上好", picture("PNG")))
        ends = [sender.send(account, part, "", "k", MemoryTokens()) for part in parts]
        lines = [robot.stdout.readline().strip() for _ in parts]
        robot.terminate()
    assert all(isinstance(end, Delivered) for end in ends)
    assert lines[0] == "[one] 早上好"
    assert lines[1].startswith("[one] (image, ")
