// The screen of one chat: header, tabs of topics, log, banners. It shows what chat.js knows.

import { Chat } from "./chat.js";
import { now, onClock } from "./clock.js";
import { Composer } from "./composer.js";
import { complain } from "./dialogs.js";
import { arrows, avatar, h, icon, iconButton } from "./dom.js";
import { Layout } from "./layout.js";
import { bubble, redraw } from "./message.js";
import { Taps } from "./taps.js";
import { Topics } from "./topics.js";

const NEAR = 80; // pixels from the end that still count as reading the newest
const RESTS = 1200; // milliseconds after which a log that was scrolled is at rest

/** Opens the chat `who` = {id, title, group, people, speaker} in `host`; `close()` ends it. */
export class Room {
  #elements = new Map();
  #atEnd = true;
  #missed = 0;
  #shownInfo = "";

  constructor(host, who, toolsButton) {
    this.who = who;
    this.chat = new Chat(
      who.id,
      () => who.speaker,
      (news) => this.#show(news),
      (error) => this.#offline(error),
    );
    this.topics = new Topics(() => {
      this.#draw();
      this.#toEnd();
    });
    this.composer = new Composer(this.chat, who, this.topics, () => this.#toEnd());
    this.taps = new Taps(this);
    this.#build(host, toolsButton);
    this.layout = new Layout(this.log);
    this.stopClock = onClock(() => this.#draw());
    this.view = {
      group: who.group,
      mine: (message) => message.from?.id === who.speaker,
      act: {
        command: (words) => this.composer.say(words),
        link: (url) => this.taps.link(url),
        tap: (message, button, element) => this.taps.tap(message, button, element).catch(complain),
        edit: (message) => this.composer.edit(message),
        reply: (message) => this.composer.reply(message),
      },
    };
    this.chat.follow();
  }

  /** Lets somebody else of a group speak: what was theirs is now one's own. */
  speakAs(id) {
    this.who.speaker = id;
    this.composer.select.value = id;
    for (const message of this.chat.messages.values()) this.#put(message);
    this.#draw();
    this.chat.nudge();
  }

  close() {
    this.chat.close();
    this.stopClock();
    this.resizes.disconnect();
  }

  #build(host, toolsButton) {
    const { who } = this;
    this.face = h("span", { class: "face" }, avatar(who.title, who.id));
    this.title = h("h1", {}, who.title);
    this.subtitle = h("p", { class: "subtitle" });
    this.dots = h(
      "div",
      { class: "dots", "aria-hidden": "true", "data-testid": "typing", hidden: true },
      h("i"),
      h("i"),
      h("i"),
    );
    this.log = h(
      "div",
      {
        class: "log",
        role: "log",
        "aria-live": "off",
        "aria-label": "Messages",
        tabindex: "0",
        "data-testid": "messages",
      },
      this.dots,
    );
    this.empty = h("div", { class: "empty", hidden: true });
    this.jump = iconButton("down", "To the newest message", {
      class: "icon jump",
      hidden: true,
      onclick: () => this.#toEnd(),
    });
    this.jumpCount = h("span", { class: "badge" });
    this.jump.append(this.jumpCount);
    this.error = h("p", { class: "offline", role: "status", hidden: true });
    host.replaceChildren(
      h(
        "header",
        { class: "bar" },
        h("a", { class: "icon only-narrow", href: "#", "aria-label": "Back to the people" }, icon("back")),
        this.face,
        h("div", { class: "bar-words" }, this.title, this.subtitle),
        toolsButton,
      ),
      this.topics.element,
      h("div", { class: "scene" }, this.log, this.empty, this.jump, this.error),
      this.composer.element,
    );
    arrows(this.log, ".message");
    this.log.addEventListener("keydown", (event) => {
      if (event.target === this.log && event.key === "ArrowUp")
        [...this.log.querySelectorAll(".message")].at(-1)?.focus();
    });
    this.log.addEventListener(
      "scroll",
      () => {
        this.#scrolled();
        this.#showDay();
      },
      { passive: true },
    );
    this.resizes = new ResizeObserver(() => {
      if (this.#atEnd) this.log.scrollTop = this.log.scrollHeight;
    });
    this.resizes.observe(this.log);
  }

  #show({ messages, deleted, info }) {
    const first = this.log.getAttribute("aria-live") === "off";
    if (!first)
      this.#missed += messages.filter(
        ({ message_id: id, from }) => from?.is_bot && !this.#elements.has(id),
      ).length;
    for (const message of messages) this.#put(message);
    for (const id of deleted) this.#drop(id);
    this.#inform(info);
    if (messages.length || deleted.length || first) this.#draw();
    if (first) this.log.setAttribute("aria-live", "polite");
  }

  #put(message) {
    const element = this.#elements.get(message.message_id);
    if (element) redraw(element, message, this.view);
    else this.#elements.set(message.message_id, bubble(message, this.view));
  }

  #drop(id) {
    const element = this.#elements.get(id);
    if (element?.contains(document.activeElement)) this.log.focus({ preventScroll: true });
    this.#elements.delete(id);
  }

  /** Brings header, tabs, composer and dots up to what the sandbox tells of the chat. */
  #inform(info) {
    this.dots.hidden = !info.typing;
    const told = JSON.stringify(info);
    if (told === this.#shownInfo) return;
    this.#shownInfo = told;
    this.username = info.bot.username ?? "";
    if (!this.who.group) {
      this.title.textContent = info.bot.first_name;
      this.face.replaceChildren(avatar(info.bot.first_name, info.bot.id, "bot"));
    }
    this.subtitle.textContent = info.typing ? "typing…" : this.#about(info);
    this.topics.inform(info.topics);
    this.composer.inform(info);
    if (this.#atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  #about(info) {
    const { who } = this;
    return who.group ? `group, ${info.members.length} members` : `You are ${who.title}`;
  }

  #draw() {
    const shown = [...this.chat.messages.values()]
      .filter((message) => this.topics.holds(message))
      .sort((a, b) => a.message_id - b.message_id)
      .map((message) => ({ message, element: this.#elements.get(message.message_id) }));
    this.layout.draw(shown, now(), this.dots);
    if (this.#atEnd) this.log.scrollTop = this.log.scrollHeight;
    this.#drawEmpty(shown.length === 0);
    this.#scrolled();
  }

  #drawEmpty(empty) {
    const bot = this.chat.info?.bot;
    if (this.empty.hidden !== empty || (empty && !bot)) return; // the clock may draw before anything is known
    this.empty.hidden = !empty;
    if (!empty) return;
    if (this.who.group) this.empty.replaceChildren(h("p", {}, "No messages here yet."));
    else
      this.empty.replaceChildren(
        avatar(bot.first_name, bot.id, "bot large"),
        h("h2", {}, bot.first_name),
        h("p", {}, bot.username ? `@${bot.username}` : "A bot"),
        h(
          "button",
          {
            type: "button",
            class: "primary",
            "data-testid": "start",
            onclick: () => this.composer.say("/start"),
          },
          "Start",
        ),
      );
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#atEnd) this.#missed = 0;
    this.jump.hidden = this.#atEnd;
    this.jumpCount.hidden = this.#missed === 0;
    this.jumpCount.textContent = this.#missed;
  }

  /** The name of a day that began above shows while the log moves, and then leaves the messages in peace. */
  #showDay() {
    for (const day of this.log.querySelectorAll(".day"))
      day.classList.toggle("passing", day.offsetTop < this.log.scrollTop - 4);
    this.log.classList.add("moving");
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.log.classList.remove("moving"), RESTS);
  }

  #toEnd() {
    this.#atEnd = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.#scrolled();
  }

  #offline(error) {
    this.error.hidden = !error;
    this.error.textContent = error?.message ?? "";
  }
}
