// Notifications: a number of their own, consent, the paced queue, opting out, resending.
import { choose, dialog, go, readQr } from "./page.mjs";

export async function notifications(page, phones, shot) {
  const own = await phones.add("Support");
  const agrees = await phones.add("Agrees");
  const declines = await phones.add("Declines");
  await add(page, own, "support", shot);

  await send(page, "support", agrees, "Your order is ready");
  await send(page, "support", declines, "Your order is late");
  await go(page, "Message Audit");
  await row(page, "Your order is ready").getByText("Pending").waitFor();

  await agrees.send(own, "hello?");
  await agrees.received(({ text }) => text?.includes("Reply 1 or YES"));
  await agrees.send(own, "YES");
  await agrees.received(({ text }) => text === "Your order is ready", 120);
  await row(page, "Your order is ready").getByText("Delivered").waitFor();

  await declines.send(own, "لا");
  await row(page, "Your order is late").getByText("Opted out").waitFor();
  await row(page, "Your order is late").getByRole("button", { name: "Resend" }).click();
  await page.getByText(/waits to be sent again/).waitFor();
  // Nobody is overruled.
  await row(page, "Your order is late").getByText("Opted out").waitFor();
  await shot("notify-audit");

  await go(page, "Contacts");
  await row(page, agrees.number).getByText("Agreed").waitFor();
  await row(page, declines.number).getByText("Declined").waitFor();
  await row(page, agrees.number).getByRole("button", { name: "Ask again" }).click();
  await row(page, agrees.number).getByText("Not answered").waitFor();
  return own;
}

async function add(page, phone, name, shot) {
  await go(page, "Numbers");
  await page.getByRole("button", { name: "Add New Session" }).click();
  await dialog(page).getByLabel("Session name").fill(name);
  await dialog(page).getByRole("button", { name: "Add New Session" }).click();
  const card = page.getByRole("article", { name, exact: true });
  const code = card.getByRole("img", { name: /^QR code/ });
  await code.waitFor();
  await shot("notify-qr");
  await phone.post("/scan", { qr: await readQr(code) });
  await card.getByText("Online", { exact: true }).waitFor();
}

async function send(page, session, phone, text) {
  await go(page, "Manual Send");
  await choose(page, "Session", session);
  await page.getByLabel("Phone").fill(phone.number);
  await page.getByLabel("Message").fill(text);
  await page.getByRole("button", { name: "Put in the queue" }).click();
  await page.getByText(/Message \d+ is in the queue/).first().waitFor();
}

function row(page, text) {
  return page.getByRole("row").filter({ hasText: text });
}
