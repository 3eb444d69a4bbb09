"""An owner's day inside WeCom's sidebar: who opened it, signatures for its page, the chat's group, uploads.

The page stands beside a customers' group; the app is a channel of the kind wecom-app. Who holds the client is
WeCom's word (a code becomes a userid), and the owner is whoever has that userid as a contact.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from channels.senders.http import PATIENCE, Patience
from channels.senders.wecom import PICTURE_BYTES
from channels.senders.wecom_js import JsSignature, TicketKind, WecomPages, login_address, signed
from content.errors import NotReady, UnknownId, WrongInput
from content.model import Capabilities, Channel, ChannelKind, Message, OwnerLink
from content.publish.fit_picture import fit_picture
from content.publish.sender import Account, Rejected
from content.store import Store
from services.channels import no_secret, secrets_for
from services.context import Context
from services.owners import new_link, staff_names
from services.platform_tokens import PlatformTokens

FIELDS = ("corp_id", "corp_secret", "agent_id")
PLACES = (ChannelKind.WECOM_MASS, ChannelKind.WECOM_APP)  # whose chats are customers' groups
VERIFY = "verify"  # the option with what stands in WW_verify_….txt


@dataclass(frozen=True, slots=True)
class SideApp:
    """The app that the page belongs to."""

    channel: Channel
    secret: Mapping[str, str]

    @property
    def corp_id(self) -> str:
        return self.secret["corp_id"]

    @property
    def agent_id(self) -> str:
        return self.secret["agent_id"]


def side_app(context: Context, channel_id: str) -> SideApp:
    """The app of a channel. UnknownId; WrongInput where it is no app of WeCom, or lacks a secret."""
    with context.open_store(reading=True) as store:
        channel = store.channels.channel(channel_id)
    if channel.kind is not ChannelKind.WECOM_APP:
        raise WrongInput(Message("wecom_side.no_app", channel=channel_id))
    secret = secrets_for(context, channel)
    if not all(secret.get(field) for field in FIELDS):
        raise WrongInput(no_secret(channel))
    return SideApp(channel, secret)


def authorize_address(app: SideApp, *, to: str, state: str) -> str:
    """Where the client is sent to say who holds it."""
    return login_address(app.channel.base_url, app.corp_id, app.agent_id, to=to, state=state)


def sign_in(
    context: Context, app: SideApp, code: str, patience: Patience = PATIENCE
) -> tuple[str, OwnerLink]:
    """The token of a link to today for whoever WeCom says came with the code, and the link.

    UnknownId where nobody of the staff has that userid; NotReady where WeCom does not say.
    """
    userid = _pages(context, app, patience).userid(code)
    if not isinstance(userid, str):
        raise NotReady(userid.message)
    with context.open_store() as store:
        staff = _staff_of(store, app.channel.id, userid)
        if staff is None:
            raise UnknownId(Message("wecom_side.stranger", userid=userid or "-"))
        made = new_link(context, store, staff, context.today)
        detail = {"day": f"{made[1].day}", "by": app.channel.id}
        store.write_down("owner_link", staff, actor=staff, at=context.clock(), detail=detail)
    return made


def _staff_of(store: Store, channel: str, userid: str) -> str | None:
    """The one member of staff with that userid: a contact of an owner, or else the id itself. WeCom's ids do
    not differ by capitals alone."""
    if not userid:
        return None
    owners = store.owners.owners()
    contacts = {owner.contact(channel).casefold(): owner.staff for owner in owners}
    others = {staff.casefold(): staff for staff in staff_names(store)}
    return contacts.get(userid.casefold()) or others.get(userid.casefold())


@dataclass(frozen=True, slots=True)
class PageSignatures:
    config: JsSignature
    agent: JsSignature


def sign_page(context: Context, app: SideApp, url: str, patience: Patience = PATIENCE) -> PageSignatures:
    """The signatures by which the page at `url` may call the client. NotReady where WeCom gives no ticket."""
    pages = _pages(context, app, patience)
    timestamp = int(context.clock().timestamp())
    made = {}
    for kind in TicketKind:
        ticket = pages.ticket(kind)
        if isinstance(ticket, Rejected):
            raise NotReady(ticket.message)
        made[kind] = signed(ticket, url, nonce=secrets.token_hex(8), timestamp=timestamp)
    return PageSignatures(made[TicketKind.CONFIG], made[TicketKind.AGENT])


def chat_groups(context: Context) -> dict[str, str]:
    """The id of a chat at WeCom -> its group, as channels name them."""
    with context.open_store(reading=True) as store:
        channels = store.channels.channels()
    return {
        chat: group
        for channel in channels
        if channel.kind in PLACES
        for group, chat in channel.chats.items()
        if group and chat
    }


def upload_poster(context: Context, app: SideApp, poster: str, patience: Patience = PATIENCE) -> str:
    """The media id of a poster, uploaded once in 70 hours. UnknownId; NotReady where it cannot be had."""
    with context.open_store(reading=True) as store:
        rendered = store.queue.rendered([poster]).get(poster)
    if rendered is None:
        raise UnknownId(Message("desk_missing.picture", kind="poster", name=poster))
    content = (context.root / rendered.path).read_bytes()
    picture = fit_picture(content, Capabilities(picture_bytes=PICTURE_BYTES))
    media = picture if isinstance(picture, Message) else _pages(context, app, patience).media(picture)
    if isinstance(media, str):
        return media
    raise NotReady(media if isinstance(media, Message) else media.message)


def verify_file(context: Context, name: str) -> str | None:
    """What stands in WW_verify_NAME.txt, by which WeCom sees that the domain is ours; None where no channel
    names it."""
    with context.open_store(reading=True) as store:
        known = {channel.options.get(VERIFY) for channel in store.channels.channels()}
    return name if name in known else None


def _pages(context: Context, app: SideApp, patience: Patience) -> WecomPages:
    account = Account(app.channel.id, app.secret, app.channel.base_url)
    return WecomPages(account, PlatformTokens(context.open_store, "side", context.clock), patience)
