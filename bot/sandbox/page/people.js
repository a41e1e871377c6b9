// The list of people to be and of groups, with how many messages of the bot each has not seen.

import { get, post, Refusal } from "./api.js";
import { field, form } from "./dialogs.js";
import { arrows, avatar, h, pause } from "./dom.js";

const LANGUAGES = ["fr", "nl", "de", "en", "ar", "es", "it", "pl", "pt", "ro", "ru", "tr", "uk"];
const STARTING = 1000; // milliseconds between two questions while the bot starts
const LOOK = 2500; // milliseconds between two looks at the chats that are not open

const languageName = new Intl.DisplayNames("en", { type: "language" });

/** The people and groups; `changed()` is called when there are others, `counted(unread)` when messages came. */
export class People {
  people = [];
  groups = [];
  #lines = new Map(); // by chat id: {link, badge}
  #seen = new Map(); // by chat id: {seq, unread}
  #known = null;

  constructor(list, search, changed, counted) {
    Object.assign(this, { list, search, changed, counted, open: null });
    arrows(list, "a.person");
    search.addEventListener("input", () => this.#filter());
    search.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") list.querySelector("a.person:not([hidden])")?.focus();
    });
  }

  /** Waits until the bot has started, then keeps list and badges up to date. */
  async start() {
    while (!(await this.#arrive())) await pause(STARTING);
    for (;;) {
      await pause(LOOK);
      if (!document.hidden) await this.#lookAround().catch(() => {}); // the open chat tells of a lost sandbox
    }
  }

  async #arrive() {
    try {
      await this.load();
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#wait(error);
      return false;
    }
  }

  /** Asks who there is; the list is drawn again only when somebody came or changed. Answers every chat's seq. */
  async load() {
    const [people, chats] = await Promise.all([get("people"), get("chats")]);
    const groups = chats.map(({ chat }) => chat).filter(({ id }) => id < 0);
    const known = JSON.stringify([people, groups]);
    if (this.#known === null) for (const { chat, seq } of chats) this.#seen.set(chat.id, { seq, unread: 0 });
    if (this.#known !== known) {
      Object.assign(this, { people, groups });
      this.#known = known;
      this.#draw();
      this.changed();
    }
    return chats;
  }

  #wait(error) {
    const starting = error.status === 503;
    this.list.replaceChildren(
      h(
        "div",
        { class: "starting", role: "status" },
        h("span", { class: "spinner", "aria-hidden": "true" }),
        h("p", {}, starting ? "The bot is starting…" : error.message),
      ),
    );
  }

  #draw() {
    const roles = [...new Set(this.people.map(({ role }) => role))];
    const sections = roles.map((role) =>
      this.#section(
        title(role),
        this.people
          .filter((one) => one.role === role)
          .map((person) =>
            this.#line(
              person.user_id,
              person.name,
              person.about,
              person.language_code,
              `person-${person.user_id}`,
            ),
          ),
      ),
    );
    if (this.groups.length) {
      sections.push(
        this.#section(
          "Groups",
          this.groups.map((group) =>
            this.#line(group.id, group.title, group.is_forum ? "with topics" : "", "", `group-${group.id}`),
          ),
        ),
      );
    }
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
    this.list.replaceChildren(...sections);
    if (focused) this.list.querySelector(`[data-testid="${CSS.escape(focused)}"]`)?.focus();
    this.choose(this.open);
    this.#filter();
  }

  #section(name, lines) {
    return h("section", {}, h("h2", {}, name), h("ul", {}, lines));
  }

  #line(id, name, about, language, hook) {
    const badge = h("span", { class: "badge", hidden: true });
    const link = h(
      "a",
      {
        class: "person",
        href: `#chat=${id}`,
        "data-testid": hook,
        "data-words": `${name} ${about}`.toLowerCase(),
      },
      avatar(name, id),
      h(
        "span",
        { class: "person-words" },
        h("span", { class: "person-name", dir: "auto" }, name),
        about && h("span", { class: "person-about" }, about),
      ),
      h(
        "span",
        { class: "person-side" },
        language && h("span", { class: "tag", title: this.#language(language) }, language.toUpperCase()),
        badge,
      ),
    );
    this.#lines.set(id, { link, badge });
    this.#show(id);
    return h("li", {}, link);
  }

  #language(code) {
    try {
      return languageName.of(code);
    } catch {
      return code; // whatever a third party calls a language
    }
  }

  #filter() {
    const words = this.search.value.trim().toLowerCase();
    for (const section of this.list.children) {
      const items = [...section.querySelectorAll("li")];
      for (const item of items) item.hidden = !item.firstChild.dataset.words.includes(words);
      section.hidden = items.every((item) => item.hidden);
    }
  }

  /** Marks the open chat; what it holds counts as seen. */
  choose(id) {
    this.open = id;
    for (const [at, { link }] of this.#lines) {
      if (at === id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (this.#seen.has(id)) this.#seen.get(id).unread = 0;
    if (this.#lines.has(id)) this.#show(id);
  }

  /** The number of unread messages in all chats. */
  get unread() {
    return [...this.#seen.values()].reduce((sum, { unread }) => sum + unread, 0);
  }

  async #lookAround() {
    const chats = await this.load();
    const moved = chats.filter(
      ({ chat, seq }) => this.#lines.has(chat.id) && seq !== (this.#seen.get(chat.id)?.seq ?? 0),
    );
    await Promise.all(moved.map(({ chat, seq }) => this.#lookAt(chat.id, seq)));
    this.counted(this.unread);
  }

  /** Counts what the bot has said in a chat since the last look; edits of old messages are no news. */
  async #lookAt(id, seq) {
    const { seq: from, unread } = this.#seen.get(id) ?? { seq: 0, unread: 0 };
    const { messages } =
      id === this.open ? { messages: [] } : await get(`chats/${id}/messages?after=${from}`);
    const fresh = messages.filter((message) => !message.edit_date).length;
    this.#seen.set(id, { seq, unread: id === this.open ? 0 : unread + fresh });
    this.#show(id);
  }

  #show(id) {
    const { link, badge } = this.#lines.get(id);
    const count = this.#seen.get(id)?.unread ?? 0;
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? "99+" : count;
    const name = link.querySelector(".person-name").textContent;
    const about = link.querySelector(".person-about")?.textContent;
    link.setAttribute(
      "aria-label",
      [name, about, count && `${count} new messages`].filter(Boolean).join(", "),
    );
  }

  /** The form for somebody new; `opened(id)` is called with who it became. */
  askNew(opened) {
    const name = h("input", {
      name: "first_name",
      required: true,
      maxlength: "64",
      autocomplete: "off",
      dir: "auto",
      autofocus: true,
    });
    const language = h(
      "select",
      { name: "language_code" },
      LANGUAGES.map((code) => h("option", { value: code }, this.#language(code))),
    );
    form(
      "Somebody new",
      [field("First name", name), field("Language", language)],
      "Create",
      async (values) => {
        const { user_id: id } = await post("people", Object.fromEntries(values));
        await this.load();
        opened(id);
      },
    );
  }

  /** The form for a group. */
  askGroup(opened) {
    const name = h("input", {
      name: "title",
      required: true,
      maxlength: "128",
      autocomplete: "off",
      autofocus: true,
    });
    const members = h(
      "fieldset",
      { class: "choices" },
      h("legend", {}, "Members beside the bot"),
      this.people.map((person) =>
        h(
          "label",
          {},
          h("input", { type: "checkbox", name: "members", value: person.user_id }),
          h("span", {}, person.name),
        ),
      ),
    );
    const forum = h(
      "label",
      { class: "check" },
      h("input", { type: "checkbox", name: "is_forum" }),
      h("span", {}, "With topics"),
    );
    form("New group", [field("Title", name), members, forum], "Create", async (values) => {
      const group = await post("groups", {
        title: values.get("title"),
        members: values.getAll("members").map(Number),
        is_forum: values.has("is_forum"),
      });
      await this.load();
      opened(group.chat_id);
    });
  }
}

/** A heading for a role as the data name it: short ones are abbreviations. */
function title(role) {
  return role.length < 3 ? role.toUpperCase() : role[0].toUpperCase() + role.slice(1);
}
