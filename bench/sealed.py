"""WeCom's calls as the bench makes and opens them."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlencode

from bot.platforms.wecom_cipher import CallbackCipher
from bot.platforms.wecom_envelope import is_now, sealed_body
from bot.platforms.wecom_read import understood

AGENT = 1000002
CORP = "ww0000bench00000001"
TOKEN = "BenchToken"  # noqa: S105 - made up
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PATH = "/wecom/callback"
NOW = datetime(2026, 2, 9, 1, 0, tzinfo=UTC)
SECONDS = str(int(NOW.timestamp()))


def said(number: int) -> str:
    """Words of one of 32 members."""
    return (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName>"
        f"<FromUserName><![CDATA[Member{number % 32}]]></FromUserName>"
        f"<CreateTime>{SECONDS}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[关于第{number}号事项的补充说明]]></Content>"
        f"<MsgId>{7300000000000000000 + number}</MsgId><AgentID>{AGENT}</AgentID></xml>"
    )


def press(number: int) -> str:
    """A press of one of 32 members."""
    return (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName>"
        f"<FromUserName><![CDATA[Member{number % 32}]]></FromUserName>"
        f"<CreateTime>{SECONDS}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
        f"<Event><![CDATA[template_card_event]]></Event><EventKey><![CDATA[d1:{number:022d}]]></EventKey>"
        f"<TaskId><![CDATA[b{number:021d}]]></TaskId><CardType><![CDATA[button_interaction]]></CardType>"
        f"<ResponseCode><![CDATA[{number:064d}]]></ResponseCode><AgentID>{AGENT}</AgentID></xml>"
    )


def parcel(inner: str) -> tuple[dict[str, str], str]:
    """Query and body of one call."""
    made = _cipher().seal(inner.encode(), timestamp=SECONDS)
    text = made.pop("echostr")
    body = (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><AgentID><![CDATA[{AGENT}]]></AgentID>"
        f"<Encrypt><![CDATA[{text}]]></Encrypt></xml>"
    )
    return made, body


@cache
def _cipher() -> CallbackCipher:
    return CallbackCipher(token=TOKEN, aes_key=KEY, receiver=CORP)


Opens = Callable[[], object]


def opened_by_us(call: tuple[dict[str, str], str]) -> Opens:
    """From query and body, as they come over the wire, to what a member did."""
    query, body = urlencode(call[0]), call[1].encode()
    cipher, now_s = _cipher(), int(SECONDS)

    def opens() -> object:
        came = sealed_body(query, body)
        assert came is not None
        raw = cipher.open(
            signature=came.signature, timestamp=came.timestamp, nonce=came.nonce, sealed=came.sealed
        )
        assert is_now(came.timestamp, now_s=now_s)
        found = understood(raw, agent=str(AGENT))
        assert found is not None
        return found

    return opens


def opened_by_wechatpy(call: tuple[dict[str, str], str]) -> Opens:
    """The same as its documentation shows it, the query already read."""
    from wechatpy.enterprise import parse_message
    from wechatpy.enterprise.crypto import WeChatCrypto

    crypto, (query, body) = WeChatCrypto(TOKEN, KEY, CORP), call

    def opens() -> object:
        inner = crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
        found = parse_message(inner)
        assert found.content
        return found

    return opens
