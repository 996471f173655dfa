// Links numbers by QR and by code, unlinks one on the phone and links it again.
import { readFile } from "node:fs/promises";
import { dialog, go, readQr } from "./page.mjs";

export async function create(page, name) {
  await go(page, "Sessions");
  await page.getByRole("button", { name: "New session" }).click();
  await dialog(page).getByLabel("Name").fill(name);
  await dialog(page).getByRole("button", { name: "Create and link" }).click();
}

export async function scan(page, phone) {
  const code = dialog(page).getByRole("img", { name: /^QR code/ });
  await code.waitFor();
  await dialog(page).getByText(/A new code in \d+ second/).waitFor();
  await phone.post("/scan", { qr: await readQr(code) });
}

/** @param shot called while something worth a picture is on the screen */
export async function byQr(page, phone, name, shot) {
  await create(page, name);
  await dialog(page).getByRole("img", { name: /^QR code/ }).waitFor();
  await shot("link-qr");
  await scan(page, phone);
  await dialog(page).getByText(`${name} is connected as +${phone.number}.`).waitFor();
  await shot("link-done");
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await card(page, name).getByText("Connected", { exact: true }).waitFor();
}

export async function byCode(page, phone, name, shot) {
  await create(page, name);
  await dialog(page).getByRole("tab", { name: "Pairing code" }).click();
  await dialog(page).getByLabel("Phone number to link").fill(`+${phone.number}`);
  await dialog(page).getByRole("button", { name: "Get a code" }).click();
  const code = dialog(page).getByLabel("Pairing code", { exact: true }).and(page.locator("p"));
  await code.waitFor();
  await shot("link-code");
  await phone.post("/link-code", { code: await code.innerText() });
  await dialog(page).getByText(`${name} is connected as +${phone.number}.`).waitFor();
  await dialog(page).getByRole("button", { name: "Done" }).click();
}

export async function unlinkedOnThePhone(page, phone, name) {
  await go(page, "Sessions");
  await phone.post("/unlink", { deviceJid: await phone.device() });
  await card(page, name).getByText("Unlinked", { exact: true }).waitFor();
  await card(page, name).getByText("The device was removed on the phone.", { exact: false }).waitFor();
  await card(page, name).getByRole("button", { name: "Connect" }).click();
  await scan(page, phone);
  await dialog(page).getByText(`${name} is connected`, { exact: false }).waitFor();
  await dialog(page).getByRole("button", { name: "Done" }).click();
}

/** Disconnects by the card and connects again without a scan. */
export async function stoppedAndStarted(page, name) {
  await go(page, "Sessions");
  await card(page, name).getByRole("button", { name: "Disconnect" }).click();
  await card(page, name).getByText("Disconnected", { exact: true }).waitFor();
  await card(page, name).getByRole("button", { name: "Connect" }).click();
  await card(page, name).getByText("Connected", { exact: true }).waitFor();
}

/** Takes a session's link out as a file and goes on with it under another name. */
export async function moved(page, name, to) {
  await go(page, "Sessions");
  await card(page, name).getByRole("button", { name: "Disconnect" }).click();
  await card(page, name).getByText("Disconnected", { exact: true }).waitFor();
  await card(page, name).getByRole("button", { name: `More for ${name}` }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Export link" }).click();
  const file = await (await download).path();
  await page.getByRole("button", { name: "Import session" }).click();
  await dialog(page).getByLabel("Name").fill(to);
  const chooser = page.waitForEvent("filechooser");
  await dialog(page).getByRole("button", { name: "Choose a file" }).click();
  await (await chooser).setFiles({
    name: `${name}.zip`,
    mimeType: "application/zip",
    buffer: await readFile(file),
  });
  await dialog(page).getByRole("button", { name: "Import session" }).click();
  await page.getByText(`${to} is imported`, { exact: true }).waitFor();
  await card(page, to).getByText("Connected", { exact: true }).waitFor();
}

/** @returns the path of the settings' page */
export async function settings(page, name) {
  await go(page, "Sessions");
  await card(page, name).getByRole("button", { name: `More for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await page.getByRole("heading", { level: 1, name: `Settings of ${name}` }).waitFor();
  await page.getByLabel("Most in 24 hours").fill("500");
  await page.getByText("Reject calls", { exact: true }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.reload();
  await page.getByRole("checkbox", { name: "Reject calls", checked: true }).waitFor();
  const kept = await page.getByLabel("Most in 24 hours").inputValue();
  if (kept !== "500") throw new Error(`the limit was not kept: ${kept}`);
  const { pathname } = new URL(page.url());
  return pathname;
}

export async function deleted(page, name) {
  await go(page, "Sessions");
  await card(page, name).getByRole("button", { name: `More for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await dialog(page).getByRole("button", { name: "Delete" }).click();
  await card(page, name).waitFor({ state: "detached" });
}

function card(page, name) {
  return page.getByRole("article", { name, exact: true });
}
