"""What people may do with posts and submissions: every verb once, each with an outcome for every item.

    approve    a yes to exactly the text and pixels that were seen, unsaved words included
    contents   sights of one content in many groups
    amend      other words in a text or on a poster; spread: the same in the words of its variants
    swap       another photo or story in a cell; alternatives says which there are
    layout     a template pinned to a slot or banned from it, and the post laid out anew
    shift      postpone, exchange: to another time, or another cell of the group
    states     return_, withdraw, reopen, lock, unlock
    cull       decide on submissions, focus a photo
    correct    set the author, product, words or group of a submission
    recognise  find products in words again, where nobody named one; suggest: by tags and activities
    upload_back  what an upload brought in goes as if it had never come
    remark     say something of a post, answer, settle; it holds up nothing
    story      a story's draft put to use, and the posts that tell it already
    undo       undo, redo: from the journal, so also after a reload

A batch is never all or nothing: each item is Done, Conflict (somebody was faster) or RefusedAction (a rule
forbids it, with the sentence). Each action is one transaction and one entry of its author's journal, an audit
row goes with every change, and the feed of changes tells everybody else. Who may do what is asked before:
content.model.allowed.
"""

from content.review.amend import Amend, amend, amended_spec, reworded
from content.review.approve import Draft, Drafts, approve, approvers, obstacle, sights
from content.review.contents import ContentSeen, sights_of_content
from content.review.correct import Correct, correct
from content.review.cull import Decide, decide, focus
from content.review.editors import editors
from content.review.layout import LayoutOrder, Relayout, check_layout, order_layouts, relayout
from content.review.recognise import recognise_all
from content.review.remark import RemarkOrder, Speaker, add_remark, remove_remark, settle_remark
from content.review.rules import ReviewRules, is_about_to_go
from content.review.shift import Exchange, Postpone, exchange, postpone
from content.review.spread import spread, spread_edits
from content.review.states import lock, reopen, return_, unlock, withdraw
from content.review.story import SeenStory, UsedStory, drop_draft, save_draft, use_story
from content.review.swap import Alternative, Retelling, Swap, alternatives, swap, told_instead
from content.review.undo import Next, Scope, next_redo, next_undo, redo, undo

__all__ = [
    "Alternative",
    "Amend",
    "ContentSeen",
    "Correct",
    "Decide",
    "Draft",
    "Drafts",
    "Exchange",
    "LayoutOrder",
    "Next",
    "Postpone",
    "Relayout",
    "RemarkOrder",
    "Retelling",
    "ReviewRules",
    "Scope",
    "SeenStory",
    "Speaker",
    "Swap",
    "UsedStory",
    "add_remark",
    "alternatives",
    "amend",
    "amended_spec",
    "approve",
    "approvers",
    "check_layout",
    "correct",
    "decide",
    "drop_draft",
    "editors",
    "exchange",
    "focus",
    "is_about_to_go",
    "lock",
    "next_redo",
    "next_undo",
    "obstacle",
    "order_layouts",
    "postpone",
    "recognise_all",
    "redo",
    "relayout",
    "remove_remark",
    "reopen",
    "return_",
    "reworded",
    "save_draft",
    "settle_remark",
    "sights",
    "sights_of_content",
    "spread",
    "spread_edits",
    "swap",
    "told_instead",
    "undo",
    "unlock",
    "use_story",
    "withdraw",
]
