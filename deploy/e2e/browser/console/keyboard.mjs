// Links a number, opens a chat and writes, by keyboard alone. Where the focus is must be seen.
import { until } from "./page.mjs";

/** More stops than any page has before what is looked for. */
const STOPS = 120;

/** @param page at the sessions, newly loaded */
export async function byKeyboard(page, phone, peer, name) {
  await page.keyboard.press("Tab");
  await focused(page, page.getByRole("link", { name: "Skip to content" }));
  await page.keyboard.press("Enter");
  const opener = page.getByRole("button", { name: "New session" });
  await tabTo(page, opener);
  await page.keyboard.press("Enter");
  await focused(page, page.getByRole("dialog").getByLabel("Name"));
  await page.keyboard.press("Escape");
  await focused(page, opener);

  await page.keyboard.press("Enter");
  await focused(page, page.getByRole("dialog").getByLabel("Name"));
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: `Link ${name}` }).waitFor();
  await link(page, phone, name);
  await focused(page, opener);

  await tabTo(page, page.getByRole("link", { name: "Chats", exact: true }));
  await page.keyboard.press("Enter");
  await write(page, phone, peer, name);
}

async function link(page, phone, name) {
  const dialog = page.getByRole("dialog");
  await tabTo(page, dialog.getByRole("tab", { name: "QR code" }));
  await page.keyboard.press("ArrowRight");
  await focused(page, dialog.getByRole("tab", { name: "Pairing code" }));
  await tabTo(page, dialog.getByLabel("Phone number to link"));
  await page.keyboard.type(`+${phone.number}`);
  await page.keyboard.press("Enter");
  const code = dialog.getByLabel("Pairing code", { exact: true }).and(page.locator("p"));
  await code.waitFor();
  await phone.post("/link-code", { code: await code.innerText() });
  await dialog.getByRole("status").getByText(`${name} is connected`, { exact: false }).waitFor();
  await tabTo(page, dialog.getByRole("button", { name: "Done" }));
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
}

async function write(page, phone, peer, name) {
  await tabTo(page, page.getByRole("button", { name: "Connection" }));
  await page.keyboard.press("Enter");
  await focusIsIn(page, "[role=listbox]");
  await page.keyboard.type(name);
  await focused(page, page.getByRole("option", { name, exact: true }));
  await page.keyboard.press("Enter");
  const { id } = await peer.send(phone, "Are you there?");
  const row = page.getByRole("row", { name: new RegExp(`Peer|${peer.number}`) });
  await row.waitFor();
  await tabTo(page, row);
  await page.keyboard.press("Enter");
  await page.getByRole("log").getByText("Are you there?", { exact: true }).waitFor();
  await tabTo(page, page.getByRole("button", { name: "Reply" }));
  await page.keyboard.press("Enter");
  const input = page.getByRole("textbox", { name: "Write a message" });
  await focused(page, input);
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("Enter");
  await peer.received(({ text, quotedId }) => text === "By keyboard" && quotedId === id);
  await focused(page, input);
}

/** Goes forward to it; at each stop the focus shows. */
async function tabTo(page, wanted) {
  await wanted.waitFor();
  for (let stop = 0; stop < STOPS; stop++) {
    await page.keyboard.press("Tab");
    const unseen = await page.evaluate(hidesItsFocus);
    if (unseen) throw new Error(`the focus is not seen at ${unseen}`);
    if (await isFocused(wanted)) return;
  }
  throw new Error(`no way by Tab to ${wanted}`);
}

/** In the page: the element that has the focus, where nothing shows that. */
function hidesItsFocus() {
  const element = document.activeElement;
  if (element === document.body) return undefined;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const shows = outlineStyle !== "none" && outlineWidth !== "0px" && box.width > 1 && box.height > 1;
  return shows ? undefined : element.outerHTML.slice(0, 200);
}

function isFocused(wanted) {
  return wanted.evaluate((element) => element === document.activeElement);
}

async function focused(page, wanted) {
  await wanted.waitFor();
  await until(`the focus to be on ${wanted}`, () => isFocused(wanted), 10).catch(async (failure) => {
    const where = await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
    throw new Error(`${failure.message}; it is on ${where}`);
  });
}

function focusIsIn(page, selector) {
  return until(`the focus to be in ${selector}`, () =>
    page.evaluate((within) => document.activeElement.closest(within) !== null, selector),
  );
}
