// Keys and webhooks.
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { choose, dialog, go, until } from "./page.mjs";

/** @returns the secret of a key that was made */
export async function makeKey(page, name) {
  await go(page, "API keys");
  await page.getByRole("button", { name: "New key" }).click();
  await dialog(page).getByLabel("Name").fill(name);
  await dialog(page).getByLabel("Requests a second").fill("20");
  await dialog(page).getByRole("button", { name: "Create key" }).click();
  const secret = (await dialog(page).locator("code").innerText()).trim();
  await dialog(page).getByRole("button", { name: "Done" }).click();
  return secret;
}

export async function keys(page, url) {
  const secret = await makeKey(page, "crm");
  const asked = () => fetch(`${url}/api/v1/me`, { headers: { "X-API-Key": secret } });
  if ((await asked()).status !== 200) throw new Error("the new key is refused");
  await page.getByRole("button", { name: "Revoke: crm" }).click();
  await dialog(page).getByRole("button", { name: "Revoke", exact: true }).click();
  await page.getByRole("button", { name: "Revoke: crm" }).waitFor({ state: "detached" });
  await until("the revoked key to be refused", async () => (await asked()).status === 401, 30);
}

/** What was done stands in the audit, and the figures count it. */
export async function recorded(page) {
  await go(page, "Audit");
  for (const action of ["key.deleted", "webhook.created"]) {
    await page.getByRole("cell", { name: action, exact: true }).first().waitFor();
  }
  await go(page, "Usage");
  await page.getByText("Messages a day", { exact: true }).waitFor();
  await page.getByText("50,000", { exact: true }).waitFor();
  await go(page, "Account health");
  await page.getByText("Good", { exact: true }).first().waitFor();
  await go(page, "Overview");
  for (const chart of [
    "Messages over time, by status",
    "From acceptance to reading",
    "Time from acceptance",
    "Sessions by state",
  ]) {
    await page.getByRole("figure", { name: chart }).waitFor();
  }
  const sent = page.getByRole("figure", { name: "From acceptance to reading" }).getByRole("row");
  await sent.filter({ hasText: "Read" }).filter({ hasText: /[1-9]/ }).waitFor();
}

/** The language turns the page around; both choices outlast a reload. */
export async function preferences(page) {
  await choose(page, "Language", "العربية");
  await page.locator("html[dir=rtl][lang=ar]").waitFor();
  await choose(page, "المظهر", "داكن");
  await page.locator("html[data-theme=dark]").waitFor();
  await page.reload();
  await page.locator("html[dir=rtl][lang=ar][data-theme=dark]").waitFor();
  await choose(page, "اللغة", "English");
  await choose(page, "Appearance", "System");
  await page.locator("html[dir=ltr]:not([data-theme])").waitFor();
}

export async function webhooks(page, own, peer, shot) {
  const calls = [];
  const server = createServer(async (request, response) => {
    calls.push({ id: request.headers["x-trunkline-event-id"], body: await text(request) });
    response.end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await go(page, "Webhooks");
    await page.getByRole("button", { name: "New webhook" }).click();
    await dialog(page).getByLabel("Address").fill(`http://127.0.0.1:${server.address().port}/hook`);
    await dialog(page).getByLabel("Events").fill("message");
    await dialog(page).getByRole("button", { name: "Create webhook" }).click();
    await dialog(page).getByRole("button", { name: "Done" }).click();
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByText(/Answered 200 in/).waitFor();

    await peer.send(own, "for the webhook");
    await until("the delivery", () => calls.find(({ body }) => body.includes("for the webhook")));
    await page.getByRole("row").filter({ hasText: "Delivered" }).first().waitFor();
    await shot("webhook-deliveries");
    await page.getByRole("button", { name: "Replay" }).first().click();
    await until("the replay", () => new Set(calls.map(({ id }) => id)).size < calls.length);
    await page.getByRole("button", { name: "New secret" }).click();
    await page.getByText("For 24 hours deliveries are signed with both.", { exact: false }).waitFor();
  } finally {
    server.close();
  }
}
