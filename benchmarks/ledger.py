"""What the message ledger costs: a made export, read into the ledger and looked at again.

    python benchmarks/ledger.py [--messages N] [--format wecom|weflow|whatsapp] [--postgres URL] [--profile]

CPU is of this process, which reads and writes alone; memory is its largest. Figures: docs/measures/gather.md.
"""

import argparse
import cProfile
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

from channels.readers.collect import sources_of
from content.gather import Gathered, Gathering, gather
from content.ledger.upkeep import keep_ledger
from content.model import Group
from content.workers import Workers
from content.workspace import Workspace, open_workspace

TEXTS = (
    "今天的锅贴煎得很脆，孩子吃了六个，剩下的明天当早饭",
    "请问明天几点发货？",
    "选 B",
    "收到了，谢谢，下次还来，这个味道和小时候一样",
    "用券码 MUG50 只要 ¥59 https://shop.example/mug",
    "Which of these keeps better in the fridge? @小鹿",
)
MEMBERS, GROUPS = 4000, 20
RECALL_EVERY = 500  # messages
NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
SPAN = timedelta(days=365)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--format", choices=FORMATS, default="wecom")
    parser.add_argument("--postgres", default="", help="the URL of an empty database, instead of SQLite")
    parser.add_argument("--profile", action="store_true", help="print where the time of reading goes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = a_workspace(Path(folder), options.postgres)
        file = FORMATS[options.format](workspace.root / "ugc_inbox", options.messages)
        size = file.stat().st_size / 1e6
        print(
            f"{options.messages} messages, {size:.0f} MB; {floor(file):.1f} s CPU to parse them and no more"
        )
        print(f"{memory():.0f} MB before")
        profile = cProfile.Profile() if options.profile else nullcontext()
        with profile:
            report("read", workspace)
        if options.profile:
            profile.print_stats("tottime")  # type: ignore[union-attr]  # one was asked for
        report("again", workspace)
        began = time.process_time()
        keep_ledger(workspace.open_store, 3650, NOW)
        print(f"{'days':8s} {time.process_time() - began:7.1f} s CPU {memory():7.0f} MB")


def a_workspace(folder: Path, postgres: str) -> Workspace:
    (folder / "ugc_inbox/chat").mkdir(parents=True)
    (folder / "sishi.toml").write_text(f'database = "{postgres}"\n' if postgres else "", encoding="utf-8")
    workspace = open_workspace(folder)
    with workspace.open_store() as store:
        store.library.put_groups([Group(f"wr{n:02d}", f"{n} 群") for n in range(GROUPS)])
    return workspace


def write_wecom(folder: Path, messages: int) -> Path:
    """WeCom JSONL: a line a message of any group, a recall now and then."""
    chance = random.Random(1)  # noqa: S311 - made text, no secret
    previous = ""
    file = folder / "chat/messages.jsonl"
    with file.open("w", encoding="utf-8") as stream:
        for n, at in enumerate(moments(messages)):
            common = {
                "msgid": f"{chance.getrandbits(64):020d}_{n}_external",
                "action": "send",
                "from": f"wm{chance.randrange(MEMBERS):04d}",
                "tolist": ["xiaolin"],
                "roomid": f"wr{chance.randrange(GROUPS):02d}",
                "msgtime": int(at.timestamp() * 1000),
            }
            if n % RECALL_EVERY == RECALL_EVERY - 1:
                message = common | {"msgtype": "revoke", "revoke": {"pre_msgid": previous}}
            else:
                message = common | {"msgtype": "text", "text": {"content": a_text(chance)}}
            previous = str(common["msgid"])
            stream.write(f"{json.dumps(message, ensure_ascii=False)}\n")
    return file


def write_weflow(folder: Path, messages: int) -> Path:
    """WeFlow JSON: one chat, which is read whole; it may have 200 MB."""
    chance = random.Random(1)  # noqa: S311 - made text, no secret
    session = {"wxid": "wr00", "type": "群聊", "displayName": "0 群"}
    file = folder / "chat/messages.json"
    with file.open("w", encoding="utf-8") as stream:
        stream.write(f'{{"session": {json.dumps(session)},\n"messages": [')
        for n, at in enumerate(moments(messages)):
            member = chance.randrange(MEMBERS)
            message = {
                "localId": n,
                "createTime": int(at.timestamp()),
                "formattedTime": at.strftime("%Y-%m-%d %H:%M:%S"),
                "type": "文本消息",
                "content": a_text(chance),
                "isSend": 0,
                "senderUsername": f"wxid_{member:04d}",
                "senderDisplayName": f"群友{member}",
                "platformMessageId": f"{chance.getrandbits(63):019d}",
            }
            stream.write(f"{',' if n else ''}\n{json.dumps(message, ensure_ascii=False)}")
        stream.write("]}")
    return file


def write_whatsapp(folder: Path, messages: int) -> Path:
    """WhatsApp text: one chat in the folder of its group, which names no ids."""
    chance = random.Random(1)  # noqa: S311 - made text, no secret
    file = folder / "wr00/_chat.txt"
    file.parent.mkdir()
    with file.open("w", encoding="utf-8") as stream:
        for at in moments(messages):
            stream.write(f"[{at:%d/%m/%Y, %H:%M:%S}] 群友{chance.randrange(MEMBERS)}: {a_text(chance)}\n")
    return file


FORMATS = {"wecom": write_wecom, "weflow": write_weflow, "whatsapp": write_whatsapp}


def moments(messages: int) -> Iterator[datetime]:
    """Evenly over a year."""
    return (NOW - SPAN + SPAN * n / messages for n in range(messages))


def a_text(chance: random.Random) -> str:
    """A text that was not there before: what is remembered of texts helps no real chat either."""
    ending = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(4))
    return f"{chance.choice(TEXTS)}{ending}"


def floor(file: Path) -> float:
    """CPU seconds of json.loads alone for the file, or for its lines; of reading lines where it is text. In a
    process of its own: what it holds is not the ledger's."""
    loads = {".json": "json.load(stream)", ".jsonl": "for line in stream: json.loads(line)"}
    work = loads.get(file.suffix, "for line in stream: pass")
    script = f"import json, time\nwith open({str(file)!r}, encoding='utf-8') as stream:\n {work}\n"
    script += "print(time.process_time())"
    parsed = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)  # noqa: S603 - ours
    return float(parsed.stdout)


def report(what: str, workspace: Workspace) -> None:
    began, wall = time.process_time(), time.perf_counter()
    taken = gathered(workspace)
    spent = time.process_time() - began
    print(
        f"{what:8s} {spent:7.1f} s CPU {time.perf_counter() - wall:7.1f} s wall {memory():7.0f} MB  "
        f"{taken.messages} new, left out {dict(taken.messages_left_out)}"
    )


def gathered(workspace: Workspace) -> Gathered:
    """Everything in the inbox as a night takes it. There are no pictures, so the workers do nothing."""
    total = Gathered()
    with Workers(1) as workers:
        for source in sources_of(workspace, workspace.root / "ugc_inbox", "ugc_inbox", NOW):
            work = Gathering(source, workspace.media, workspace.var / "quarantine", workers, NOW, "bench")
            for folder in source.folders():
                total += gather(workspace.open_store, work, folder)
    return total


def memory() -> float:
    """The most this process ever held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
