"""Sources of UGC, one a module; each is a content.inbox.Inbox."""
