"""Inbox -> submissions: each content once; the unreadable into quarantine with a reason, and on it goes.

stage    a folder of an inbox, in batches: what is new or changed is opened, then taken
opening  items read, and their pictures shelved by worker processes
taking   what was opened, into the store: new, seen before, grown, refused, or heard
messages what a chat says without its words, into the ledger
namesakes  whom a nickname means among the members of the group
torn     pictures that a power cut left empty or half: made again, or looked at again in the inbox
reasons  what each reason of a refusal means and how to mend it, in both languages
"""

from content.gather.stage import forget_copies, forget_gone, gather
from content.gather.torn import heal
from content.gather.work import Gathered, Gathering, SourceTold

__all__ = ["Gathered", "Gathering", "SourceTold", "forget_copies", "forget_gone", "gather", "heal"]
