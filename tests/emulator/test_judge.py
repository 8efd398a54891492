"""The judge against the published facts."""

from typing import Any

import pytest

from emulator.telegram_judge import FACTS, METHODS, Refused, Upload, judge

FILE = Upload("a.docx", "application/octet-stream", b"abc")
CALLS: list[tuple[str, dict[str, str], str]] = [
    ("sendMessage", {"text": "x"}, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": "1"}, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": "1", "text": ""}, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": "1", "text": "x", "colour": "red"}, 'unknown parameter "colour"'),
    ("sendMessage", {"chat_id": "1", "text": "x", "disable_web_page_preview": "1"}, "unknown parameter"),
    ("sendMessage", {"chat_id": "1", "text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
    ("sendMessage", {"chat_id": "1", "text": "x", "disable_notification": "perhaps"}, "Boolean expected"),
    ("sendMessage", {"chat_id": "1", "text": "x", "message_thread_id": "1.5"}, "Integer expected"),
    ("sendMessage", {"chat_id": "1", "text": "x", "message_thread_id": str(2**63)}, "out of range"),
    (
        "sendMessage",
        {"chat_id": "1", "text": "x", "reply_markup": "{"},
        "can't parse reply keyboard markup JSON object",
    ),
    ("sendMessage", {"chat_id": "1", "text": "x", "reply_markup": "{}"}, "object expected as reply markup"),
    ("sendMessage", {"chat_id": "1", "text": "x", "reply_markup": "[]"}, "must be of type Object"),
    ("sendMessage", {"chat_id": "1", "text": "x", "entities": "[{}]"}, 'can\'t find field "type"'),
    (
        "sendMessage",
        {"chat_id": "1", "text": "x", "entities": '[{"type":"loud","offset":0,"length":1}]'},
        "'loud' is not one of",
    ),
    (
        "sendMessage",
        {"chat_id": "1", "text": "x", "entities": '[{"type":"bold","offset":"0","length":1}]'},
        "must be of type Integer",
    ),
    (
        "sendMessage",
        {"chat_id": "1", "text": "x", "link_preview_options": '{"is_disabled":true,"size":3}'},
        'unknown key "size" in link_preview_options',
    ),
    (
        "sendMessage",
        {
            "chat_id": "1",
            "text": "x",
            "reply_markup": '{"inline_keyboard":[[{"text":"a","callback_data":"' + "是" * 22 + '"}]]}',
        },
        "BUTTON_DATA_INVALID",
    ),
    (
        "sendMessage",
        {
            "chat_id": "1",
            "text": "x",
            "reply_markup": '{"inline_keyboard":[[{"text":"a","style":"pink","url":"https://a.cn"}]]}',
        },
        "'pink' is not one of danger, success, primary",
    ),
    (
        "sendMessage",
        {
            "chat_id": "1",
            "text": "x",
            "reply_markup": '{"inline_keyboard":[[{"text":"a","copy_text":{"text":"' + "x" * 257 + '"}}]]}',
        },
        "must be 1-256 characters long",
    ),
    ("answerCallbackQuery", {}, "query is too old and response timeout expired or query ID is invalid"),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "字" * 201}, "must be 0-200 characters long"),
    ("getFile", {}, "file_id not specified"),
    ("getUpdates", {"limit": "101"}, "must be in 1-100"),
    ("getUpdates", {"allowed_updates": '"message"'}, "must be of type Array"),
    ("setWebhook", {"url": "https://a.cn", "max_connections": "0"}, "must be in 1-100"),
    ("setWebhook", {"url": "https://a.cn", "secret_token": "x" * 257}, "must be 1-256 characters long"),
    ("setMyCommands", {"commands": "[]", "scope": '{"type":"moon"}'}, "no such kind 'moon'"),
    ("setMyCommands", {"commands": "[]", "scope": '{"type":"chat"}'}, 'can\'t find field "chat_id"'),
    ("setMyCommands", {"commands": '[{"command":"a"}]'}, 'can\'t find field "description"'),
    ("setMyName", {"name": "长" * 65}, "must be 0-64 characters long"),
    ("sendChatAction", {"chat_id": "1", "action": "dancing"}, "'dancing' is not one of"),
    ("sendDocument", {"chat_id": "1"}, "there is no document in the request"),
    ("sendDocument", {"chat_id": "1", "document": "attach://x"}, 'there is no part "x"'),
    (
        "sendMediaGroup",
        {"chat_id": "1", "media": '[{"type":"document","media":"x"}]'},
        "must include 2-10 items",
    ),
    (
        "sendMediaGroup",
        {"chat_id": "1", "media": '[{"type":"document"},{"type":"document"}]'},
        "can't find field",
    ),
    ("deleteMessage", {"chat_id": "1"}, 'parameter "message_id" is required'),
]


@pytest.mark.parametrize(("method", "given", "said"), CALLS)
def test_is_refused(method: str, given: dict[str, str], said: str):
    with pytest.raises(Refused) as refused:
        judge(method, given, {})
    assert said in refused.value.description
    assert refused.value.code == 400


def test_callback_data_may_have_64_bytes_and_no_more():
    def markup(data: str) -> dict[str, str]:
        key = '{"inline_keyboard":[[{"text":"a","callback_data":"' + data + '"}]]}'
        return {"chat_id": "1", "text": "x", "reply_markup": key}

    assert judge("sendMessage", markup("是" * 21 + "x"), {})["reply_markup"]
    with pytest.raises(Refused, match="BUTTON_DATA_INVALID"):
        judge("sendMessage", markup("是" * 21 + "xx"), {})


def test_values_come_back_typed():
    values = judge(
        "sendMessage",
        {
            "chat_id": "-100123", "text": "字", "parse_mode": "html", "disable_notification": "True",
            "reply_parameters": '{"message_id": 7}', "reply_markup": '{"force_reply": true}',
        },
        {},
    )  # fmt: skip
    assert values == {
        "chat_id": -100123, "text": "字", "parse_mode": "HTML", "disable_notification": True,
        "reply_parameters": {"message_id": 7}, "reply_markup": {"force_reply": True},
    }  # fmt: skip


def test_files_are_taken_from_their_parts():
    direct = judge("sendDocument", {"chat_id": "1"}, {"document": FILE})
    attached = judge("sendDocument", {"chat_id": "1", "document": "attach://any"}, {"any": FILE})
    assert direct["document"] is FILE
    assert attached["document"] is FILE
    media = '[{"type":"document","media":"attach://a"},{"type":"document","media":"attach://b"}]'
    album = judge("sendMediaGroup", {"chat_id": "1", "media": media}, {"a": FILE, "b": FILE})
    assert [one["media"] for one in album["media"]] == [FILE, FILE]


def test_a_part_nobody_refers_to_is_refused():
    with pytest.raises(Refused, match="nothing refers to it"):
        judge("sendDocument", {"chat_id": "1", "document": "attach://a"}, {"a": FILE, "b": FILE})


def test_every_method_is_known_by_its_lower_case_name():
    assert len(METHODS) == len(FACTS["methods"]) == 185
    assert METHODS["sendmessage"] == "sendMessage"


def test_the_facts_hold_no_prose():
    def keys(of: Any) -> set[str]:
        if isinstance(of, dict):
            return set(of) | {key for value in of.values() for key in keys(value)}
        return {key for one in of for key in keys(one)} if isinstance(of, list) else set()

    fields = [one for kind in FACTS["types"].values() for one in kind.get("fields", {}).values()]
    fields += [one for method in FACTS["methods"].values() for one in method["fields"].values()]
    assert keys(fields) <= {
        "types", "required", "enum", "constraints", "chars", "after_entities", "bytes", "range", "items",
        "max_items", "alphabet",
    }  # fmt: skip
    assert len(fields) > 2000
