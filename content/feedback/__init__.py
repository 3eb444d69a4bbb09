"""What came back to the posts: from messages, tables and what went out to counted responses.

The way of the data:

    windows      when a post had the group's ear: from its minute until the next post, four hours at most
    talk         who spoke in which hours, and which of these a post touches; level: is it livelier now
    baseline     how many members would have spoken in a window without the post
    lines        which messages of a window count, and why
    attribution  a post, its window and its messages become a PostResponse
    sends        what went out, and how that is known; roster: how many were there, who left
    inputs       what the store knows of a group's posts, messages and tables
    stage        by night: days that changed since are counted again
"""
