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

from channels.senders.discord import Discord
from channels.senders.discord_bot import DiscordBot
from channels.senders.folder import Folder
from channels.senders.mail import Mail
from channels.senders.slack import Slack
from channels.senders.telegram import Telegram
from channels.senders.webhook import Webhook
from content.model import ChannelKind
from content.publish.sender import Sender

SENDERS: Mapping[ChannelKind, Sender] = {
    ChannelKind.TELEGRAM: Telegram(),
    ChannelKind.DISCORD: Discord(),
    ChannelKind.DISCORD_BOT: DiscordBot(),
    ChannelKind.SLACK: Slack(),
    ChannelKind.WEBHOOK: Webhook(),
    ChannelKind.EMAIL: Mail(),
    ChannelKind.FOLDER: Folder(),
}
