// Switches for what can go wrong between a bot and Telegram.

import { get, post, remove } from "./api.js";
import { complain, toast } from "./dialogs.js";
import { h } from "./dom.js";

const KINDS = [
  { kind: "429", label: "Telegram answers 429", note: "Too many requests: wait and come back." },
  { kind: "500", label: "Server error", note: "Telegram answers 500 and does nothing." },
  { kind: "reset-before", label: "Request lost", note: "The line breaks before Telegram hears it." },
  { kind: "reset-after", label: "Answer lost", note: "Telegram does it; the line breaks before the answer." },
];
const METHODS = [
  "sendMessage",
  "editMessageText",
  "editMessageReplyMarkup",
  "answerCallbackQuery",
  "deleteMessage",
  "sendPhoto",
  "sendDocument",
  "sendMediaGroup",
  "copyMessage",
  "getUpdates",
];
const LOOK = 2000; // milliseconds between two looks at what is still to happen

let taps = null;

/** How often each tap arrives: more than once as when somebody taps in haste on a bad line. */
export const tapsAtOnce = () => Number(taps?.value) || 1;

/** Builds the panel in `host`; `room()` is the open chat, or null. */
export function faultsPanel(host, room) {
  const method = h(
    "select",
    { "data-testid": "fault-method" },
    h("option", { value: "*" }, "any call"),
    METHODS.map((name) => h("option", { value: name }, name)),
  );
  const times = number("fault-times", 1, 1, 100);
  const seconds = number("fault-seconds", 3, 1, 600);
  taps = number("taps", 1, 1, 20);
  const pending = h("ul", { class: "pending", "aria-label": "Faults still to happen" });
  const clear = h(
    "button",
    {
      type: "button",
      "data-testid": "fault-clear",
      disabled: true,
      onclick: () => run(() => remove("faults")),
    },
    "Clear all faults",
  );

  let last = Promise.resolve();
  /** One act after the other, as they were asked for. */
  function run(act) {
    last = last.then(act).then(look).catch(complain);
  }

  function add(kind) {
    const fault = { method: method.value, kind, times: Number(times.value) };
    if (kind === "429") fault.retry_after = Number(seconds.value);
    run(() => post("faults", fault));
  }

  const look = async () => draw(pending, clear, await get("faults"));

  async function block() {
    const open = room();
    if (!open) toast("Open a chat first.", "error");
    else await open.chat.block(!open.chat.info?.blocked).catch(complain);
  }

  host.append(
    h(
      "div",
      { class: "grid" },
      labelled("On", method),
      labelled("Times", times),
      labelled("Retry after (s)", seconds),
    ),
    h(
      "div",
      { class: "switches" },
      KINDS.map(({ kind, label, note }) =>
        h(
          "button",
          {
            type: "button",
            class: "switch",
            "data-testid": `fault-${kind}`,
            onclick: () => add(kind),
          },
          h("b", {}, label),
          h("span", {}, note),
        ),
      ),
      h(
        "button",
        { type: "button", class: "switch", "data-testid": "fault-block", onclick: block },
        h("b", {}, "User blocks the bot"),
        h("span", {}, "The person of the open chat; once more unblocks."),
      ),
    ),
    pending,
    clear,
    h("div", { class: "grid" }, labelled("Each tap arrives … times", taps)),
  );

  look().catch(() => {});
  setInterval(() => {
    if (host.checkVisibility({ visibilityProperty: true }) && !document.hidden) look().catch(() => {});
  }, LOOK);
}

function draw(list, clear, faults) {
  clear.disabled = faults.length === 0;
  list.replaceChildren(
    ...faults.map(({ method, kind, times }) =>
      h(
        "li",
        {},
        h("b", {}, KINDS.find((one) => one.kind === kind)?.label ?? kind),
        ` on ${method === "*" ? "any call" : method}, ${times}×`,
      ),
    ),
  );
}

const number = (hook, value, min, max) =>
  h("input", { type: "number", value, min, max, inputmode: "numeric", "data-testid": hook });
const labelled = (label, input) => h("label", { class: "field small" }, h("span", {}, label), input);
