"""How posts leave: one module for each kind of channel, each a thin client that calls once.

http         one call and how it ended: answered, not reached, no answer
direct       what most senders have in common
letters      a letter as one part; text_split: its text in pieces within a platform's limit
refusals     what a platform's code means; lookup: what a listing proves
codes        answers that carry a code; access tokens, renewed once

wecom        企业微信's codes, tokens and uploads
             wecom_robot: a group's webhook; wecom_mass: a task that the owner taps; wecom_app: to staff
             wecom_js: pages inside WeCom, who opened them and their signatures
feishu       飞书's codes, tokens and uploads
             feishu_bot: a group's webhook; feishu_app: an app's bot
dingtalk     钉钉: a group's webhook
telegram     a bot: captions, and native quizzes
discord      a webhook; discord_bot: a bot, whose nonce stops doubles
slack        an app: the picture uploaded first, found again by metadata
webhook      anybody's endpoint, signed
mail         SMTP
folder       files for whatever picks them up
"""

from collections.abc import Mapping

from channels.senders.dingtalk import DingTalkSender
from channels.senders.discord import DiscordSender
from channels.senders.discord_bot import DiscordBotSender
from channels.senders.feishu_app import FeishuAppSender
from channels.senders.feishu_bot import FeishuBotSender
from channels.senders.folder import FolderSender
from channels.senders.mail import MailSender
from channels.senders.slack import SlackSender
from channels.senders.telegram import TelegramSender
from channels.senders.webhook import WebhookSender
from channels.senders.wecom_app import WecomAppSender
from channels.senders.wecom_mass import WecomMassSender
from channels.senders.wecom_robot import WecomRobotSender
from content.model import ChannelKind
from content.publish.sender import Sender

SENDERS: Mapping[ChannelKind, Sender] = {
    ChannelKind.WECOM_ROBOT: WecomRobotSender(),
    ChannelKind.WECOM_MASS: WecomMassSender(),
    ChannelKind.WECOM_APP: WecomAppSender(),
    ChannelKind.FEISHU_BOT: FeishuBotSender(),
    ChannelKind.FEISHU_APP: FeishuAppSender(),
    ChannelKind.DINGTALK: DingTalkSender(),
    ChannelKind.TELEGRAM: TelegramSender(),
    ChannelKind.DISCORD: DiscordSender(),
    ChannelKind.DISCORD_BOT: DiscordBotSender(),
    ChannelKind.SLACK: SlackSender(),
    ChannelKind.WEBHOOK: WebhookSender(),
    ChannelKind.EMAIL: MailSender(),
    ChannelKind.FOLDER: FolderSender(),
}
