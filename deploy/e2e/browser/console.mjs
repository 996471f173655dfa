// Walks the console in Chromium as people do: an operator makes a tenant, its administrator links
// numbers, talks, notifies, makes keys and webhooks; another tenant sees nothing of it; then every
// page is looked at.
//
//   node console.mjs < orders.json
//
// orders: {url, chromium, simulator, adminKey, foreignKey, folder}: `foreignKey` belongs to another
// tenant, pictures go to `folder`. Prints each scenario with its seconds; fails where one fails,
// where a page has an error in its console or asks anything of another host, and where axe finds
// fault with a page.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { chromium } from "playwright-core";
import { talk } from "./console/chats.mjs";
import { connections } from "./console/connections.mjs";
import { keys, preferences, recorded, webhooks } from "./console/develop.mjs";
import { byKeyboard } from "./console/keyboard.mjs";
import * as linking from "./console/linking.mjs";
import { messages } from "./console/messages.mjs";
import { notifications, offline, online } from "./console/notify.mjs";
import * as operating from "./console/operator.mjs";
import { Browsing, go } from "./console/page.mjs";
import {
  everyPage,
  faults,
  GUIDES,
  OPERATOR_PAGES,
  TENANT_OPENED,
  TENANT_PAGES,
  tenantOpened,
} from "./console/pages.mjs";
import { Phones } from "./console/phones.mjs";

const orders = JSON.parse(await text(process.stdin));
const { url, folder } = orders;
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: orders.chromium,
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
});
const browsing = new Browsing(browser, url);
const { problems } = browsing;
const phones = new Phones(orders.simulator);

/** As JPEG, which is made in a fraction of the time. */
async function keep(page, name, more, lookFor) {
  const path = join(folder, `${name}.jpg`);
  await page.screenshot({ path, quality: 80, animations: "disabled", ...more });
  problems.push(...(await lookFor(page)).map((fault) => `${name}: ${fault}`));
}

/** What is on the screen. */
const shotsOf = (page) => (name) => keep(page, name, {}, faults);

/** Of a page that is long only its beginning. */
async function wholePage(page, name, lookFor) {
  const [width, height] = await page.evaluate(() => [innerWidth, document.body.scrollHeight]);
  const clip = { x: 0, y: 0, width, height: Math.min(height, 3000) };
  await keep(page, name, { fullPage: true, clip }, lookFor);
}

async function scenario(name, run) {
  const began = Date.now();
  try {
    return await run();
  } catch (failure) {
    const pages = browser.contexts().flatMap((context) => context.pages());
    for (const [index, page] of pages.entries()) {
      const path = join(folder, `failed-${name.replaceAll(" ", "-")}-${index}.png`);
      await page.screenshot({ path }).catch(() => undefined);
    }
    throw new Error(`${name}: ${failure.message}`, { cause: failure });
  } finally {
    console.log(`${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
}

async function walk() {
  const id = Math.random().toString(36).slice(2, 8);
  const [email, password] = [`admin-${id}@example.com`, `correct horse ${id}`];
  const operator = await browsing.signedInByKey(orders.adminKey);
  const tenant = await scenario("an operator makes a tenant with an administrator", () =>
    operating.tenantWithAdmin(operator, `Console ${id}`, email, password, shotsOf(operator)),
  );
  await scenario("a tenant is suspended and resumed", () =>
    operating.suspendedAndResumed(operator),
  );
  await scenario("a tenant is set up", () => operating.setUp(operator));

  const page = await browsing.signedIn(email, password);
  const shot = shotsOf(page);
  const [own, other, peer] = [
    await phones.add("Own"),
    await phones.add("Other"),
    await phones.add("Peer"),
  ];
  await own.post("/history", { chats: 3, messagesPerChat: 5 });
  await scenario("the system is offline", () => offline(page, shot));
  await scenario("a number is linked by QR", () => linking.byQr(page, own, "shop", shot));
  await scenario("a number is linked by code", () => linking.byCode(page, other, "desk", shot));
  await scenario("the system is online", () => online(page));
  const colleague = async (work) => {
    const own = await browsing.signedIn(email, password);
    await work(own);
    await own.context().close();
  };
  const more = [];
  await Promise.all([
    // Its queue keeps a pace, so that the others see to their work meanwhile.
    colleague((page) =>
      scenario("notifications ask, wait and obey", () =>
        notifications(page, phones, shotsOf(page)),
      ),
    ),
    colleague((page) => customersAndKeyboard(page, peer)),
    colleague((page) => developed(page, own, peer)),
    operated(operator, id),
    scenario("every guide is sound", () =>
      everyPage(() => browsing.visit(), url, GUIDES, "guide", wholePage),
    ),
    (async () => {
      const chat = await scenario("a chat is held", () => talk(page, own, peer, "shop", shot));
      more.push([chat, "/chat"]);
      await scenario("messages are seen, filtered and exported", () => messages(page, own, peer));
      const settings = await scenario("a session is set up", () => linking.settings(page, "shop"));
      more.push([settings, "/settings"]);
      await scenario("a session is stopped and started", () =>
        linking.stoppedAndStarted(page, "shop"),
      );
      await scenario("a number is unlinked on the phone and linked again", () =>
        linking.unlinkedOnThePhone(page, other, "desk"),
      );
    })(),
  ]);
  await scenario("what was done is recorded", () => recorded(page));
  await scenario("another tenant sees nothing of it", () => seesNothing(page));
  await scenario("every page is sound", () =>
    Promise.all([
      everyPage(
        () => browsing.signedIn(email, password),
        url,
        [...TENANT_PAGES, ...more, ...TENANT_OPENED],
        "tenant",
        wholePage,
      ),
      operatorPages(tenant),
    ]),
  );
  await scenario("a session is deleted", () => linking.deleted(page, "desk"));
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("tab", { name: "API key" }).waitFor();
  await shot("login");
  await page.context().close();
}

async function customersAndKeyboard(page, peer) {
  const [acme, typist] = [await phones.add("Acme"), await phones.add("Keys")];
  await scenario("a connection comes and goes", () => connections(page, acme));
  await page.goto(url);
  await page.getByRole("heading", { level: 1, name: "Sessions" }).waitFor();
  await scenario("a number is linked and a chat held by keyboard alone", () =>
    byKeyboard(page, typist, peer, "keys"),
  );
  await scenario("a session moves as a file", () => linking.moved(page, "keys", "moved"));
}

async function developed(page, own, peer) {
  await scenario("a key is made and revoked", () => keys(page, url));
  await scenario("a webhook is delivered and replayed", () =>
    webhooks(page, own, peer, shotsOf(page)),
  );
  await scenario("language and appearance are chosen", () => preferences(page));
}

async function operated(page, id) {
  await scenario("a tenant is deleted", () => operating.deletedTenant(page, `Gone ${id}`));
  await scenario("an operator comes and goes", () =>
    operating.colleague(page, `colleague-${id}@example.com`),
  );
  await scenario("the fleet is run", () => operating.fleet(page));
  await page.context().close();
}

async function seesNothing(page) {
  const session = await page.evaluate(async () => {
    const reply = await fetch("/api/v1/sessions");
    return (await reply.json()).data.sessions.find(({ name }) => name === "shop").id;
  });
  const stranger = await browsing.signedInByKey(orders.foreignKey);
  await stranger.getByText(/No session yet|Search sessions/).first().waitFor();
  if ((await stranger.getByRole("article", { name: "shop" }).count()) > 0) {
    throw new Error("a stranger sees the session");
  }
  await go(stranger, "Messages");
  await stranger.getByText("No messages here yet").waitFor();
  await stranger.evaluate((path) => {
    history.pushState({}, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  }, `/console/chats?session=${session}`);
  await stranger.getByText("No session is linked yet").waitFor();
  await stranger.context().close();
}

/** The operator's cookie is that of an operator whom the key makes. */
async function operatorPages(tenant) {
  const [email, password] = [`op-${Math.random().toString(36).slice(2)}@example.com`, "run it well"];
  const reply = await fetch(`${url}/admin/v1/users`, {
    method: "POST",
    headers: { "X-Admin-Key": orders.adminKey, "Content-Type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  if (!reply.ok) throw new Error(`no operator was made: ${reply.status}`);
  const signIn = () => browsing.signedIn(email, password);
  const paths = [...OPERATOR_PAGES, [tenant, "/tenant"], ...tenantOpened(tenant)];
  await everyPage(signIn, url, paths, "operator", wholePage);
}

try {
  await walk();
} catch (failure) {
  problems.push(failure.stack);
} finally {
  await browser.close();
}
if (problems.length > 0) {
  console.error([...new Set(problems)].join("\n"));
  process.exit(1);
}
