// What a tap on an inline button does, whatever kind of button it is.

import { post } from "./api.js";
import { alertBox, complain, toast } from "./dialogs.js";
import { startPayload } from "./entities.js";
import { tapsAtOnce } from "./faults.js";

/** Taps and links in the chat of a room. */
export class Taps {
  constructor(room) {
    this.room = room;
  }

  /** Taps a button: it is busy until the bot has answered, which is then shown. */
  async tap(message, button, element) {
    if (element.getAttribute("aria-busy") === "true") return;
    if (button.callback_data === undefined) {
      await this.#lead(button);
      return;
    }
    element.setAttribute("aria-busy", "true");
    try {
      const answer = await this.room.chat.tap(message, button, tapsAtOnce());
      if (answer?.text && answer.show_alert) alertBox(this.room.title.textContent, answer.text);
      else if (answer?.text) toast(answer.text);
    } finally {
      element.removeAttribute("aria-busy");
    }
  }

  /** A button that leads somewhere; the bot hears nothing of it. */
  async #lead(button) {
    const url = button.url ?? button.web_app?.url ?? button.login_url?.url;
    const query = button.switch_inline_query_current_chat;
    if (url) {
      if (!this.link(url)) openBeside(url);
    } else if (button.copy_text) {
      await navigator.clipboard.writeText(button.copy_text.text);
      toast("Copied.");
    } else if (query !== undefined) {
      this.room.composer.write(`@${this.room.username} ${query}`);
    } else {
      toast("The sandbox does not play this kind of button.", "error");
    }
  }

  /** A link to this very bot is opened here, as Telegram does; says whether it was. */
  link(url) {
    const { who, username, composer } = this.room;
    const payload = startPayload(url, username);
    if (payload === null) return false;
    const text = `/start ${payload}`.trim();
    if (who.group) {
      post(`chats/${who.speaker}/messages`, { text }).catch(complain);
      location.hash = `#chat=${who.speaker}`;
    } else {
      composer.say(text);
    }
    return true;
  }
}

function openBeside(url) {
  const web = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (web) window.open(url, "_blank", "noopener,noreferrer");
  else toast(`This link does not open in a browser: ${url}`, "error");
}
