"""The story library's own knowledge. Pure: a story in, words and findings out.

answer      whether the evening names the noon's answer
limits      how many bytes of text each way out takes
sop         the six fields of a slot: role, scene, time, form, action, goal
sop_page    the same on paper, for those who send by hand
lint        what is wrong with a story before anybody reads it; rules one by one
fixes       where a finding stands in the editor, and what one click can do about it
likeness    which story of the library says nearly the same
supply      whether each group has stories enough for the days that each rests
specimen    a group, a member and a photo to tell a story with while it is looked at
"""
