"""The form with python-telegram-bot: a state a question, answers in memory, a webhook.

After its documentation: the examples "ConversationHandler" (conversationbot2) and "InlineKeyboard 2".
"""

import sys
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    Defaults,
    MessageHandler,
    filters,
)

from tests.bench.peers import form
from tests.bench.peers.form import BY_STEP, Question

PATH = "hook"
LEAVING = "leaving"
Context = ContextTypes.DEFAULT_TYPE


def keyboard(rows: list[list[form.Button]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(label, callback_data=f"{do}:{value}") for label, do, value in row]
            for row in rows
        ]
    )


async def show(update: Update, text: str, rows: list[list[form.Button]]) -> None:
    markup = keyboard(rows) if rows else None
    if update.callback_query is not None:
        await update.callback_query.answer()
        await update.callback_query.edit_message_text(text, reply_markup=markup)
    elif update.message is not None:
        await update.message.reply_text(text, reply_markup=markup)


async def ask(update: Update, context: Context, question: Question) -> str:
    answers: dict[str, Any] = context.user_data or {}
    chosen = answers.get(question.step, ()) if question.several else ()
    await show(update, form.words(question), form.rows(question, chosen))
    return question.step


async def begin(update: Update, context: Context) -> str:
    return await ask(update, context, form.QUESTIONS[0])


def answered(question: Question) -> Any:
    """The handler of one state."""

    async def handle(update: Update, context: Context) -> str:
        answers: dict[str, Any] = context.user_data if context.user_data is not None else {}
        if update.callback_query is None:
            answers[question.step] = update.message.text if update.message else ""
            return await ask(update, context, form.following(question))
        do, _, value = (update.callback_query.data or "").partition(":")
        if do == form.SWITCH:
            answers[question.step] = form.switched(answers, question, value)
            return await ask(update, context, question)
        if not question.several:
            answers[question.step] = value
        return await ask(update, context, form.following(question))

    return handle


async def leave(update: Update, _: Context) -> str:
    await show(update, form.LEAVE_WORDS, form.LEAVING)
    return LEAVING


async def delete(update: Update, context: Context) -> int:
    if context.user_data is not None:
        context.user_data.clear()
    await show(update, form.GONE_WORDS, [])
    return ConversationHandler.END


def main(token: str, api: str, secret: str, port: str) -> None:
    leaving = CallbackQueryHandler(leave, pattern=f"^{form.LEAVE}:")
    states: dict[object, list[Any]] = {
        question.step: [leaving, CallbackQueryHandler(answered(question))] for question in form.QUESTIONS
    }
    states["day"] = [MessageHandler(filters.TEXT & ~filters.COMMAND, answered(BY_STEP["day"])), leaving]
    states[LEAVING] = [CallbackQueryHandler(delete, pattern=f"^{form.DELETE}:")]
    conversation: Any = ConversationHandler([CommandHandler("signup", begin)], states, fallbacks=[])
    builder = Application.builder().token(token).base_url(f"{api}/bot")
    application = builder.defaults(Defaults(parse_mode=ParseMode.HTML)).build()
    application.add_handler(conversation)
    application.run_webhook(
        "127.0.0.1",
        int(port),
        PATH,
        secret_token=secret,
        webhook_url=f"http://127.0.0.1:{port}/{PATH}",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
