// The bot's commands while a "/" is being typed: arrows choose, Enter sends, Tab completes, Escape closes.

import { h } from "./dom.js";

/** A list above `field`; `send(command)` is called for the chosen one. */
export class Suggestions {
  commands = [];
  #found = [];
  #at = 0;

  constructor(field, send) {
    Object.assign(this, { field, send });
    this.element = h("ul", {
      class: "suggestions",
      role: "listbox",
      id: "suggestions",
      "aria-label": "Commands",
      hidden: true,
    });
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", "suggestions");
  }

  /** Takes over the commands that the sandbox tells, perhaps while a "/" is being typed. */
  inform(commands) {
    if (JSON.stringify(commands) === JSON.stringify(this.commands)) return;
    this.commands = commands;
    this.update();
  }

  /** Looks again at what stands in the field. */
  update() {
    const typed = /^\/(\w*)$/.exec(this.field.value)?.[1].toLowerCase();
    this.#found = typed === undefined ? [] : this.commands.filter(({ command }) => command.startsWith(typed));
    this.#at = 0;
    this.#draw();
  }

  #draw() {
    this.element.hidden = this.#found.length === 0;
    this.element.replaceChildren(
      ...this.#found.map(({ command, description }, at) =>
        h(
          "li",
          {
            role: "option",
            id: `suggestion-${at}`,
            "aria-selected": String(at === this.#at),
            onclick: () => this.#choose(at),
          },
          h("b", {}, `/${command}`),
          h("span", {}, description),
        ),
      ),
    );
    if (this.#found.length) this.field.setAttribute("aria-activedescendant", `suggestion-${this.#at}`);
    else this.field.removeAttribute("aria-activedescendant");
    this.element.children[this.#at]?.scrollIntoView({ block: "nearest" });
  }

  #choose(at) {
    const { command } = this.#found[at];
    this.#empty("");
    this.send(command);
  }

  #empty(words) {
    this.field.value = words;
    this.field.dispatchEvent(new Event("input"));
    this.field.focus();
  }

  /** Handles a key of the field while the list is open; says whether it did. */
  key(event) {
    if (this.element.hidden) return false;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step) this.#at = (this.#at + step + this.#found.length) % this.#found.length;
    else if (event.key === "Enter" && !event.shiftKey) this.#choose(this.#at);
    else if (event.key === "Tab" && !event.shiftKey) this.#empty(`/${this.#found[this.#at].command} `);
    else if (event.key === "Escape") this.#found = [];
    else return false;
    event.preventDefault();
    this.#draw();
    return true;
  }
}
