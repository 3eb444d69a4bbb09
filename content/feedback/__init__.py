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

What they tell, all of it pure:

    cells        posts of one form, slot, group and week together
    ratios       forms against their group's usual; resample: how sure that is, by bootstrap
    comparison   the forms of one slot with one another; forms: of all slots and groups; verdicts: in words
    shares       shares and medians with their intervals; figures: of a week, and what they still lack
    habit        who responds on three days of seven, who comes back to a slot
    punctuality  how late posts go out, and how fixed their minute is
    sameness     texts and posters that repeat
    throughput   how long photos and approvals wait
    retention    who is still there after 7, 30 and 90 days; lapsing: who is silent for longer than usual
    leaves       whether more members leave after promotion
    business     what members buy, and what a change of it is due to
    health       the class of a group
    form_lesson  what the planner learns of forms; policy: whether that pays
    assignment   who gets which arm of an experiment when; randomisation: the test of its draw
    experiments  what an experiment says, and how long it takes to
    slot_times   whether members are about at another time than a slot's
"""
