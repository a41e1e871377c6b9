// One message as a bubble. A bubble is kept for as long as its message lives: an edit draws only the changed parts.

import { formatted } from "./entities.js";
import { h, hue, iconButton, reconcile } from "./dom.js";
import { inlineKeyboard } from "./keyboard.js";
import { media, mediaKey, serviceWords } from "./media.js";
import { hour } from "./time.js";

/**
 * A message's element. `view` says how the chat looks at it: `mine(message)`, `group` (names are shown) and `act`
 * (what commands, links, taps and edits do).
 */
export function bubble(message, view) {
  const element = h("article", { "data-testid": `message-${message.message_id}`, tabindex: "-1" });
  element.parts = {};
  redraw(element, message, view);
  return element;
}

/** Brings an element up to its message: parts that look the same stay, focus returns to the button at its place. */
export function redraw(element, message, view) {
  const service = serviceWords(message);
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
  element.className = service ? "service" : `message ${view.mine(message) ? "mine" : "theirs"}`;
  element.setAttribute("aria-label", summary(message, view));
  reconcile(
    element,
    service ? [part(element, "service", service, () => h("p", {}, service))] : pieces(element, message, view),
  );
  if (focused && document.activeElement === document.body)
    element.querySelector(`[data-testid="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function summary(message, view) {
  const who = view.mine(message) ? "You" : senderName(message);
  return `${who}, ${hour(sentAt(message))}${message.edit_date ? ", edited" : ""}`;
}

function pieces(element, message, view) {
  const body = part(element, "body", bodyKey(message, view), () => drawBody(message, view));
  const keys = part(element, "keys", JSON.stringify(message.reply_markup), () =>
    inlineKeyboard(message, view.act),
  );
  element.classList.toggle("with-keys", Boolean(keys));
  return [body, keys].filter(Boolean);
}

/** The node drawn for `key`, or a new one when the key has changed. */
function part(element, name, key, draw) {
  const kept = element.parts[name];
  if (!kept || kept.key !== key) element.parts[name] = { key, node: draw() };
  return element.parts[name].node;
}

function bodyKey(message, view) {
  const {
    text,
    entities,
    caption,
    caption_entities: marks,
    edit_date: edited,
    reply_to_message: reply,
  } = message;
  return JSON.stringify([
    text,
    entities,
    caption,
    marks,
    edited,
    reply?.message_id,
    mediaKey(message),
    view.mine(message),
  ]);
}

function drawBody(message, view) {
  const words = message.text ?? message.caption ?? "";
  const entities = message.entities ?? message.caption_entities;
  const attached = media(message);
  const kind = message.photo ? "photo-bubble" : "";
  return h(
    "div",
    { class: `bubble ${kind} ${words ? "" : "wordless"}`.trim() },
    view.group && !view.mine(message) && author(message),
    message.reply_to_message && quote(message.reply_to_message),
    attached,
    h("div", { class: "words", dir: "auto" }, formatted(words, entities, view.act), stamp(message)),
    actions(message, view),
  );
}

function author(message) {
  return h("div", { class: "author", "data-hue": hue(message.from?.id ?? 0) }, senderName(message));
}

function quote(original) {
  return h(
    "div",
    { class: "quote" },
    h("b", {}, senderName(original)),
    h("span", { dir: "auto" }, gist(original)),
  );
}

function stamp(message) {
  const date = sentAt(message);
  return h(
    "span",
    { class: "stamp" },
    message.edit_date && h("span", { class: "edited" }, "edited"),
    h("time", { datetime: date.toISOString() }, hour(date)),
  );
}

/** What can be done with a message: small buttons beside it, in sight when it is pointed at or has the focus. */
function actions(message, view) {
  const editable = view.mine(message) && message.text;
  return h(
    "div",
    { class: "actions" },
    iconButton("reply", "Reply", { class: "action", onclick: () => view.act.reply(message) }),
    editable && iconButton("edit", "Edit", { class: "action", onclick: () => view.act.edit(message) }),
  );
}

/** When a message was sent. */
export const sentAt = (message) => new Date(message.date * 1000);

/** A message in one line. */
export function gist(message) {
  return (
    message.text ?? message.caption ?? message.document?.file_name ?? (message.photo ? "Photo" : "Message")
  );
}

/** The full name of a message's sender. */
export function senderName({ from, sender_chat: chat }) {
  return from ? [from.first_name, from.last_name].filter(Boolean).join(" ") : (chat?.title ?? "Somebody");
}
