// Copies the examples of the pages of documentation, as a reader does.
//
//   node snippets.mjs < orders.json
//
// orders: {url, chromium, pages: [path]}. Prints them as JSON: [{page, call, language, text}], where
// `call` is the method and the path.
import { text } from "node:stream/consumers";
import { chromium } from "playwright-core";
import { Browsing } from "./console/page.mjs";

const orders = JSON.parse(await text(process.stdin));
const browser = await chromium.launch({
  executablePath: orders.chromium,
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
});
try {
  const browsing = new Browsing(browser, orders.url);
  const page = await browsing.visit();
  const snippets = [];
  for (const path of orders.pages) {
    await page.goto(orders.url + path);
    await page.locator(".endpoint").first().waitFor();
    for (const endpoint of await page.locator(".endpoint").all()) {
      const call = (await endpoint.locator(".endpoint-path > *").allInnerTexts()).join(" ");
      for (const tab of await endpoint.getByRole("tab").all()) {
        await tab.click();
        const panel = endpoint.getByRole("tabpanel").locator("pre");
        snippets.push({
          page: path,
          call,
          language: await tab.innerText(),
          text: await panel.innerText(),
        });
      }
    }
  }
  if (browsing.problems.length > 0) throw new Error(browsing.problems.join("\n"));
  console.log(JSON.stringify(snippets));
} finally {
  await browser.close();
}
