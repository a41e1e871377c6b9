// Small helpers to build the page. Words from elsewhere only ever enter as text nodes: nothing here reads markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with properties, attributes, listeners (`onclick`), data (`data-testid`) and children. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(element, name, value);
  element.append(
    ...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "value" || name === "checked") element[name] = value;
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** A drawing of the sprite in index.html; it says nothing to a screen reader. */
export function icon(name, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", `i ${extra}`.trim());
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A button that shows only a drawing, and says its name. */
export function iconButton(name, label, props = {}) {
  return h(
    "button",
    { type: "button", class: "icon", "aria-label": label, title: label, ...props },
    icon(name),
  );
}

/** A round face: the first letters of a name on a colour that stays the same for the same id. */
export function avatar(name, id, extra = "") {
  const letters = name
    .split(/\s+/u)
    .map((word) => [...word].find((c) => /[\p{L}\p{N}]/u.test(c)) ?? "")
    .join("");
  const shown = [...letters].slice(0, 2).join("").toUpperCase() || "?";
  return h("span", { class: `avatar ${extra}`.trim(), "data-hue": hue(id), "aria-hidden": "true" }, shown);
}

/** One of seven hues for an id. */
export function hue(id) {
  return Math.abs(Number(id)) % 7;
}

/** Makes the children of `host` exactly `wanted`, in that order, moving as few as possible: focus and scroll stay. */
export function reconcile(host, wanted) {
  const keep = new Set(wanted);
  for (const child of [...host.children]) if (!keep.has(child)) child.remove();
  let at = host.firstElementChild;
  for (const node of wanted) {
    if (node === at) at = at.nextElementSibling;
    else host.insertBefore(node, at);
  }
}

/** Arrow keys, Home and End move the focus among what `selector` finds in `container`. */
export function arrows(container, selector, { horizontal = false } = {}) {
  container.addEventListener("keydown", (event) => {
    const items = [...container.querySelectorAll(selector)].filter((item) => item.checkVisibility());
    const here = items.indexOf(document.activeElement);
    if (here < 0) return;
    const back = horizontal ? "ArrowLeft" : "ArrowUp";
    const forth = horizontal ? "ArrowRight" : "ArrowDown";
    const next = { [back]: here - 1, [forth]: here + 1, Home: 0, End: items.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    items[(next + items.length) % items.length].focus();
  });
}

/** A promise that is kept after so many milliseconds, or at once when the signal is aborted. */
export function pause(milliseconds, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        done();
      },
      { once: true },
    );
  });
}

/** "12 kB" for 12345. */
export function fileSize(bytes) {
  if (bytes === undefined) return "";
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
