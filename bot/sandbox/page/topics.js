// The topics of a group as tabs: which messages are shown, and where a new one goes.

import { arrows, h } from "./dom.js";

const FIXED = [
  ["all", "All"],
  ["general", "General"],
];

/** Tabs that are hidden in a chat without topics; `chosen()` is called for another one. */
export class Topics {
  #open = "all";
  #tabs = FIXED;

  constructor(chosen) {
    this.chosen = chosen;
    this.element = h("div", { class: "tabs", role: "tablist", "aria-label": "Topics", hidden: true });
    arrows(this.element, "[role=tab]", { horizontal: true });
  }

  /** The thread a new message goes to, or null for none. */
  get thread() {
    return typeof this.#open === "number" ? this.#open : null;
  }

  /** Takes over the topics that the sandbox tells. */
  inform(topics) {
    this.#tabs = [...FIXED, ...topics.map(({ message_thread_id: id, name }) => [id, name])];
    this.element.hidden = topics.length === 0;
    this.#draw();
  }

  /** Whether a message belongs to the open tab; one of the topic "General" names no thread. */
  holds({ message_thread_id: thread = null }) {
    return this.#open === "all" || thread === this.thread;
  }

  #draw() {
    const hadFocus = this.element.contains(document.activeElement);
    this.element.replaceChildren(...this.#tabs.map(([id, name]) => this.#tab(id, name)));
    if (hadFocus) this.element.querySelector("[aria-selected=true]")?.focus();
  }

  #tab(id, name) {
    const open = id === this.#open;
    return h(
      "button",
      {
        type: "button",
        role: "tab",
        "data-testid": `topic-${id}`,
        "aria-selected": String(open),
        tabindex: open ? "0" : "-1",
        onclick: () => this.#choose(id),
      },
      name,
    );
  }

  #choose(id) {
    this.#open = id;
    this.#draw();
    this.chosen();
  }
}
