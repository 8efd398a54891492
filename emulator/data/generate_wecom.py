"""Make wecom.json: the codes this twin answers with, and the limits it judges by.

Usage: python emulator/data/generate_wecom.py ERRCODES.json

ERRCODES.json is a table {"codes": {"40001": {"meaning": …}}} of the published list of global error codes.
Only the codes that the twin uses are kept, with the official short meaning and the short words that stand in
front of the hint in an errmsg. Nobody may match on those words: the platform changes them as it likes.
"""

import json
import sys
from pathlib import Path
from typing import Any

USED = {
    -1: "system busy", 6000: "data version conflict", 40001: "invalid credential",
    40004: "invalid media file type",
    40005: "invalid type", 40006: "invalid file size", 40007: "invalid media_id",
    40008: "invalid message type", 40009: "invalid image size", 40011: "invalid video size",
    40013: "invalid corpid", 40014: "invalid access_token", 40016: "invalid button size",
    40017: "invalid button type", 40018: "invalid button name size", 40019: "invalid button key size",
    40020: "invalid button url size", 40022: "invalid sub_button level", 40023: "invalid sub_button size",
    40024: "invalid sub_button type", 40025: "invalid sub_button name size",
    40026: "invalid sub_button key size", 40027: "invalid sub_button url size", 40029: "invalid code",
    40032: "invalid userid list size", 40033: r"invalid charset, \uxxxx is not allowed",
    40039: "invalid url size", 40056: "invalid agentid", 40057: "invalid callback url",
    40058: "invalid Request Parameter", 40063: "some parameters are empty",
    40094: "invalid url", 40123: "invalid image format", 41001: "access_token missing",
    41002: "corpid missing", 41004: "corpsecret missing", 41006: "media_id missing",
    41008: "code missing", 41009: "userid missing", 41010: "url missing", 41011: "agentid missing",
    41016: "title missing", 41033: "description missing", 41090: "invalid video format",
    42001: "access_token expired", 42003: "code expired", 42014: "invalid task_id",
    42015: "agent of the message not match", 42016: "task_id not exist", 42022: "code has been used",
    42027: "Template_Card.horizontal_content_list.keyname missing", 42028: "Template_Card.url missing",
    42029: "Template_Card.media_id missing", 42030: "Template_Card.appid missing",
    42031: "Template_Card.card_type invalid", 42033: "Template_Card.title missing",
    42035: "Template_Card.horizontal_content_list size invalid",
    42036: "Template_Card.vertical_content_list size invalid",
    42037: "Template_Card.option_list size invalid", 42038: "Template_Card.button_list.text invalid",
    42039: "Template_Card.button_list.key invalid", 42040: "Template_Card.option_list.id invalid",
    42041: "Template_Card.option_list.text invalid", 42042: "Template_Card.jump_list size invalid",
    42043: "Template_Card.question_key invalid", 42044: "Template_Card.card_image.url invalid",
    42045: "Template_Card.card_action invalid", 42046: "Template_Card.submit_button.key invalid",
    42047: "Template_Card.select_list size invalid", 42049: "Template_Card.submit_button.text invalid",
    42050: "Template_Card.horizontal_content_list.userid invalid",
    42051: "Template_Card.action_menu.action_list.key conflict", 42052: "msgid expired",
    43012: "callback url required", 44001: "empty media data", 44004: "empty content",
    45001: "media size out of limit", 45002: "content size out of limit",
    45008: "article size out of limit", 45009: "api freq out of limit", 45032: "author size out of limit",
    45033: "api concurrent out of limit", 45034: "url must have a scheme", 46003: "menu no exist",
    48002: "api forbidden", 50001: "redirect_url domain not trusted", 50003: "agent disabled",
    60011: "no privilege to access/modify contact/party/agent", 60020: "not allow to access from your ip",
    60111: "userid not found", 60123: "invalid party id", 60140: "invalid response_code",
    81013: "user & party & tag all invalid", 82001: "user & party & tag all empty",
    82002: "invalid partyid list size", 82003: "invalid tagid list size", 86001: "invalid chatid",
    86003: "chatid not exist", 86004: "invalid chat name", 86005: "invalid chat owner",
    86006: "invalid chat member count", 86007: "invalid chat member",
    86008: "chat not created by this agent", 86205: "chatid too long",
    86207: "owner not in userlist", 86215: "chatid already exist", 86216: "invalid member in userlist",
    93000: "invalid webhook url", 93004: "robot disabled",
    301002: "not allow operate another agent with this accesstoken", 301016: "invalid voice file",
    301017: "voice must be amr", 301019: "md5 not match", 830002: "file or range too large",
}  # fmt: skip

# Bytes are of UTF-8. The number after each block is the page at developer.work.weixin.qq.com/document/path/.
LIMITS: dict[str, Any] = {
    "token": {"seconds": 7200},  # 91039
    "send": {
        "users": 1000, "parties": 100, "tags": 100, "member_minute": 30, "member_hour": 1000,
        "person_messages_per_account": 200, "duplicate_seconds": 1800, "duplicate_most": 14400,
        "text": 2048, "markdown": 2048, "title": 128, "description": 512, "url": 2048, "pagepath": 128,
        "articles": 8, "author": 64, "mpnews": 681984, "btntxt": 4, "recall_seconds": 86400,
    },  # 90236, 94867
    "card": {
        "key": 1024, "task_id": 128, "option_id": 128, "actions": 3, "horizontal": 6, "vertical": 4,
        "jumps": 3, "buttons": 6, "options": 10, "checks": 20, "selects": 3,
        "ratio": [1.3, 2.25], "code_seconds": 259200,
    },  # 90372, 94888
    "card_advice": {
        "source.desc": 20, "main_title.title": 36, "main_title.desc": 44, "emphasis_content.title": 14,
        "emphasis_content.desc": 22, "sub_title_text": 160, "horizontal_content_list.keyname": 5,
        "horizontal_content_list.value": 30, "jump_list.title": 18, "vertical_content_list.title": 38,
        "vertical_content_list.desc": 160, "button_selection.option_list.text": 16,
        "button_list.text": 10, "checkbox.option_list.text": 17, "select_list.option_list.text": 16,
        "submit_button.text": 10,
    },  # 90372
    "robot_advice": {
        "source.desc": 13, "main_title.title": 26, "main_title.desc": 30, "emphasis_content.title": 10,
        "emphasis_content.desc": 15, "sub_title_text": 112, "horizontal_content_list.keyname": 5,
        "horizontal_content_list.value": 26, "jump_list.title": 13, "vertical_content_list.title": 26,
        "vertical_content_list.desc": 112,
    },  # 99110
    "group": {
        "name": 50, "least": 2, "most": 2000, "chatid": 32, "creates_day": 1000, "changes_hour": 1000,
        "person_times_minute": 20000, "member_minute": 200, "member_day": 10000,
    },  # 90244, 90245, 98913, 98914, 90248
    "robot": {"minute": 20, "text": 2048, "markdown": 4096, "image": 2097152},  # 99110
    "media": {
        "least": 5, "image": 10485760, "voice": 2097152, "video": 10485760, "file": 20971520,
        "range": 20971520, "seconds": 259200, "picture": 2097152, "pictures_day": 1000,
        "pictures_month": 3000,
    },  # 90253, 90254, 90256
    "oauth": {"seconds": 300, "state": 128},  # 91022, 91023
    "menu": {
        "buttons": 3, "sub_buttons": 5, "name": 16, "sub_name": 40, "key": 128, "url": 1024,
    },  # 90231
    "ticket": {"seconds": 7200, "corp_hour": 400, "app_hour": 100},  # 90506
    "calls": {"corp_minute": 10000, "corp_hour": 150000},  # 90454
}  # fmt: skip


def facts(table: dict[str, Any]) -> dict[str, Any]:
    """Give what the twin uses of the published table, and its limits."""
    return {
        "codes": {
            str(code): {"errmsg": words, "meaning": table["codes"][str(code)]["meaning"]}
            for code, words in sorted(USED.items())
        },
        "limits": LIMITS,
    }


def main() -> None:
    """Read the table named on the command line, write wecom.json beside this file."""
    table = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    to = Path(__file__).parent / "wecom.json"
    to.write_text(json.dumps(facts(table), ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
