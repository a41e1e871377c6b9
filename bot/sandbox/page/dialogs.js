// What stands above the page for a moment: toasts, alerts, forms, menus and an enlarged photo.

import { arrows, h, iconButton } from "./dom.js";

const TOAST_LASTS = 4500;
let toastTimer = 0;

/** A line that passes: what a bot answered to a tap, or an error in a sentence. */
export function toast(words, kind = "note") {
  clearTimeout(toastTimer);
  const region = document.getElementById("toasts");
  region.replaceChildren(h("div", { class: `toast ${kind}`, "data-testid": "toast" }, words));
  toastTimer = setTimeout(() => region.replaceChildren(), TOAST_LASTS);
}

/** Shows a refusal as a toast and lets anything else be seen by the developer. */
export function complain(error) {
  if (error.name === "AbortError") return;
  toast(error.message, "error");
  if (error.status === undefined) console.error(error);
}

/** A dialog that is removed when it closes; the focus returns to where it was. */
function dialog(props, ...children) {
  const element = h("dialog", props, ...children);
  element.addEventListener("close", () => element.remove());
  element.addEventListener("click", (event) => {
    if (event.target === element) element.close();
  });
  document.body.append(element);
  element.showModal();
  return element;
}

/** What a bot wants to be read before anything else. */
export function alertBox(title, words) {
  const box = dialog(
    {
      class: "box",
      role: "alertdialog",
      "aria-labelledby": "alert-title",
      "aria-describedby": "alert-words",
    },
    h(
      "div",
      { "data-testid": "alert" },
      h("h2", { id: "alert-title" }, title),
      h("p", { id: "alert-words", class: "alert-words", dir: "auto" }, words),
    ),
    h(
      "div",
      { class: "box-foot" },
      h("button", { type: "button", class: "primary", autofocus: true, onclick: () => box.close() }, "OK"),
    ),
  );
}

/** A form in a dialog: `send(values)` may refuse with a sentence, which is then shown and the form stays. */
export function form(title, fields, action, send) {
  const error = h("p", { class: "error", role: "alert" });
  const body = h(
    "form",
    { class: "box-form", novalidate: true },
    h("h2", { id: "form-title" }, title),
    ...fields,
    error,
  );
  const submit = h("button", { class: "primary" }, action);
  body.append(
    h(
      "div",
      { class: "box-foot" },
      h("button", { type: "button", onclick: () => box.close() }, "Cancel"),
      submit,
    ),
  );
  body.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    error.textContent = "";
    try {
      await send(new FormData(body));
      box.close();
    } catch (refusal) {
      error.textContent = refusal.message;
    } finally {
      submit.disabled = false;
    }
  });
  const box = dialog({ class: "box", "aria-labelledby": "form-title" }, body);
}

/** A field with its label. */
export function field(label, input) {
  return h("label", { class: "field" }, h("span", {}, label), input);
}

/** A photo as large as the window allows. */
export function lightbox(source, words) {
  const box = dialog(
    { class: "lightbox", "aria-label": words, "data-testid": "lightbox" },
    h("img", { src: source, alt: words, onclick: () => box.close() }),
    h("p", { "aria-hidden": "true" }, words === "Photo" ? "" : words),
    iconButton("close", "Close", { onclick: () => box.close(), autofocus: true }),
  );
}

/** A menu of `[{label, note, icon, hook, run}]` that opens at a button; Escape and a click elsewhere close it. */
export function menu(anchor, label, items) {
  const list = h(
    "div",
    { class: "menu", role: "menu", "aria-label": label, popover: "auto" },
    items.map((item) =>
      h(
        "button",
        {
          type: "button",
          role: "menuitem",
          class: "menu-item",
          "data-testid": item.hook,
          onclick: () => {
            list.hidePopover();
            item.run();
          },
        },
        item.icon,
        h("span", { class: "menu-label" }, item.label),
        item.note && h("span", { class: "menu-note" }, item.note),
      ),
    ),
  );
  arrows(list, ".menu-item");
  list.addEventListener("toggle", (event) => {
    if (event.newState === "closed") closed();
  });
  const closed = () => {
    list.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (document.activeElement === document.body) anchor.focus();
  };
  document.body.append(list);
  list.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  place(list, anchor);
  list.firstElementChild?.focus();
}

/** Above the anchor when it stands low in the window, else below it; never outside the window. */
function place(list, anchor) {
  const at = anchor.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left), innerWidth - list.offsetWidth - 8);
  const above = at.top > innerHeight / 2;
  list.style.left = `${left}px`;
  list.style.top = above ? "auto" : `${at.bottom + 6}px`;
  list.style.bottom = above ? `${innerHeight - at.top + 6}px` : "auto";
}
