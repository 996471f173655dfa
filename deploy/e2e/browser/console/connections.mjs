// The manager's connections: asked for, approved, logged out, linked anew, deleted.
import { choose, dialog, go, readQr } from "./page.mjs";

export async function connections(page, phone) {
  await go(page, "Connections");
  await page.getByRole("button", { name: "New connection" }).click();
  await dialog(page).getByLabel("Customer id").fill("acme");
  await dialog(page).getByLabel("Customer name").fill("Acme Ltd");
  await dialog(page).getByLabel("Website").fill("https://acme.example");
  await dialog(page).getByRole("button", { name: "Request connection" }).click();
  const token = await dialog(page).locator("code").innerText();
  if (token.split(".").length !== 3) throw new Error("no token is shown");
  await dialog(page).getByRole("button", { name: "Show QR code" }).click();
  await dialog(page).getByRole("link", { name: "Download picture" }).waitFor();
  await page.keyboard.press("Escape");

  await press(page, "Mark QR Approved");
  await page.getByText("Nobody has scanned the QR code yet.", { exact: false }).waitFor();
  await press(page, "Show QR code");
  await linked(page, phone);

  await press(page, "Logout");
  await row(page).getByText("Stale", { exact: true }).waitFor();
  await choose(page, "Status", "Connected");
  await row(page).waitFor({ state: "detached" });
  await choose(page, "Status", "Stale");
  await press(page, "Mark QR Approved");
  await page.getByText("Acme Ltd is connected", { exact: true }).waitFor();
  await choose(page, "Status", "All");

  await press(page, "Connect");
  await dialog(page).getByRole("button", { name: "Connect", exact: true }).click();
  await linked(page, phone);

  await row(page).getByRole("button", { name: "Delete: Acme Ltd" }).click();
  await dialog(page).getByRole("button", { name: "Delete", exact: true }).click();
  await row(page).waitFor({ state: "detached" });
}

async function linked(page, phone) {
  const code = dialog(page).getByRole("img", { name: /^QR code/ });
  await code.waitFor();
  await phone.post("/scan", { qr: await readQr(code) });
  await dialog(page).getByText("acme is connected", { exact: false }).waitFor();
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await row(page).getByText("Connected", { exact: true }).waitFor();
  await row(page).getByText(`+${phone.number}`, { exact: true }).waitFor();
}

function press(page, name) {
  return row(page).getByRole("button", { name, exact: true }).click();
}

function row(page) {
  return page.getByRole("row").filter({ hasText: "Acme Ltd" });
}
