"""The form with aiogram: a state a question, answers in memory, a webhook.

After its documentation: "Finite State Machine" (a handler a state), "Callback Data Factory", "Webhook".
"""

import sys

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.utils.keyboard import InlineKeyboardBuilder
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from tests.bench.peers import form
from tests.bench.peers.form import BY_STEP, Question

PATH = "/hook"
router = Router()


class Form(StatesGroup):
    name = State()
    children = State()
    born = State()
    day = State()
    entry = State()
    window = State()
    week = State()
    postal = State()
    creches = State()
    claims = State()


class Tap(CallbackData, prefix="su"):
    do: str
    value: str


def keyboard(rows: list[list[form.Button]]) -> InlineKeyboardMarkup:
    builder = InlineKeyboardBuilder()
    for row in rows:
        for label, do, value in row:
            builder.button(text=label, callback_data=Tap(do=do, value=value))
    return InlineKeyboardMarkup(inline_keyboard=builder.adjust(*map(len, rows)).export())


async def ask(event: Message | CallbackQuery, state: FSMContext, question: Question) -> None:
    await state.set_state(getattr(Form, question.step))
    chosen = (await state.get_data()).get(question.step, ())
    text, markup = form.words(question), keyboard(form.rows(question, chosen if question.several else ()))
    if isinstance(event, Message):
        await event.answer(text, reply_markup=markup)
    elif isinstance(event.message, Message):
        await event.message.edit_text(text, reply_markup=markup)
        await event.answer()


async def keep(event: Message | CallbackQuery, state: FSMContext, step: str, value: str) -> None:
    """One answer, and the next question."""
    await state.update_data({step: value})
    await ask(event, state, form.following(BY_STEP[step]))


async def choose(tap: CallbackQuery, data: Tap, state: FSMContext, step: str) -> None:
    """One of several, or on to the next question."""
    question = BY_STEP[step]
    if data.do == form.SWITCH:
        chosen = form.switched(await state.get_data(), question, data.value)
        await state.update_data({step: chosen})
        await ask(tap, state, question)
    else:
        await ask(tap, state, form.following(question))


@router.message(Command("signup"))
async def begin(message: Message, state: FSMContext) -> None:
    await ask(message, state, form.QUESTIONS[0])


@router.callback_query(Tap.filter(F.do == form.LEAVE))
async def leave(tap: CallbackQuery) -> None:
    if isinstance(tap.message, Message):
        await tap.message.edit_text(form.LEAVE_WORDS, reply_markup=keyboard(form.LEAVING))
    await tap.answer()


@router.callback_query(Tap.filter(F.do == form.DELETE))
async def delete(tap: CallbackQuery, state: FSMContext) -> None:
    await state.clear()
    if isinstance(tap.message, Message):
        await tap.message.edit_text(form.GONE_WORDS)
    await tap.answer()


@router.callback_query(Form.name, Tap.filter())
async def name(tap: CallbackQuery, callback_data: Tap, state: FSMContext) -> None:
    await keep(tap, state, "name", callback_data.value)


@router.callback_query(Form.children, Tap.filter())
async def children(tap: CallbackQuery, callback_data: Tap, state: FSMContext) -> None:
    await keep(tap, state, "children", callback_data.value)


@router.callback_query(Form.born, Tap.filter())
async def born(tap: CallbackQuery, callback_data: Tap, state: FSMContext) -> None:
    await keep(tap, state, "born", callback_data.value)


@router.message(Form.day, F.text)
async def day(message: Message, state: FSMContext) -> None:
    await keep(message, state, "day", message.text or "")


@router.callback_query(Form.entry, Tap.filter())
async def entry(tap: CallbackQuery, callback_data: Tap, state: FSMContext) -> None:
    await keep(tap, state, "entry", callback_data.value)


@router.callback_query(Form.window, Tap.filter())
async def window(tap: CallbackQuery, callback_data: Tap, state: FSMContext) -> None:
    await choose(tap, callback_data, state, "window")


@router.callback_query(Form.week, Tap.filter())
async def week(tap: CallbackQuery, callback_data: Tap, state: FSMContext) -> None:
    await choose(tap, callback_data, state, "week")


@router.callback_query(Form.postal, Tap.filter())
async def postal(tap: CallbackQuery, callback_data: Tap, state: FSMContext) -> None:
    await keep(tap, state, "postal", callback_data.value)


@router.callback_query(Form.creches, Tap.filter())
async def creches(tap: CallbackQuery, callback_data: Tap, state: FSMContext) -> None:
    await choose(tap, callback_data, state, "creches")


@router.callback_query(Form.claims, Tap.filter())
async def claims(tap: CallbackQuery, callback_data: Tap, state: FSMContext) -> None:
    await choose(tap, callback_data, state, "claims")


def main(token: str, api: str, secret: str, port: str) -> None:
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(router)
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))

    async def on_startup(bot: Bot) -> None:
        await bot.set_webhook(f"http://127.0.0.1:{port}{PATH}", secret_token=secret)

    dispatcher.startup.register(on_startup)
    app = web.Application()
    SimpleRequestHandler(dispatcher=dispatcher, bot=bot, secret_token=secret).register(app, path=PATH)
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
