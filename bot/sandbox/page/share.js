// What a person can send beside words: a file or photo, a phone number, a place.

import { upload } from "./api.js";
import { field, form } from "./dialogs.js";
import { h } from "./dom.js";

const PHOTO = /^image\/(jpeg|png|webp)$/;

/**
 * Sends a file: one that is already there, or one chosen among those that `source` accepts. A picture of the kinds
 * Telegram shows goes as a photo when photos were asked for or when it was pasted, else as a document.
 */
export function chooseFile(source, send) {
  if (source instanceof File) {
    confirmFile(source, PHOTO.test(source.type), send);
    return;
  }
  const input = h("input", { type: "file", accept: source, hidden: true });
  input.addEventListener("change", () => {
    const [file] = input.files;
    if (file) confirmFile(file, source !== "" && PHOTO.test(file.type), send);
  });
  document.body.append(input);
  input.click();
  input.remove();
}

function confirmFile(file, asPhoto, send) {
  const caption = h("input", {
    name: "caption",
    maxlength: "1024",
    autocomplete: "off",
    dir: "auto",
    autofocus: true,
  });
  form(
    asPhoto ? "Send a photo" : "Send a file",
    [h("p", { class: "file-chosen" }, file.name), field("Caption", caption)],
    "Send",
    async (values) => {
      const content = { [asPhoto ? "photo" : "document"]: await upload(file) };
      const words = values.get("caption").trim();
      await send(words ? { ...content, caption: words } : content);
    },
  );
}

/** Asks whether to share the person's phone number, as Telegram does before a bot learns it. */
export function shareContact(person, send) {
  const digits = String(person.user_id % 1e7).padStart(7, "0");
  const phone = h("input", {
    name: "phone",
    type: "tel",
    value: `+3247${digits}`,
    required: true,
    autocomplete: "off",
  });
  form(
    "Share your phone number?",
    [h("p", {}, `The bot will learn the number of ${person.name}.`), field("Phone number", phone)],
    "Share",
    (values) => {
      const [first, ...rest] = person.name.split(" ");
      const name = rest.length ? { first_name: first, last_name: rest.join(" ") } : { first_name: first };
      return send({ phone_number: values.get("phone"), ...name, user_id: person.user_id });
    },
  );
}

/** Asks for a place and shares it. */
export function shareLocation(send) {
  const number = (name, value) =>
    h("input", { name, type: "number", step: "any", value, required: true, inputmode: "decimal" });
  form(
    "Share a location",
    [field("Latitude", number("latitude", "50.4674")), field("Longitude", number("longitude", "4.8719"))],
    "Share",
    (values) =>
      send({ latitude: Number(values.get("latitude")), longitude: Number(values.get("longitude")) }),
  );
}
