// What is known of the open chat, kept up to date by long polling, and what a person does in it.

import { get, post, Refusal } from "./api.js";
import { pause } from "./dom.js";
import { tapName } from "./keyboard.js";

const LONG = 25; // seconds one long poll may take
const LIVELY = 10000; // milliseconds after an act in which changes are shown one by one, as they come
const REST = 2000; // milliseconds after a refusal
const BEAT = 150; // milliseconds between two looks while lively

/** A chat in which `speaker()` acts. `changed({messages, deleted, info})` hears of all that is new. */
export class Chat {
  #stop = new AbortController();
  #look = new AbortController();
  #livelyUntil = 0;
  #acts = 0; // those that the sandbox has not answered yet
  #last = Promise.resolve(); // what was said last: two requests on their way at once may overtake each other
  #seq = 0;

  constructor(id, speaker, changed, failed) {
    Object.assign(this, { id, speaker, changed, failed, messages: new Map(), info: null });
  }

  /** Follows the chat until it is closed. */
  async follow() {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#round();
        this.failed(null);
      } catch (error) {
        if (error.name === "AbortError") continue;
        if (!(error instanceof Refusal)) throw error;
        this.failed(error);
        await pause(REST, this.#stop.signal);
        this.nudge(); // whatever answers next may know nothing of this chat: ask without waiting
      }
    }
  }

  close() {
    this.#stop.abort();
  }

  /** Looks at once and then often, until the bot has come to rest: a person has just done something. */
  nudge() {
    this.#livelyUntil = performance.now() + LIVELY;
    this.#look.abort();
  }

  async #round() {
    this.#look = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, this.#look.signal]);
    const lively = this.#acts > 0 || performance.now() < this.#livelyUntil;
    const wait = lively || this.#seq === 0 ? 0 : LONG;
    const news = await get(`chats/${this.id}/messages?after=${this.#seq}&wait=${wait}&all=1`, signal);
    const info = await get(`chats/${this.id}?from=${this.speaker()}`, signal);
    this.#take(news, info);
    if (lively && news.quiet) this.#livelyUntil = 0;
    if (wait === 0) await pause(BEAT, signal);
  }

  #take({ seq, messages, deleted }, info) {
    if (seq < this.#seq) location.reload(); // the sandbox was started afresh: nothing of this chat is left
    this.#seq = seq;
    this.info = info;
    for (const message of messages) this.messages.set(message.message_id, message);
    for (const id of deleted) this.messages.delete(id);
    this.changed({ messages, deleted, info });
  }

  /** Says something: `{text}`, `{contact}`, `{location}`, `{photo}` or `{document}`. */
  async say(content) {
    await this.#inTurn(`chats/${this.id}/messages`, { from: this.speaker(), ...content });
  }

  /** Changes the words of one of the speaker's own messages. */
  async edit(messageId, text) {
    await this.#inTurn(`chats/${this.id}/messages/${messageId}`, { from: this.speaker(), text });
  }

  /** Taps an inline button, `repeat` times at once; the bot's answer to it, or null. */
  async tap(message, button, repeat = 1) {
    const body = {
      from: this.speaker(),
      message_id: message.message_id,
      button: tapName(message, button),
      repeat,
    };
    return (await this.#act(post(`chats/${this.id}/taps`, body))).answer;
  }

  /** Blocks or unblocks the bot. */
  async block(blocked) {
    await this.#act(post(`chats/${this.id}/${blocked ? "block" : "unblock"}`));
  }

  /** Goes when what was said before has arrived. */
  #inTurn(path, body) {
    const said = this.#last.catch(() => {}).then(() => post(path, body));
    this.#last = said;
    return this.#act(said);
  }

  async #act(promise) {
    this.#acts += 1;
    this.nudge();
    try {
      return await promise;
    } finally {
      this.#acts -= 1;
      this.nudge();
    }
  }
}
