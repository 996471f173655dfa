// Opens Swagger UI in Chromium and tries calls out as a person does.
//
//   node explorer.mjs < orders.json
//
// orders: {url, chromium, tries: [{page, definition, operation, credential, secret, path, body,
// status}]}: `operation` is the tag and id of the call, such as send-post_send; `path` gives values
// of its path parameters. Prints each reply; fails when a status differs, when the console has an
// error, or when anything is asked of another host.
import { text } from "node:stream/consumers";
import { chromium } from "playwright-core";

const orders = JSON.parse(await text(process.stdin));
const browser = await chromium.launch({
  executablePath: orders.chromium,
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
const problems = [];

async function attempt(order) {
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  page.on("console", (line) => {
    if (line.type() === "error") problems.push(`${order.definition}: console: ${line.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`${order.definition}: ${error}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.protocol !== "blob:" && url.origin !== orders.url) {
      problems.push(`${order.definition}: asked ${url.origin}`);
    }
  });

  await page.goto(`${orders.url}${order.page}?urls.primaryName=${order.definition}`);
  await page.locator(".btn.authorize").first().click();
  const credential = page.locator(".auth-container", { hasText: order.credential }).first();
  await credential.locator("input").fill(order.secret);
  await credential.locator("button.authorize").click();
  await page.locator(".auth-btn-wrapper .btn-done").first().click();

  const call = page.locator(`#operations-${order.operation}`);
  await call.locator(".opblock-summary-control").click();
  await call.locator(".try-out__btn").click();
  for (const [name, value] of Object.entries(order.path ?? {})) {
    await call.locator(`tr[data-param-name="${name}"] input`).fill(value);
  }
  if (order.body) await call.locator(".body-param__text").fill(JSON.stringify(order.body));
  await call.locator("button.execute").click();
  const reply = call.locator(".live-responses-table .response").first();
  await reply.waitFor();
  const status = (await reply.locator(".response-col_status").innerText()).trim();
  console.log(`${order.definition} ${order.operation} ${status}`);
  if (!status.startsWith(String(order.status))) {
    problems.push(`${order.definition}: ${status}: ${await reply.innerText()}`);
  }
  await page.close();
}

try {
  for (const order of orders.tries) await attempt(order);
} finally {
  await browser.close();
}
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
