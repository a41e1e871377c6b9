// The time everybody in the sandbox lives in, and the panel that moves it forward.

import { get, post } from "./api.js";
import { complain, toast } from "./dialogs.js";
import { h } from "./dom.js";
import { dayKey, fieldValue, fifthOfNextMonth, hour, isoAt, longDay, shortDay } from "./time.js";

const ASK_AGAIN = 15000; // milliseconds: another tab may have moved the clock
const WATCH = 700; // the same while it moves

let ahead = 0; // milliseconds by which the sandbox is ahead of this machine
const listeners = new Set();

/** The sandbox's present moment. */
export const now = () => new Date(Date.now() + ahead);

/** Calls `listener()` when the day or the clock changes; what is returned ends that. */
export function onClock(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function learn() {
  take(await get("clock"));
}

function take({ now: iso }) {
  const jump = Date.parse(iso) - Date.now() - ahead;
  ahead += jump;
  if (Math.abs(jump) > 2000) listeners.forEach((listener) => listener());
}

/** Builds the panel in `host`; `chip` is the small clock on the button that opens it in a narrow window. */
export function clockPanel(host, chip) {
  const date = h("p", { class: "clock-date" });
  const time = h("p", { class: "clock-time" });
  const progress = h(
    "div",
    { class: "progress", role: "progressbar", "aria-label": "The time is moving", hidden: true },
    h("i"),
  );
  const said = h("p", { class: "hint", role: "status" });
  const exact = h("input", {
    type: "datetime-local",
    "aria-label": "Date and time",
    "data-testid": "clock-field",
    required: true,
  });
  const buttons = h(
    "div",
    { class: "pair" },
    button("+1 hour", "clock-plus-hour", () => move(() => ({ advance: "PT1H" }))),
    button("+1 day", "clock-plus-day", () => move(() => ({ advance: "P1D" }))),
  );
  const fifth = button("To the 5th of next month, 09:00", "clock-to-fifth", () =>
    move(async () => {
      await learn(); // another tab may have moved the clock
      return { to: isoAt(fifthOfNextMonth(now())) };
    }),
  );
  const go = h(
    "form",
    { class: "inline-form", novalidate: true },
    exact,
    h("button", { "data-testid": "clock-go" }, "Go"),
  );
  const controls = h(
    "fieldset",
    { class: "plain" },
    h("legend", { class: "unseen" }, "Move the clock forward"),
    buttons,
    fifth,
    go,
  );
  host.append(
    h("div", { class: "clock-now", "data-testid": "clock-now" }, time, date),
    progress,
    controls,
    said,
  );

  go.addEventListener("submit", (event) => {
    event.preventDefault();
    const local = exact.value.slice(0, 16);
    if (local) move(() => ({ to: isoAt(local) }));
    else said.textContent = "Choose a date and a time first.";
  });

  let typed = false;
  exact.addEventListener("input", () => (typed = true));

  async function move(target) {
    controls.disabled = true;
    progress.hidden = false;
    said.textContent = "The time is moving; all that becomes due happens now.";
    const watch = setInterval(
      () =>
        learn()
          .then(tell)
          .catch(() => {}),
      WATCH,
    );
    try {
      take(await post("clock", await target()));
      typed = false;
      said.textContent = `It is now ${longDay(now())}, ${hour(now())}.`;
    } catch (error) {
      said.textContent = error.message;
      toast(error.message, "error");
    } finally {
      clearInterval(watch);
      progress.hidden = true;
      controls.disabled = false;
      tell();
    }
  }

  let day = "";
  function tell() {
    const present = now();
    time.textContent = hour(present);
    date.textContent = longDay(present);
    chip.replaceChildren(h("span", { class: "chip-day" }, `${shortDay(present)}, `), hour(present));
    exact.min = fieldValue(present);
    if (!typed) exact.value = exact.min; // what somebody is typing stays theirs
    if (dayKey(present) !== day) listeners.forEach((listener) => listener());
    day = dayKey(present);
  }

  learn().then(tell).catch(complain);
  setInterval(tell, 1000);
  setInterval(() => learn().catch(() => {}), ASK_AGAIN);
}

const button = (label, hook, run) =>
  h("button", { type: "button", "data-testid": hook, onclick: run }, label);
