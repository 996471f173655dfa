// Keys and webhooks.
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { dialog, go, until } from "./page.mjs";

/** @returns the secret of a key that was made */
export async function makeKey(page, name) {
  await go(page, "API keys");
  await page.getByRole("button", { name: "New key" }).click();
  await dialog(page).getByLabel("Name").fill(name);
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
    const first = await until("the delivery", () =>
      calls.find(({ body }) => body.includes("for the webhook")),
    );
    await page.getByRole("row").filter({ hasText: "Delivered" }).first().waitFor();
    await shot("webhook-deliveries");
    await page.getByRole("button", { name: "Replay" }).first().click();
    await until("the replay", () => calls.filter(({ id }) => id === first.id).length > 1);
  } finally {
    server.close();
  }
}
