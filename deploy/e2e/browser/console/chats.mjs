// Reads and writes in the chat view.
import { choose, go } from "./page.mjs";
import { picture } from "./picture.mjs";

const PNG = picture(320, 180);

/** @returns where the chat is seen */
export async function talk(page, own, peer, session, shot) {
  await go(page, "Chats");
  await choose(page, "Connection", session);
  await page.getByLabel("Write to a number").fill(`+${peer.number}`);
  await page.getByRole("button", { name: "Write", exact: true }).click();
  await write(page, "Hello from the console");
  const sent = line(page, "Hello from the console");
  const atPeer = await peer.received(({ text }) => text === "Hello from the console");
  await sent.getByRole("img", { name: "Delivered" }).waitFor();
  await peer.post("/receipts", { ids: [atPeer.id], type: "read" });
  await sent.getByRole("img", { name: "Read" }).waitFor();

  const { id } = await peer.send(own, "And hello back");
  const received = line(page, "And hello back");
  await received.waitFor();
  await received.hover();
  await received.getByRole("button", { name: "Reply" }).click();
  await write(page, "That was quick");
  await peer.received(({ text, quotedId }) => text === "That was quick" && quotedId === id);

  await received.hover();
  await received.getByRole("button", { name: "React" }).click();
  await page.getByRole("menuitem", { name: "👍" }).click();
  await peer.received(({ kind }) => kind === "reaction");
  await received.getByRole("list", { name: "Reactions" }).getByText("👍").waitFor();

  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Attach a file" }).click();
  await (await chooser).setFiles({ name: "dot.png", mimeType: "image/png", buffer: PNG });
  await write(page, "A picture");
  await peer.received(({ kind, caption }) => kind === "image" && caption === "A picture");
  await line(page, "A picture").getByRole("img", { name: "Picture" }).waitFor();

  await everyKind(page, own, peer);
  await shot("chat");

  await page.getByRole("searchbox", { name: "Search in this chat" }).fill("QUICK");
  await line(page, "And hello back").first().waitFor({ state: "detached" });
  await line(page, "That was quick").waitFor();
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}

async function everyKind(page, own, peer) {
  const kinds = [
    [{ kind: "image", mediaBase64: PNG.toString("base64"), mimetype: "image/png", caption: "Seen" }, "Seen"],
    [{ kind: "document", mediaBase64: PNG.toString("base64"), mimetype: "application/pdf", fileName: "bill.pdf" }, "bill.pdf"],
    [{ kind: "voice", mediaBase64: PNG.toString("base64"), mimetype: "audio/ogg; codecs=opus", seconds: 7 }, "Show Voice note (0:07)"],
    [{ kind: "location", latitude: 33.89, longitude: 35.5, name: "Beirut" }, "33.89000, 35.50000"],
    [{ kind: "contact", displayName: "Ada", vcards: ["BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nEND:VCARD"] }, "Ada"],
    [{ kind: "poll", name: "Lunch?", options: ["Yes", "No"], selectable: 1 }, "Lunch?"],
  ];
  for (const [message, words] of kinds) {
    await peer.post("/messages", { to: own.number, ...message });
    await page.getByRole("log").getByText(words, { exact: false }).first().waitFor();
  }
}

async function write(page, text) {
  await page.getByRole("textbox", { name: "Write a message" }).fill(text);
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

/** A quote of the text does not count. */
function line(page, text) {
  const own = page.locator(".line-text", { hasText: text });
  return page.getByRole("log").getByRole("article").filter({ has: own }).last();
}
