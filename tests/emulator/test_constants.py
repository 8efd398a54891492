"""The twin's limits are those that python-telegram-bot knows."""

from telegram import constants

from emulator import telegram_files, telegram_markup, telegram_rates, telegram_text
from emulator.telegram_account import WEBHOOK_PORTS
from emulator.telegram_judge import FACTS


def limits(method: str, name: str) -> list[int]:
    constraints: dict[str, list[int]] = FACTS["methods"][method]["fields"][name]["constraints"]
    return next(value for value in constraints.values() if isinstance(value, list))


def test_text():
    assert telegram_text.TEXT_LIMIT == constants.MessageLimit.MAX_TEXT_LENGTH
    assert telegram_text.CAPTION_LIMIT == constants.MessageLimit.CAPTION_LENGTH
    assert telegram_text.ENTITIES_LIMIT == constants.MessageLimit.MESSAGE_ENTITIES
    assert limits("sendMessage", "text") == [1, telegram_text.TEXT_LIMIT]
    assert limits("sendDocument", "caption") == [0, telegram_text.CAPTION_LIMIT]


def test_keyboards():
    data = FACTS["types"]["InlineKeyboardButton"]["fields"]["callback_data"]["constraints"]["bytes"]
    button = constants.InlineKeyboardButtonLimit
    assert data == [button.MIN_CALLBACK_DATA, button.MAX_CALLBACK_DATA]
    copied = FACTS["types"]["CopyTextButton"]["fields"]["text"]["constraints"]["chars"]
    assert copied == [button.MIN_COPY_TEXT, button.MAX_COPY_TEXT]
    markup = constants.InlineKeyboardMarkupLimit
    assert (telegram_markup.PER_KEYBOARD, telegram_markup.PER_ROW) == (
        markup.TOTAL_BUTTON_NUMBER, markup.BUTTONS_PER_ROW,
    )  # fmt: skip


def test_taps_and_commands():
    assert (
        limits("answerCallbackQuery", "text")[1]
        == constants.CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    )
    command = FACTS["types"]["BotCommand"]["fields"]
    limit = constants.BotCommandLimit
    assert command["command"]["constraints"]["chars"] == [limit.MIN_COMMAND, limit.MAX_COMMAND]
    assert command["description"]["constraints"]["chars"] == [limit.MIN_DESCRIPTION, limit.MAX_DESCRIPTION]
    assert FACTS["methods"]["setMyCommands"]["fields"]["commands"]["constraints"]["max_items"] == (
        limit.MAX_COMMAND_NUMBER
    )
    assert limits("setMyName", "name")[1] == constants.BotNameLimit.MAX_NAME_LENGTH
    assert (
        limits("setMyDescription", "description")[1] == constants.BotDescriptionLimit.MAX_DESCRIPTION_LENGTH
    )
    assert limits("setMyShortDescription", "short_description")[1] == (
        constants.BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH
    )


def test_files():
    size = constants.FileSizeLimit
    # PTB gives the decimal figures that the documents print, the server counts binary ones.
    assert telegram_files.DOWNLOAD_LIMIT // 2**20 == size.FILESIZE_DOWNLOAD // 10**6 == 20
    assert telegram_files.UPLOAD_LIMIT // 2**20 == size.FILESIZE_UPLOAD // 10**6 == 50
    assert telegram_files.PHOTO_LIMIT // 2**20 == size.PHOTOSIZE_UPLOAD // 10**6 == 10
    album = constants.MediaGroupLimit
    assert limits("sendMediaGroup", "media") == [album.MIN_MEDIA_LENGTH, album.MAX_MEDIA_LENGTH]


def test_rates():
    flood = constants.FloodLimit
    assert telegram_rates.BOT_PER_SECOND == flood.MESSAGES_PER_SECOND
    assert telegram_rates.CHAT_PER_SECOND == flood.MESSAGES_PER_SECOND_PER_CHAT
    assert telegram_rates.GROUP_PER_MINUTE == flood.MESSAGES_PER_MINUTE_PER_GROUP


def test_webhook():
    assert set(constants.SUPPORTED_WEBHOOK_PORTS) == WEBHOOK_PORTS
    limit = constants.WebhookLimit
    assert limits("setWebhook", "max_connections") == [
        limit.MIN_CONNECTIONS_LIMIT,
        limit.MAX_CONNECTIONS_LIMIT,
    ]
    assert limits("setWebhook", "secret_token") == [
        limit.MIN_SECRET_TOKEN_LENGTH,
        limit.MAX_SECRET_TOKEN_LENGTH,
    ]
    polling = constants.PollingLimit
    assert limits("getUpdates", "limit") == [polling.MIN_LIMIT, polling.MAX_LIMIT]


def test_updates():
    kinds = set(FACTS["types"]["Update"]["fields"]) - {"update_id"}
    assert {str(one.value) for one in constants.UpdateType} <= kinds
