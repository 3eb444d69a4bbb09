"""How posts leave: one module for each kind of channel, each a thin client that calls once.

http         one call and how it ended: answered, not reached, no answer
direct       what most senders have in common; letters: a letter becomes parts
refusals     what a platform's code means; lookup: what a listing proves
telegram     a bot: captions, and native quizzes
discord      a webhook; discord_bot: a bot, whose nonce stops doubles
slack        an app: the picture uploaded first, found again by metadata
webhook      anybody's endpoint, signed
mail         SMTP
folder       files for whatever picks them up
"""

from collections.abc import Mapping

from channels.senders.discord import DiscordSender
from channels.senders.discord_bot import DiscordBotSender
from channels.senders.folder import FolderSender
from channels.senders.mail import MailSender
from channels.senders.slack import SlackSender
from channels.senders.telegram import TelegramSender
from channels.senders.webhook import WebhookSender
from content.model import ChannelKind
from content.publish.sender import Sender

SENDERS: Mapping[ChannelKind, Sender] = {
    ChannelKind.TELEGRAM: TelegramSender(),
    ChannelKind.DISCORD: DiscordSender(),
    ChannelKind.DISCORD_BOT: DiscordBotSender(),
    ChannelKind.SLACK: SlackSender(),
    ChannelKind.WEBHOOK: WebhookSender(),
    ChannelKind.EMAIL: MailSender(),
    ChannelKind.FOLDER: FolderSender(),
}
