// The lower end of a chat: the field, the bot's commands, what can be attached, and the bot's own keyboard.

import { complain, menu } from "./dialogs.js";
import { h, icon, iconButton } from "./dom.js";
import { replyKeyboard } from "./keyboard.js";
import { gist, senderName } from "./message.js";
import { chooseFile, shareContact, shareLocation } from "./share.js";
import { Suggestions } from "./suggestions.js";

const GROWS_BY_ITSELF = CSS.supports("field-sizing", "content");

/** Writes into `chat`, in the open topic, for `who`; `sent()` is called when something was said. */
export class Composer {
  #about = null; // {message, edit}: the message that is being edited, or else replied to
  #markup = "";
  #commands = [];

  constructor(chat, who, topics, sent) {
    Object.assign(this, { chat, who, topics, sent });
    this.#build();
  }

  #build() {
    this.field = h("textarea", {
      id: "field",
      rows: "1",
      placeholder: "Message",
      "aria-label": "Message",
      enterkeyhint: "send",
      dir: "auto",
      "data-testid": "composer",
      autocomplete: "off",
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
      onpaste: (event) => this.#paste(event),
    });
    this.suggestions = new Suggestions(this.field, (command) => this.say(`/${command}`));
    this.menuButton = h(
      "button",
      {
        type: "button",
        class: "menu-button",
        "data-testid": "menu",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        "aria-label": "Commands of the bot",
        hidden: true,
        onclick: () => this.#openCommands(),
      },
      icon("menu"),
      h("span", {}, "Menu"),
    );
    this.attachButton = iconButton("attach", "Attach", {
      "data-testid": "attach",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onclick: () => this.#openAttach(),
    });
    this.keysButton = iconButton("keyboard", "Keyboard of the bot", {
      "aria-pressed": "true",
      hidden: true,
      onclick: () => this.#showKeys(this.keys.hidden),
    });
    this.sendButton = iconButton("send", "Send", {
      class: "icon send",
      "data-testid": "send",
      onclick: () => this.#submit(),
    });
    this.keys = h("div", { class: "keys-place", hidden: true });
    this.aboutBar = h("div", { class: "about-bar", hidden: true });
    this.row = h(
      "div",
      { class: "composer-row" },
      this.menuButton,
      this.attachButton,
      this.field,
      this.keysButton,
      this.sendButton,
    );
    this.blocked = h(
      "div",
      { class: "blocked", role: "status", hidden: true },
      h("span", {}, this.who.group ? "The bot was put out of this group." : "You have blocked this bot."),
      h(
        "button",
        {
          type: "button",
          class: "primary",
          "data-testid": "unblock",
          onclick: () => this.chat.block(false).catch(complain),
        },
        this.who.group ? "Take it back" : "Unblock",
      ),
    );
    this.element = h(
      "footer",
      { class: "composer" },
      this.#speaker(),
      this.aboutBar,
      this.suggestions.element,
      this.row,
      this.keys,
      this.blocked,
    );
  }

  /** In a group: who of its people speaks. */
  #speaker() {
    if (!this.who.group) return null;
    this.select = h(
      "select",
      { "data-testid": "speaker", onchange: () => this.who.speakAs(Number(this.select.value)) },
      this.who.people.map((person) => h("option", { value: person.user_id }, person.name)),
    );
    this.select.value = this.who.speaker;
    return h("label", { class: "speaker" }, "Speaking as", this.select);
  }

  /** Takes over what the sandbox tells of the chat: commands, keyboard, blocked or not. */
  inform({ commands, reply_keyboard: markup, blocked }) {
    this.#commands = commands ?? [];
    this.suggestions.inform(this.#commands);
    this.menuButton.hidden = this.#commands.length === 0;
    this.blocked.hidden = !blocked;
    this.row.hidden = blocked;
    const told = JSON.stringify(markup);
    if (told !== this.#markup) this.#takeKeyboard(markup);
    this.#markup = told;
    this.keys.classList.toggle("unusable", blocked);
  }

  #takeKeyboard(markup) {
    const keyboard = markup?.keyboard;
    const hint = markup?.input_field_placeholder;
    this.field.placeholder = hint || "Message";
    this.keysButton.hidden = !keyboard;
    this.oneTime = Boolean(markup?.one_time_keyboard);
    this.keys.replaceChildren(...(keyboard ? [replyKeyboard(markup, (button) => this.#press(button))] : []));
    this.#showKeys(Boolean(keyboard));
    if (markup?.force_reply) this.focus();
  }

  #showKeys(shown) {
    this.keys.hidden = !shown;
    this.keysButton.setAttribute("aria-pressed", String(shown));
  }

  #press(button) {
    const person = this.who.people.find(({ user_id: id }) => id === this.who.speaker);
    if (this.oneTime) {
      this.#showKeys(false);
      this.focus();
    }
    if (button.request_contact) shareContact(person, (contact) => this.#send({ contact }));
    else if (button.request_location) shareLocation((location) => this.#send({ location }));
    else this.say(button.text);
  }

  focus() {
    this.field.focus({ preventScroll: true });
  }

  /** Puts words into the field, to be finished by hand. */
  write(words) {
    this.field.value = words;
    this.#typed();
    this.focus();
  }

  /** Sends words at once. */
  say(text) {
    return this.#send({ text }).catch(complain);
  }

  /** Lets one of the speaker's own messages be changed. */
  edit(message) {
    this.#take({ message, edit: true }, "Editing");
    this.write(message.text);
  }

  /** Makes what is sent next a reply. */
  reply(message) {
    this.#take({ message, edit: false }, `Reply to ${senderName(message)}`);
    this.focus();
  }

  #take(about, title) {
    this.#about = about;
    this.aboutBar.hidden = false;
    this.aboutBar.replaceChildren(
      icon(about.edit ? "edit" : "reply"),
      h("div", { class: "about-words" }, h("b", {}, title), h("span", { dir: "auto" }, gist(about.message))),
      iconButton("close", "Cancel", { onclick: () => this.#cancel() }),
    );
  }

  #cancel() {
    if (this.#about.edit) this.write("");
    this.#leave();
    this.focus();
  }

  #leave() {
    this.#about = null;
    this.aboutBar.hidden = true;
  }

  async #send(content) {
    const original = this.#about?.edit === false ? this.#about.message : null;
    const reply = original ? { reply_to_message_id: original.message_id } : {};
    const topic = this.topics.thread ? { message_thread_id: this.topics.thread } : {};
    if (original) this.#leave();
    await this.chat.say({ ...content, ...reply, ...topic });
    this.sent();
  }

  async #submit() {
    const text = this.field.value.trim();
    if (!text) return this.focus();
    const edited = this.#about?.edit ? this.#about.message : null;
    this.write(""); // at once: what is typed while the sandbox answers belongs to the next message
    if (edited) this.#leave();
    try {
      await (edited ? this.chat.edit(edited.message_id, text) : this.#send({ text }));
    } catch (error) {
      if (!this.field.value) this.write(text);
      complain(error);
    }
  }

  #typed() {
    this.sendButton.classList.toggle("ready", this.field.value.trim() !== "");
    this.suggestions.update();
    if (GROWS_BY_ITSELF) return;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }

  #key(event) {
    if (event.isComposing || this.suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && this.#about) {
      this.#cancel();
    } else if (event.key === "ArrowUp" && this.field.value === "") {
      const own = [...this.chat.messages.values()].filter((m) => m.from?.id === this.who.speaker && m.text);
      if (own.length) this.edit(own.reduce((a, b) => (b.message_id > a.message_id ? b : a)));
    }
  }

  #paste(event) {
    const [file] = event.clipboardData.files;
    if (!file) return;
    event.preventDefault();
    chooseFile(file, (content) => this.#send(content));
  }

  #openCommands() {
    menu(
      this.menuButton,
      "Commands of the bot",
      this.#commands.map(({ command, description }) => ({
        label: description,
        note: `/${command}`,
        hook: `command-${command}`,
        run: () => {
          this.say(`/${command}`);
          this.focus();
        },
      })),
    );
  }

  #openAttach() {
    const person = this.who.people.find(({ user_id: id }) => id === this.who.speaker);
    const send = (content) => this.#send(content);
    menu(this.attachButton, "Attach", [
      { label: "Photo", icon: icon("photo"), hook: "attach-photo", run: () => chooseFile("image/*", send) },
      { label: "File", icon: icon("file"), hook: "attach-file", run: () => chooseFile("", send) },
      {
        label: "Contact",
        icon: icon("person"),
        hook: "attach-contact",
        run: () => shareContact(person, (contact) => send({ contact })),
      },
      {
        label: "Location",
        icon: icon("pin"),
        hook: "attach-location",
        run: () => shareLocation((location) => send({ location })),
      },
    ]);
  }
}
