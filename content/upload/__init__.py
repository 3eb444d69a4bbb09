"""Uploads at the desk, on disk: bytes that arrive in pieces, and the inbox that they are taken in from.

staging  where the bytes of a batch lie; pieces go behind what is there, and nothing has a name of outside
inbox    a batch as an inbox, so that uploads are gathered as everything else is
"""

from content.upload.inbox import UploadInbox
from content.upload.staging import Staging

__all__ = ["Staging", "UploadInbox"]
