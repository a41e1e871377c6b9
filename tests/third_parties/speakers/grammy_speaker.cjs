// The part of the bot, played by grammY.
"use strict";

const { Bot, GrammyError, InlineKeyboard, InputFile } = require("grammy");

const { SANDBOX_URL, BOT_TOKEN, DESK } = process.env;
const bot = new Bot(BOT_TOKEN, { client: { apiRoot: SANDBOX_URL } });
const question = new InlineKeyboard().text("Oui", "oui").text("Non", "non");

bot.command("start", async (ctx) => {
  const me = await ctx.api.getMe();
  const text = `<b>Bonjour</b> ${ctx.from.first_name}, ici ${me.username} : ${ctx.match}`;
  await ctx.reply(text, { parse_mode: "HTML", reply_markup: question });
});

bot.callbackQuery("oui", async (ctx) => {
  await ctx.answerCallbackQuery("Noté");
  await ctx.editMessageText("Merci");
});

bot.on("message:photo", async (ctx) => {
  const data = await fetched(ctx);
  await ctx.replyWithPhoto(new InputFile(data, "plan.png"), { caption: `${data.length} octets` });
});

bot.on("message:document", async (ctx) => {
  const data = await fetched(ctx);
  const file = new InputFile(data, ctx.msg.document.file_name);
  await ctx.replyWithDocument(file, { caption: `${data.length} octets` });
});

async function fetched(ctx) {
  const { file_path: path } = await ctx.getFile();
  const response = await fetch(`${SANDBOX_URL}/file/bot${BOT_TOKEN}/${path}`);
  return new Uint8Array(await response.arrayBuffer());
}

bot.hears("html", (ctx) => attempt(ctx, "<b>Bonjour", { parse_mode: "HTML" }));
bot.hears("vite", (ctx) => attempt(ctx, "Encore"));
bot.on("my_chat_member", async (ctx) => {
  if (ctx.myChatMember.new_chat_member.status === "kicked") await attempt(ctx, "Encore");
});

async function attempt(ctx, text, options = {}) {
  try {
    await ctx.api.sendMessage(ctx.chat.id, text, options);
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    const wait = error.parameters.retry_after ?? "";
    await ctx.api.sendMessage(DESK, `${error.name} ${error.error_code} ${wait}`);
  }
}

bot.start();
