// Every page in both languages, light and dark, on a desk and in a hand: looked at by axe, kept as a
// picture.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

export const TENANT_PAGES = [
  "/",
  "/overview",
  "/connections",
  "/messages",
  "/console/chats",
  "/getting-started",
  "/notify",
  "/notify/messages",
  "/notify/send",
  "/notify/sessions",
  "/notify/contacts",
  "/notify/docs",
  "/tokens/docs",
  "/console/keys",
  "/console/webhooks",
  "/console/health",
  "/console/usage",
  "/console/audit",
];
export const OPERATOR_PAGES = ["/", "/console/operators", "/console/audit"];

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** @param page signed in by a cookie, so that a reload keeps it */
export async function everyPage(page, url, paths, folder, prefix, problems) {
  for (const language of ["en", "ar"]) {
    await page.evaluate((chosen) => localStorage.setItem("trunkline.language", chosen), language);
    for (const path of paths) {
      await page.goto(url + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForFunction(() => !document.querySelector(".loading"));
      for (const theme of ["light", "dark"]) {
        await page.evaluate((chosen) => (document.documentElement.dataset.theme = chosen), theme);
        for (const size of SIZES) {
          await page.setViewportSize(size);
          const name = `${prefix}${path.replaceAll("/", "_")}-${language}-${theme}-${size.width}`;
          await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
          problems.push(...(await faults(page)).map((fault) => `${name}: ${fault}`));
        }
      }
    }
  }
  await page.evaluate(() => localStorage.setItem("trunkline.language", "en"));
  await page.goto(url);
  await page.setViewportSize(SIZES[0]);
}

/** What axe finds, and whether the page is wider than the screen. */
export async function faults(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const found = violations.map(
    ({ id, nodes }) => `axe: ${id}: ${nodes[0].html.slice(0, 160)}: ${nodes[0].failureSummary}`,
  );
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return excess > 0 ? [...found, `wider than the screen by ${excess} pixels`] : found;
}
