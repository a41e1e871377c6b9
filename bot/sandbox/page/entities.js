// Telegram's formatting as DOM nodes. Offsets count UTF-16 code units, as JavaScript strings do.

import { h } from "./dom.js";

const INLINE = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE = new Set(["http:", "https:", "tg:", "mailto:", "tel:"]);

/** The nodes of a text. `act.command(word)` is called for a command, `act.link(url)` may take a link over (true). */
export function formatted(text, entities = [], act = {}) {
  const sorted = entities
    .filter((entity) => entity.length > 0 && entity.offset >= 0 && entity.offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  fill(fragment, text, sorted, 0, text.length, act);
  return fragment;
}

function fill(into, text, entities, from, to, act) {
  let at = from;
  entities.forEach((entity, index) => {
    if (entity.offset < at || entity.offset >= to) return; // inside one already drawn, or beyond this part
    const end = Math.min(entity.offset + entity.length, to);
    into.append(text.slice(at, entity.offset));
    const node = shell(entity, text.slice(entity.offset, end), act);
    fill(node.inner ?? node, text, entities.slice(index + 1), entity.offset, end, act);
    into.append(node.outer ?? node);
    at = end;
    if (BLOCKS.has(entity.type) && text[at] === "\n") at += 1; // the block breaks the line by itself
  });
  into.append(text.slice(at, to));
}

function shell(entity, words, act) {
  const { type } = entity;
  if (INLINE[type]) return h(INLINE[type]);
  if (type === "pre") return pre(entity.language);
  if (type === "blockquote") return h("blockquote");
  if (type === "expandable_blockquote") return expandable();
  if (type === "spoiler") return spoiler();
  if (type === "text_link") return link(entity.url, act);
  if (type === "url") return link(/^[a-z][a-z0-9+.-]*:/i.test(words) ? words : `https://${words}`, act);
  if (type === "email") return link(`mailto:${words}`, act);
  if (type === "phone_number") return link(`tel:${words.replace(/[^+\d]/g, "")}`, act);
  if (type === "bot_command" && act.command) {
    return h("button", { type: "button", class: "linkish", onclick: () => act.command(words) });
  }
  return h("span", { class: `entity-${type.replace(/[^a-z_]/g, "")}` });
}

function pre(language) {
  const inner = h("code");
  return { inner, outer: h("pre", { tabindex: "0", "data-language": language }, inner) };
}

function expandable() {
  const inner = h("blockquote", { class: "folded" });
  const toggle = h("button", { type: "button", class: "unfold", "aria-expanded": "false" }, "Show more");
  toggle.addEventListener("click", () => {
    const folded = inner.classList.toggle("folded");
    toggle.setAttribute("aria-expanded", String(!folded));
    toggle.textContent = folded ? "Show more" : "Show less";
  });
  return { inner, outer: h("div", { class: "foldable" }, inner, toggle) };
}

function spoiler() {
  const inner = h("span", { class: "hidden-words", "aria-hidden": "true" });
  const outer = h(
    "span",
    {
      class: "spoiler",
      role: "button",
      tabindex: "0",
      "aria-label": "Hidden words, show them",
    },
    inner,
  );
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (!inner.hasAttribute("aria-hidden")) return;
    event.preventDefault();
    for (const name of ["role", "tabindex", "aria-label"]) outer.removeAttribute(name);
    inner.removeAttribute("aria-hidden");
    outer.classList.add("shown");
  };
  outer.addEventListener("click", show);
  outer.addEventListener("keydown", show);
  return { inner, outer };
}

/** A link that opens beside this page, or a plain span for an address that could run a script. */
export function link(url, act, ...children) {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (!parsed || !SAFE.has(parsed.protocol)) return h("span", {}, ...children);
  return h(
    "a",
    {
      href: parsed.href,
      target: "_blank",
      rel: "noopener noreferrer",
      onclick: (event) => {
        if (act.link?.(parsed.href)) event.preventDefault();
      },
    },
    ...children,
  );
}

/** The payload of a link that starts the bot called `username` ("" for none), or null for any other link. */
export function startPayload(url, username) {
  if (!username || !URL.canParse(url)) return null;
  const { protocol, hostname, pathname, searchParams } = new URL(url);
  const named =
    protocol === "tg:"
      ? `${hostname}${pathname}`.replace(/^\/*/, "") === "resolve" && searchParams.get("domain")
      : /^(t|telegram)\.me$/.test(hostname) && pathname.replace(/^\/|\/$/g, "");
  if (String(named).toLowerCase() !== username.toLowerCase()) return null;
  return searchParams.get("start") ?? "";
}
