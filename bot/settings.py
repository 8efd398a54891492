"""The shape of the settings: which keys there are, and what each may hold.

Defaults live in config.yaml alone; no field here has one, so the file and the shape cannot drift apart.
"""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.values import (
    AesKey,
    BotToken,
    CallbackToken,
    ClockTime,
    CorpId,
    DatabaseAddress,
    Day,
    FilePath,
    Host,
    Jitter,
    Key,
    Name,
    Network,
    Number,
    PathPrefix,
    PortNumber,
    Prefix,
    Proxy,
    Region,
    SecureAddress,
    Slots,
    SocketAddress,
    Span,
    Wanted,
    WebAddress,
    WebhookSecret,
    WeComSecret,
    is_loopback,
    password_of,
)


class Section(BaseModel):
    """A group of settings: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Organisation(Section):
    """机构: whose site it is."""

    key: Key
    name: Name
    prefix: Prefix
    site_url: WebAddress | None
    region: Region
    overlay: FilePath | None
    wording: FilePath | None
    live_from: Day | None
    accounts: Annotated[
        tuple[Name, ...],
        Wanted("账号名称列表，如 [微信公众号, 政务微博]", "a list of names such as [微信公众号, 政务微博]"),
    ]


class Database(Section):
    """Where everything is remembered. `url` carries the password once loaded."""

    url: DatabaseAddress
    password_file: FilePath | None


class Files(Section):
    """Limits on attachments, in MiB."""

    max_mb: Annotated[int, Number, Field(ge=1, le=20)]
    page_max_mb: Annotated[int, Number, Field(ge=1, le=1000)]
    quota_mb_per_person_day: Annotated[int, Number, Field(ge=1, le=100_000)]
    disk_reserve_mb: Annotated[int, Number, Field(ge=64, le=1_000_000)]


class Permit(Section):
    """One private address that may be fetched: host, network and port must all match, at every hop."""

    host: Host
    cidr: Network
    ports: Annotated[
        tuple[PortNumber, ...],
        Field(min_length=1),
        Wanted("端口列表，如 [80, 443]", "a list of ports such as [80, 443]"),
    ]


class Site(Section):
    """The machine's reading of the site; exceptions to the rule that only public addresses are fetched."""

    inspect_at: ClockTime | None
    control: WebAddress | None
    permits: Annotated[
        tuple[Permit, ...], Wanted("{host, cidr, ports} 的列表", "a list of {host, cidr, ports}")
    ]


class Web(Section):
    """Where the process listens, and where phones find its page from outside."""

    host: Host
    port: Annotated[int, Number, Field(ge=0, le=65535)]
    public_url: SecureAddress | None
    path_prefix: PathPrefix
    trusted_proxies: Annotated[
        tuple[Network, ...],
        Wanted("网段列表，如 [10.0.0.0/8]", "a list of networks such as [10.0.0.0/8]"),
    ]
    verification_file: FilePath | None


class Fetch(Section):
    """How a published page is fetched for its check."""

    timeout_s: Annotated[float, Number, Field(ge=1, le=60)]
    max_mb: Annotated[int, Number, Field(ge=1, le=20)]
    proxy: Proxy | None
    ca_file: FilePath | None


class Publish(Section):
    """发布 and its check."""

    office_limit_workdays: Annotated[int, Number, Field(ge=1, le=20)]
    fetch: Fetch


class Review(Section):
    """审批: how long a tap may be taken back, and when the next person hears."""

    undo_minutes: Annotated[int, Number, Field(ge=0, le=60)]
    hand_on_seconds: Annotated[int, Number, Field(ge=0, le=600)]


class Separation(Section):
    """职责分离: which seats one person may hold together."""

    office_may_be_webadmin: bool


class Reminders(Section):
    """When routine messages leave."""

    slots: Slots
    jitter_minutes: Jitter
    quiet: Span


class Capabilities(Section):
    """What the Telegram server in use can draw."""

    styled_buttons: bool
    disabled_buttons: bool


class Telegram(Section):
    """The Telegram bot. `token` and `webhook_secret` hold what their files said once loaded."""

    enabled: bool
    accept_overseas: bool
    token: BotToken
    token_file: FilePath | None
    api_base: SecureAddress
    mode: Literal["polling", "webhook"]
    webhook_url: SecureAddress | None
    webhook_secret: WebhookSecret
    webhook_secret_file: FilePath | None
    proxy: Proxy | None
    ca_file: FilePath | None
    capabilities: Capabilities


class Robot(Section):
    """群机器人: the key of one group's robot lies in a file of its own."""

    key_file: FilePath


class AiBot(Section):
    """智能机器人: a second door for files, over a long connection."""

    enabled: bool
    url: SocketAddress
    bot_id: Name | None
    secret: WeComSecret
    secret_file: FilePath | None


class WeCom(Section):
    """企业微信: one self-built app. The secrets hold what their files said once loaded."""

    enabled: bool
    corp_id: CorpId | None
    agent_id: Annotated[int, Number, Field(ge=1, le=2**31 - 1)] | None
    secret: WeComSecret
    secret_file: FilePath | None
    callback_token: CallbackToken
    callback_token_file: FilePath | None
    callback_aes_key: AesKey
    callback_aes_key_file: FilePath | None
    token_key: WeComSecret
    token_key_file: FilePath | None
    api_base: SecureAddress
    oauth_base: SecureAddress
    proxy: Proxy | None
    ca_file: FilePath | None
    callback_from: Annotated[
        tuple[Network, ...],
        Wanted("网段列表，如 [101.226.0.0/16]", "a list of networks such as [101.226.0.0/16]"),
    ]
    robots: Annotated[
        dict[Key, Robot],
        Wanted("名称: {key_file: 路径} 的列表", "a mapping of names to {key_file: PATH}"),
    ]
    aibot: AiBot


class Platforms(Section):
    """The chat platforms."""

    telegram: Telegram
    wecom: WeCom


class Evidence(Section):
    """Printed forms and the end of the audit chain outside the database."""

    templates: FilePath | None
    anchor_dir: FilePath | None


class Log(Section):
    """How much is logged and in which form."""

    level: Literal["debug", "info", "warning", "error"]
    format: Literal["json", "console"]


class Worker(Section):
    """How often the process looks for work by itself, where several share a database."""

    poll_s: Annotated[float, Number, Field(ge=0.05, le=5)]
    wake: Literal["poll", "procrastinate"]


class Settings(Section):
    """All settings of one process; made by `bot.config.load`."""

    profile: Literal["office", "demo", "test"]
    language: Literal["zh_CN", "en"]
    data_dir: FilePath
    regime: Name
    organisation: Organisation
    database: Database
    files: Files
    site: Site
    web: Web
    publish: Publish
    review: Review
    separation: Separation
    reminders: Reminders
    evidence: Evidence
    platforms: Platforms
    log: Log
    worker: Worker

    def secrets(self) -> tuple[str, ...]:
        """Every secret value in use, for the log's redaction."""
        telegram, wecom = self.platforms.telegram, self.platforms.wecom
        secrets = (
            telegram.token,
            telegram.webhook_secret,
            wecom.secret,
            wecom.callback_token,
            wecom.callback_aes_key,
            wecom.token_key,
            wecom.aibot.secret,
        )
        held = [secret.get_secret_value() for secret in secrets if secret]
        addresses = (self.database.url, self.publish.fetch.proxy, telegram.proxy, wecom.proxy)
        passwords = [password_of(address) for address in addresses if address]
        return (*held, *(password for password in passwords if password))

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.database.password_file and self.database.url.startswith("sqlite"):
            raise _broken(
                "database.password_file", Wanted("null（SQLite 没有口令）", "null (SQLite has no password)")
            )
        if self.platforms.telegram.enabled:
            self._may_speak_telegram()
        if self.platforms.wecom.enabled:
            self._may_speak_wecom()
        return self

    def _may_speak_telegram(self) -> None:
        telegram = self.platforms.telegram
        if self.profile != "office" and not is_loopback(urlsplit(telegram.api_base).hostname):
            raise _broken("platforms.telegram.api_base", _only_loopback(self.profile))
        if self.profile == "office" and not telegram.accept_overseas:
            raise _broken("platforms.telegram.accept_overseas", OVERSEAS)
        if telegram.token is None:
            raise _broken("platforms.telegram.token", _from_outside("token", "令牌", "a token"))
        if telegram.mode == "webhook" and telegram.webhook_url is None:
            raise _broken(
                "platforms.telegram.webhook_url",
                Wanted("https:// 开头的回调网址（mode 为 webhook）", "an https address (mode is webhook)"),
            )
        if telegram.mode == "webhook" and telegram.webhook_secret is None:
            raise _broken(
                "platforms.telegram.webhook_secret", _from_outside("webhook_secret", "密钥", "a secret")
            )

    def _may_speak_wecom(self) -> None:
        wecom = self.platforms.wecom
        if self.profile != "office":
            for key in ("api_base", "oauth_base"):
                if not is_loopback(urlsplit(getattr(wecom, key)).hostname):
                    raise _broken(f"platforms.wecom.{key}", _only_loopback(self.profile))
        if wecom.corp_id is None:
            raise _broken(
                "platforms.wecom.corp_id",
                Wanted("企业 ID（ww 开头，见管理后台“我的企业”）", "the corp id (begins with ww)"),
            )
        if wecom.agent_id is None:
            raise _broken(
                "platforms.wecom.agent_id", Wanted("自建应用的 AgentId", "the AgentId of the self-built app")
            )
        for name, zh, en in (
            ("secret", "应用 Secret", "the app's secret"),
            ("callback_token", "回调 Token", "the callback token"),
            ("callback_aes_key", "回调 EncodingAESKey", "the callback EncodingAESKey"),
        ):
            if getattr(wecom, name) is None:
                raise _broken(f"platforms.wecom.{name}", _from_outside(name, zh, en, platform="wecom"))
        if wecom.aibot.enabled and (wecom.aibot.bot_id is None or wecom.aibot.secret is None):
            raise _broken(
                "platforms.wecom.aibot.bot_id",
                Wanted("智能机器人的 BotID 与密钥", "the bot id and the secret of the AI bot"),
            )


OVERSEAS = Wanted(
    "true 方可启用 Telegram（其服务器在境外，个人信息应当留在境内；须经本机关书面确认）",
    "true before Telegram may be switched on (its servers lie abroad and personal data must stay in China; "
    "your office has to agree in writing)",
)


def _broken(key: str, wanted: Wanted) -> PydanticCustomError:
    """A rule between settings is broken; `key` is the one to change."""
    return PydanticCustomError("broken", "{key}", {"key": key, "wanted": wanted})


def _only_loopback(profile: str) -> Wanted:
    return Wanted(
        f"本机地址（profile 为 {profile} 时只与模拟平台通话）",
        f"a loopback address (profile {profile} speaks to the local twin only)",
    )


def _from_outside(name: str, zh: str, en: str, *, platform: str = "telegram") -> Wanted:
    variable = f"DUWANG_PLATFORMS__{platform.upper()}__{name.upper()}"
    return Wanted(
        f"由环境变量 {variable} 或 platforms.{platform}.{name}_file 给出的{zh}",
        f"{en} from the environment variable {variable} or from platforms.{platform}.{name}_file",
    )
