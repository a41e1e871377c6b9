// The two kinds of buttons a bot can give: inline ones under a message, and a keyboard below the field.

import { arrows, h, icon } from "./dom.js";

/** The inline keyboard of a message as a node, or null. `act.tap(message, button, element)` is called for a tap. */
export function inlineKeyboard(message, act) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.some((row) => row.length)) return null;
  const keys = h("div", { class: "keys", role: "group", "aria-label": "Buttons of this message" });
  keys.append(
    ...rows.map((row, at) =>
      h(
        "div",
        { class: "keys-row" },
        row.map((button, column) => inlineButton(message, button, `button-${at}-${column}`, act)),
      ),
    ),
  );
  arrows(keys, "button", { horizontal: true });
  arrows(keys, "button");
  return keys;
}

function inlineButton(message, button, hook, act) {
  const corner =
    button.url || button.web_app ? icon("link", "corner") : button.copy_text && icon("copy", "corner");
  const element = h(
    "button",
    {
      type: "button",
      class: "key",
      "data-testid": hook,
      "data-style": button.style,
      onclick: () => act.tap(message, button, element),
    },
    h("span", { dir: "auto" }, button.text),
    corner,
  );
  return element;
}

/** What to name to the sandbox for a tap: the label when only one button has it, else that button's own data. */
export function tapName(message, button) {
  const labels = message.reply_markup.inline_keyboard.flat().filter(({ text }) => text === button.text);
  return labels.length === 1 ? button.text : button.callback_data;
}

/** The keyboard below the field. `press(button)` is called with the Bot API's KeyboardButton. */
export function replyKeyboard(markup, press) {
  const rows = markup.keyboard.map((row) =>
    row.map((key) => (typeof key === "string" ? { text: key } : key)),
  );
  const keys = h("div", {
    class: `reply-keys${markup.resize_keyboard ? "" : " tall"}`,
    role: "group",
    "aria-label": "Keyboard of the bot",
    "data-testid": "reply-keyboard",
  });
  keys.append(
    ...rows.map((row, at) =>
      h(
        "div",
        { class: "keys-row" },
        row.map((button, column) =>
          h(
            "button",
            {
              type: "button",
              class: "reply-key",
              "data-testid": `reply-${at}-${column}`,
              onclick: () => press(button),
            },
            h("span", { dir: "auto" }, button.text),
          ),
        ),
      ),
    ),
  );
  arrows(keys, "button", { horizontal: true });
  arrows(keys, "button");
  return keys;
}
