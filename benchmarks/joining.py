"""Which words join which pictures, against a made chat whose truth is known (benchmarks/made_chat.py).

    python benchmarks/joining.py [--seed N] [--pictures N] [--window SECONDS] [--misses]

Precision: of the texts that joined, the share that are the picture's words. Recall: of the words, the share
that joined. Both in all and by how the words were told; `--misses` prints what went wrong.
"""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.made_chat import MadeChat, make_chat
from channels.readers.chat_inbox import ChatInbox
from channels.readers.messages import Entry, Export, Head, SourceOptions
from channels.readers.places import Folder
from content.inbox import Record


@dataclass(frozen=True)
class MadeReader:
    """Reads the made chat out of memory, with albums as WeChat's exports have them."""

    chat: MadeChat
    name: str = "made"
    shape: str = "a made chat"
    together: timedelta | None = timedelta(seconds=3)

    def knows(self, head: Head) -> bool:  # noqa: ARG002  # a Reader looks at it
        return False

    def entries(self, export: Export) -> Iterator[Entry]:  # noqa: ARG002  # a Reader reads it
        yield from self.chat.messages


@dataclass
class Tally:
    """Texts that joined rightly, that joined, and that were to join."""

    right: int = 0
    joined: int = 0
    words: int = 0

    def __str__(self) -> str:
        precision = self.right / self.joined if self.joined else 1.0
        recall = self.right / self.words if self.words else 1.0
        counts = f"words {self.words:>5}  joined {self.joined:>5}"
        return f"{counts}  precision {precision:.3f}  recall {recall:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pictures", type=int, default=2_000)
    parser.add_argument("--window", type=int, default=90, help="seconds")
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    chat = make_chat(options.seed, options.pictures)
    joined = joined_in(chat, timedelta(seconds=options.window))
    for kind, tally in tallies(chat, joined).items():
        print(f"{kind:<8} {tally}")
    if options.misses:
        _print_misses(chat, joined)


def joined_in(chat: MadeChat, window: timedelta) -> dict[str, frozenset[str]]:
    """First picture of an album -> the ids of the texts that joined it, as the inbox gives them."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for message in chat.messages:
            if message.pictures:
                (root / message.pictures[0].shown).touch()
        (root / "chat.made").touch()
        export = Export(Folder(root), "chat.made", SourceOptions(group="made", words_within=window))
        inbox = ChatInbox(MadeReader(chat), export, "made")
        records = [inbox.read(item) for item in inbox.items("chat.made")]
        return {
            record.messages[0]: frozenset(text.message for text in record.joined)
            for record in records
            if isinstance(record, Record)
        }


def tallies(chat: MadeChat, joined: Mapping[str, frozenset[str]]) -> dict[str, Tally]:
    """In all, and by how the words were told."""
    found: dict[str, Tally] = {"all": Tally()}
    for picture, texts in joined.items():
        kind, words = chat.kind.get(picture, "absent"), chat.words.get(picture, frozenset())
        for tally in (found["all"], found.setdefault(kind, Tally())):
            tally.right += len(texts & words)
            tally.joined += len(texts)
            tally.words += len(words)
    return found


def _print_misses(chat: MadeChat, joined: Mapping[str, frozenset[str]]) -> None:
    said = {message.id: message.text for message in chat.messages}
    for picture, texts in joined.items():
        words = chat.words[picture]
        if texts != words:
            print(picture, chat.kind[picture], "missed", [said[text] for text in words - texts], end=" ")
            print("wrong", [said[text] for text in texts - words])


if __name__ == "__main__":
    main()
