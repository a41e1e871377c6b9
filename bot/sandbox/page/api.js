// The people's side of the sandbox over HTTP. Every failure becomes a Refusal whose message is a sentence to show.

/** What the sandbox would not do, and why, in a sentence. */
export class Refusal extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

async function call(method, path, body, signal) {
  try {
    const answer = await fetch(`/sandbox/${path}`, {
      method,
      signal,
      cache: "no-store",
      ...(body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
    });
    const json = await answer.json();
    if (answer.ok) return json;
    throw new Refusal(answer.status, json.error ?? `The sandbox answered ${answer.status}.`);
  } catch (error) {
    if (signal?.aborted || error instanceof Refusal) throw error;
    throw new Refusal(0, "The sandbox does not answer. Is it still running?");
  }
}

export const get = (path, signal) => call("GET", path, undefined, signal);
export const post = (path, body = {}, signal) => call("POST", path, body, signal);
export const remove = (path) => call("DELETE", path);

/** The address of a file's bytes. */
export const fileUrl = (fileId) => `/sandbox/files/${encodeURIComponent(fileId)}`;

/** A chosen file as the sandbox takes it. */
export async function upload(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return { base64: btoa(binary), file_name: file.name, mime_type: file.type || "application/octet-stream" };
}
