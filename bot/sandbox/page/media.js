// What a message can carry beside words: photos, files, contacts, places, and a plain card for any other kind.

import { fileUrl } from "./api.js";
import { lightbox } from "./dialogs.js";
import { avatar, fileSize, h, icon } from "./dom.js";

const CARDS = ["document", "video", "audio", "voice", "animation", "video_note"];
const WIDEST = 400; // pixels that a photo takes at most in a chat
const TALLEST = 360;
const OPENS_IN_A_TAB = /^(application\/pdf|image\/(png|jpeg|gif|webp)|text\/plain)\b/;

/** The part of a message that decides how its media look: equal means nothing has to be drawn again. */
export function mediaKey(message) {
  const { photo, contact, location, venue, sticker, poll, dice } = message;
  return JSON.stringify([
    photo,
    contact,
    location,
    venue,
    sticker,
    poll,
    dice,
    card(message),
    photo && message.caption,
  ]);
}

/** The media of a message as a node, or null when it has only words. */
export function media(message) {
  if (message.photo) return photo(message);
  if (message.contact) return contact(message.contact);
  if (message.venue) return place(message.venue.location, message.venue.title, message.venue.address);
  if (message.location) return place(message.location, "Location", "");
  if (message.sticker) return h("div", { class: "sticker" }, message.sticker.emoji ?? "Sticker");
  if (message.dice) return h("div", { class: "sticker" }, `${message.dice.emoji} ${message.dice.value}`);
  if (message.poll) return poll(message.poll);
  const found = card(message);
  return found ? file(found.kind, found.file) : null;
}

function card(message) {
  const kind = CARDS.find((name) => message[name]);
  return kind ? { kind, file: message[kind] } : null;
}

function photo(message) {
  const largest = message.photo.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a));
  const source = fileUrl(largest.file_id);
  const alt = message.caption ?? "Photo";
  const { width = 320, height = 240 } = largest;
  const button = h(
    "button",
    {
      type: "button",
      class: "photo",
      "aria-label": `Enlarge: ${alt}`,
      onclick: () => lightbox(source, alt),
    },
    h("img", { src: source, alt, width, height, decoding: "async" }),
  );
  // Its place is known before its bytes are: nothing jumps when they come.
  button.style.setProperty("--wide", `${Math.round(Math.min(width, WIDEST, (TALLEST * width) / height))}px`);
  return button;
}

function file(kind, { file_id: id, file_name: name, file_size: size, mime_type: type = "" }) {
  const shown = name ?? kind.replace("_", " ");
  const opens = OPENS_IN_A_TAB.test(type);
  const suffix = (/\.([a-z0-9]{1,4})$/i.exec(shown)?.[1] ?? "").toUpperCase();
  return h(
    "a",
    {
      class: "file",
      href: fileUrl(id),
      download: opens ? null : shown,
      target: opens ? "_blank" : null,
      rel: opens ? "noopener noreferrer" : null,
      "aria-label": `${opens ? "Open" : "Download"} ${shown}, ${fileSize(size)}`,
    },
    h("span", { class: "file-face", "data-kind": suffix, "aria-hidden": "true" }, suffix || icon("file")),
    h(
      "span",
      { class: "file-words" },
      h("span", { class: "file-name" }, shown),
      h("span", { class: "file-size" }, fileSize(size), " · ", opens ? "Open" : "Download"),
    ),
  );
}

function contact({ first_name: first, last_name: last = "", phone_number: phone, user_id: id = 0 }) {
  const name = `${first} ${last}`.trim();
  return h(
    "div",
    { class: "contact" },
    avatar(name, id),
    h(
      "span",
      { class: "file-words" },
      h("span", { class: "file-name" }, name),
      h("a", { class: "file-size", href: `tel:${phone.replace(/[^+\d]/g, "")}` }, phone),
    ),
  );
}

function place({ latitude, longitude }, title, address) {
  const where = `${Number(latitude).toFixed(4)}, ${Number(longitude).toFixed(4)}`;
  return h(
    "div",
    { class: "place" },
    h("div", { class: "place-map", "aria-hidden": "true" }, icon("pin")),
    h("div", { class: "place-words" }, h("strong", {}, title), h("span", {}, address || where)),
  );
}

function poll({ question, options }) {
  return h(
    "div",
    { class: "poll" },
    h("strong", {}, question),
    h(
      "ul",
      {},
      options.map(({ text, voter_count: count }) => h("li", {}, `${text} – ${count}`)),
    ),
  );
}

const names = (users) => users.map((user) => user.first_name).join(", ");

/** What a service message says in one line, or null for a message that somebody wrote. */
export function serviceWords(message) {
  const who = message.from?.first_name ?? "Somebody";
  if (message.new_chat_members) return `${names(message.new_chat_members)} joined`;
  if (message.left_chat_member) return `${message.left_chat_member.first_name} left`;
  if (message.group_chat_created || message.supergroup_chat_created) return `${who} created the group`;
  if (message.forum_topic_created) return `${who} created the topic “${message.forum_topic_created.name}”`;
  if (message.forum_topic_edited) return `${who} changed the topic`;
  if (message.forum_topic_closed) return `${who} closed the topic`;
  if (message.forum_topic_reopened) return `${who} opened the topic again`;
  if (message.new_chat_title) return `The group is now called “${message.new_chat_title}”`;
  if (message.pinned_message) return `${who} pinned a message`;
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return "The group became a supergroup";
  return null;
}
