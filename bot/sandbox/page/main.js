// Puts the page together: who is open stands in the address, everything else follows from it.

import { get, post } from "./api.js";
import { clockPanel } from "./clock.js";
import { complain, field } from "./dialogs.js";
import { h, icon } from "./dom.js";
import { faultsPanel } from "./faults.js";
import { People } from "./people.js";
import { Room } from "./room.js";

const byId = (id) => document.getElementById(id);
const app = byId("app");
const welcome = byId("welcome");
const people = new People(
  byId("list"),
  byId("search"),
  () => route(),
  (unread) => nameWindow(unread),
);
let room = null;
let opener = null; // the button that opened the tools and gets the focus back

const chip = h("span", { class: "chip-time" });
const toolsButton = h(
  "button",
  {
    type: "button",
    class: "chip",
    "data-testid": "tools",
    "aria-expanded": "false",
    "aria-controls": "tools",
    "aria-label": "Clock and faults",
    onclick: (event) => showTools(!app.hasAttribute("data-tools"), event.currentTarget),
  },
  icon("clock"),
  chip,
);

/** What the address says: `#chat=12`, and `&as=7` for who speaks in a group. */
function address() {
  const words = new URLSearchParams(location.hash.slice(1));
  return { id: Number(words.get("chat")) || null, as: Number(words.get("as")) || null };
}

/** Opens what the address names; a list of people not yet known opens it later. */
async function route() {
  const { id, as } = address();
  const who = await whoIs(id, as).catch(complain);
  if (address().id !== id || address().as !== as) return; // somebody else was chosen while this was looked up
  if (room && room.who.id === who?.id) {
    if (room.who.speaker !== who.speaker) room.speakAs(who.speaker);
    return;
  }
  room?.close();
  room = null;
  app.dataset.open = who ? "chat" : "people";
  people.choose(who ? id : null);
  nameWindow(people.unread, who);
  if (!who) {
    byId("chat").replaceChildren(welcome);
    return;
  }
  room = new Room(byId("chat"), who, toolsButton);
  // A finger does not want the keyboard of the phone to jump up; whoever types wants to go on typing.
  if (matchMedia("(pointer: fine)").matches) room.composer.focus();
}

function nameWindow(unread, who = room?.who) {
  document.title = `${unread ? `(${unread}) ` : ""}${who ? `${who.title} – ` : ""}Sandbox`;
}

/** Who is meant by a chat's id: somebody of the list, a group, or a person that only the sandbox knows. */
async function whoIs(id, as) {
  if (!id) return null;
  const person = people.people.find(({ user_id: one }) => one === id);
  if (person) return alone(person);
  const { chat, members } = await get(`chats/${id}`);
  if (id > 0)
    return alone({ user_id: id, name: [chat.first_name, chat.last_name].filter(Boolean).join(" ") });
  const present = people.people.filter(({ user_id: one }) => members.includes(one));
  const speaker = present.find(({ user_id: one }) => one === as) ?? present[0];
  const speakAs = (one) => {
    room.speakAs(one); // at once: the address is followed only after a look at the chat, and somebody may type meanwhile
    location.hash = `#chat=${id}&as=${one}`;
  };
  return { id, title: chat.title, group: true, people: present, speaker: speaker?.user_id ?? null, speakAs };
}

const alone = (person) => ({
  id: person.user_id,
  title: person.name,
  group: false,
  people: [person],
  speaker: person.user_id,
});

/** Opens or closes the panel of clock and faults in a window too narrow to show it always. */
function showTools(shown, button = toolsButton) {
  app.toggleAttribute("data-tools", shown);
  for (const one of document.querySelectorAll("[aria-controls=tools]"))
    one.setAttribute("aria-expanded", String(shown));
  for (const part of [byId("people"), byId("chat")]) part.inert = shown;
  if (shown) opener = button;
  if (shown) byId("tools-close").focus();
  else opener?.focus();
}

function deepLinkPanel(host) {
  const payload = h("input", {
    name: "payload",
    autocomplete: "off",
    spellcheck: "false",
    "data-testid": "payload",
  });
  const body = h(
    "form",
    { class: "inline-form", novalidate: true },
    field("Start payload", payload),
    h("button", {}, "Open"),
  );
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!room || room.who.group) complain(new Error("Open somebody's own chat first."));
    else room.composer.say(`/start ${payload.value.trim()}`.trim());
  });
  host.append(h("p", { class: "hint" }, "As when somebody opens t.me/bot?start=…"), body);
}

clockPanel(byId("clock"), chip);
deepLinkPanel(byId("open"));
faultsPanel(byId("faults"), () => room);

byId("new-person").addEventListener("click", () =>
  people.askNew((id) => {
    location.hash = `#chat=${id}`;
  }),
);
byId("new-group").addEventListener("click", () =>
  people.askGroup((id) => {
    location.hash = `#chat=${id}`;
  }),
);
byId("tools-close").addEventListener("click", () => showTools(false));
document
  .querySelector("[data-tools-button]")
  .addEventListener("click", (event) => showTools(true, event.currentTarget));
app.addEventListener("click", ({ target }) => {
  if (target === app && app.hasAttribute("data-tools")) showTools(false);
});
matchMedia("(min-width: 1180px)").addEventListener("change", () => {
  if (app.hasAttribute("data-tools")) showTools(false);
});
addEventListener("hashchange", () => route());
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && app.hasAttribute("data-tools")) showTools(false);
});

people.start().catch(complain);
