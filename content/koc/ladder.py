"""What a person does next with a member on each rung of the ladder. The moves themselves are model.CLIMBS."""

from collections.abc import Mapping
from types import MappingProxyType

from content.model import Rung

TASKS: Mapping[Rung, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        Rung.NONE: (),
        Rung.CANDIDATE: (
            (
                "看过 TA 的四条轴和照片，没有待查的点赞",
                "Look at the axes, the photos and held likes",
            ),
            ("私信问候，说明为什么想邀请 TA", "Write to them: say why they are invited"),
        ),
        Rung.CONTACTED: (
            ("记下 TA 的回复；愿意就请进 VIP 群", "Note the answer; if it is a yes, invite to the VIP group"),
            ("补齐照片授权", "Complete the consents of their photos"),
        ),
        Rung.VIP: (
            ("每周一次新品预览或共创话题", "A preview or a topic to create together, every week"),
            ("请 TA 主持一次晒图活动", "Let them host a photo activity"),
        ),
        Rung.CO_HOST: (
            ("每月一起定一次选题", "Choose the topics of the month together"),
            (
                "每季度回看：还合适吗，要不要歇一歇",
                "Look back each quarter: does it still fit?",
            ),
        ),
        Rung.DECLINED: (("三个月内不再打扰", "Leave them in peace for three months"),),
    }
)
