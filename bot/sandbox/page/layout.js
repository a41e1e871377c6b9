// The order of a log: days, runs of one sender, albums.

import { h, reconcile } from "./dom.js";
import { sentAt } from "./message.js";
import { dayKey, dayName } from "./time.js";

const RUN = 300; // seconds between two messages that still stand close together

/** A log keeps its days and albums between two layouts, so that only what changed moves. */
export class Layout {
  #days = new Map();
  #albums = new Map();

  constructor(log) {
    this.log = log;
  }

  /** Lays out `[{message, element}]`, oldest first, ending with `last`; "Today" is told by `now`. */
  draw(shown, now, last) {
    stack(shown);
    const days = [];
    for (const one of shown) {
      const key = dayKey(sentAt(one.message));
      if (days.at(-1)?.key !== key) days.push({ key, date: sentAt(one.message), shown: [] });
      days.at(-1).shown.push(one);
    }
    const sections = days.map((day) => this.#day(day, now));
    reconcile(this.log, [...sections, last]);
  }

  /** One day: its name stays in sight while its messages are. */
  #day({ key, date, shown }, now) {
    if (!this.#days.has(key))
      this.#days.set(key, h("section", { class: "day" }, h("h2", { class: "day-name" })));
    const section = this.#days.get(key);
    const name = dayName(date, now);
    if (section.firstChild.textContent !== name) section.firstChild.textContent = name;
    reconcile(section, [section.firstChild, ...this.#albumsOf(shown)]);
    return section;
  }

  /** The elements of a day, those of one album inside its box. */
  #albumsOf(shown) {
    const runs = [];
    for (const { message, element } of shown) {
      const id = message.media_group_id;
      if (id && runs.at(-1)?.id === id) runs.at(-1).elements.push(element);
      else runs.push({ id, elements: [element] });
    }
    return runs.map(({ id, elements }) => (id ? this.#album(id, elements) : elements[0]));
  }

  #album(id, elements) {
    if (!this.#albums.has(id)) this.#albums.set(id, h("div", { role: "group", "aria-label": "Album" }));
    const box = this.#albums.get(id);
    box.className = `album ${elements[0].classList.contains("mine") ? "mine" : "theirs"}`;
    reconcile(box, elements);
    return box;
  }
}

/** Marks the first and the last bubble of each run of one sender. */
function stack(shown) {
  shown.forEach(({ message, element }, at) => {
    element.classList.toggle("first", !together(shown[at - 1]?.message, message));
    element.classList.toggle("last", !together(message, shown[at + 1]?.message));
  });
}

function together(a, b) {
  return (
    Boolean(a && b) &&
    a.from?.id === b.from?.id &&
    b.date - a.date < RUN &&
    dayKey(sentAt(a)) === dayKey(sentAt(b))
  );
}
