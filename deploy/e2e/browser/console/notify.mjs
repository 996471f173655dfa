// Notifications: a number of their own, consent, the paced queue, opting out, resending.
import { choose, dialog, go, readQr, until } from "./page.mjs";
import { picture } from "./picture.mjs";

/** Before a number is linked. */
export async function offline(page, shot) {
  await go(page, "Dashboard", "Notifications");
  await page.getByText("System Offline", { exact: true }).waitFor();
  await shot("notify-offline");
}

/** Once a number is. */
export async function online(page) {
  await go(page, "Dashboard", "Notifications");
  await page.getByText("System Offline", { exact: true }).waitFor({ state: "detached" });
}

export async function notifications(page, phones, shot) {
  const own = await phones.add("Support");
  const agrees = await phones.add("Agrees");
  const declines = await phones.add("Declines");
  await add(page, own, "support", shot);

  await sendPicture(page, "support", agrees, "Your order is ready");
  await send(page, "support", declines, "Your order is late");
  await go(page, "Message Audit");
  await row(page, "Your order is ready").getByText("Pending").waitFor();

  await agrees.send(own, "hello?");
  await agrees.received(({ text }) => text?.includes("Reply 1 or YES"));
  await agrees.send(own, "YES");
  await agrees.received(
    ({ kind, caption }) => kind === "image" && caption === "Your order is ready",
    120,
  );
  await row(page, "Your order is ready").getByText("Delivered").waitFor();

  await declines.send(own, "لا");
  await row(page, "Your order is late").getByText("Opted out").waitFor();
  await row(page, "Your order is late").getByRole("button", { name: "Resend" }).click();
  await page.getByText(/waits to be sent again/).waitFor();
  // Nobody is overruled.
  await row(page, "Your order is late").getByText("Opted out").waitFor();
  await shot("notify-audit");
  await filtered(page);

  await go(page, "Contacts");
  await row(page, agrees.number).getByText("Agreed").waitFor();
  await row(page, declines.number).getByText("Declined").waitFor();
  await row(page, agrees.number).getByRole("button", { name: "Ask again" }).click();
  await row(page, agrees.number).getByText("Not answered").waitFor();

  await go(page, "Dashboard", "Notifications");
  await figure(page, "Opted out", "1");
  await addedAndRemoved(page);
}

/** The log shows what its drop-downs and fields ask for. */
async function filtered(page) {
  await choose(page, "Status", "Opted out");
  await row(page, "Your order is ready").waitFor({ state: "detached" });
  await row(page, "Your order is late").waitFor();
  await choose(page, "Status", "All");
  await page.getByLabel("Text contains").fill("READY");
  await row(page, "Your order is late").waitFor({ state: "detached" });
  await row(page, "Your order is ready").waitFor();
}

function figure(page, label, value) {
  const term = page.getByText(label, { exact: true });
  const card = page.locator(".stat").filter({ has: term });
  return card.getByText(value, { exact: true }).waitFor();
}

/** A number gets another QR code, and is removed. The standard one keeps its code for the pictures. */
async function addedAndRemoved(page) {
  await go(page, "Numbers");
  await page.getByRole("button", { name: "Add New Session" }).click();
  await dialog(page).getByLabel("Session name").fill("spare");
  await dialog(page).getByRole("button", { name: "Add New Session" }).click();
  const code = number(page, "spare").getByRole("img", { name: /^QR code/ });
  const first = await readQr(code);
  await number(page, "spare").getByRole("button", { name: "Generate New QR" }).click();
  await until("another code", async () => (await code.count()) > 0 && (await readQr(code)) !== first);
  await number(page, "spare").getByRole("button", { name: "Delete: spare" }).click();
  await dialog(page).getByRole("button", { name: "Delete", exact: true }).click();
  await number(page, "spare").waitFor({ state: "detached" });
  await number(page, "default").getByRole("button", { name: "Generate New QR" }).click();
  await number(page, "default").getByRole("img", { name: /^QR code/ }).waitFor();
}

function number(page, name) {
  return page.getByRole("article", { name, exact: true });
}

async function add(page, phone, name, shot) {
  await go(page, "Numbers");
  await page.getByRole("button", { name: "Add New Session" }).click();
  await dialog(page).getByLabel("Session name").fill(name);
  await dialog(page).getByRole("button", { name: "Add New Session" }).click();
  const card = number(page, name);
  const code = card.getByRole("img", { name: /^QR code/ });
  await code.waitFor();
  await shot("notify-qr");
  await phone.post("/scan", { qr: await readQr(code) });
  await card.getByText("Online", { exact: true }).waitFor();
}

async function send(page, session, phone, text) {
  await go(page, "Manual Send");
  await choose(page, "Session", session);
  await page.getByText("Text", { exact: true }).click();
  await page.getByLabel("Phone").fill(phone.number);
  await page.getByLabel("Message").fill(text);
  await page.getByRole("button", { name: "Put in the queue" }).click();
  await page.getByText(/Message \d+ is in the queue/).first().waitFor();
}

async function sendPicture(page, session, phone, caption) {
  await go(page, "Manual Send");
  await choose(page, "Session", session);
  await page.getByText("Image", { exact: true }).click();
  await page.getByLabel("Phone").fill(phone.number);
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose an image" }).click();
  const buffer = picture(64, 48);
  await (await chooser).setFiles({ name: "order.png", mimeType: "image/png", buffer });
  await page.getByLabel("Caption").fill(caption);
  await page.getByRole("button", { name: "Put in the queue" }).click();
  await page.getByText(/Message \d+ is in the queue/).first().waitFor();
}

function row(page, text) {
  return page.getByRole("row").filter({ hasText: text });
}
