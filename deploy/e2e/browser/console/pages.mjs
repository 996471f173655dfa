// Every page in both languages, light and dark, on a desk and in a hand: looked at by axe, kept as a
// picture.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

export const TENANT_PAGES = [
  "/",
  "/overview",
  "/connections",
  "/messages",
  "/console/chats",
  "/notify",
  "/notify/messages",
  "/notify/send",
  "/notify/sessions",
  "/notify/contacts",
  "/console/keys",
  "/console/webhooks",
  "/console/health",
  "/console/usage",
  "/console/audit",
];
export const GUIDES = [
  "/getting-started",
  "/notify/docs",
  "/tokens/docs",
  ["/", "/login", (page) => page.locator(".sidebar .signed-in button").click()],
];
export const OPERATOR_PAGES = ["/", "/console/fleet", "/console/operators", "/console/audit"];

const creating = (page) => page.locator(".page-actions button").last().click();
const tab = (index) => (page) => page.getByRole("tab").nth(index).click();

/** What opens on pages. */
export const TENANT_OPENED = [
  ["/", "/session-new", creating],
  ["/connections", "/connection-new", creating],
  ["/connections", "/link", (page) => rowOf(page, "default").getByRole("button").nth(1).click()],
  ["/messages", "/message", (page) => rowOf(page, "").nth(1).getByRole("button").click()],
  ["/console/keys", "/key-new", creating],
  ["/console/webhooks", "/webhook-new", creating],
];
export const tenantOpened = (path) => [
  [path, "/tenant-settings", tab(1)],
  [path, "/tenant-keys", tab(2)],
  [path, "/tenant-users", tab(3)],
];

function rowOf(page, text) {
  return page.getByRole("row").filter({ hasText: text });
}

const SIZES = [
  [1440, 900],
  [390, 844],
];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * @param signIn gives a page of its own: what signed it in outlasts a reload
 * @param paths each itself, or with the name that its pictures have and what opens something on it;
 *   of what is opened half of the looks are taken, with each pair of width, theme and language
 * @param shot keeps a picture of the page under a name, and the faults that are looked for
 */
export async function everyPage(signIn, url, paths, prefix, shot) {
  await Promise.all(
    ["en", "ar"].map(async (language) => {
      const page = await signIn();
      await page.evaluate((chosen) => localStorage.setItem("trunkline.language", chosen), language);
      for (const [index, one] of paths.entries()) {
        const [path, name = path, open] = [one].flat();
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.goto(url + path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.waitForFunction(() => !document.querySelector(".loading"));
        await open?.(page);
        for (const [width, height] of SIZES) {
          await page.setViewportSize({ width, height });
          for (const theme of ["light", "dark"]) {
            const [isArabic, isDark, isNarrow] = [language === "ar", theme === "dark", width < 1000];
            if (open && isArabic !== isDark !== isNarrow) continue;
            await page.evaluate((chosen) => (document.documentElement.dataset.theme = chosen), theme);
            const look = `${prefix}${name.replaceAll("/", "_")}-${language}-${theme}-${width}`;
            // axe takes its time: two looks of a page, between them both of everything.
            const isOdd = index % 2 === 1;
            const isAxed =
              (isNarrow === isArabic) !== isOdd && (open || isDark === (isArabic !== isOdd));
            await shot(page, look, isAxed ? faults : visibleFaults);
          }
        }
      }
      await page.context().close();
    }),
  );
}

/** What axe finds, and what everybody sees. */
export async function faults(page) {
  if (!(await page.evaluate(() => "axe" in globalThis))) {
    await page.evaluate(AXE);
  }
  const violations = await page.evaluate(async () => {
    const found = await globalThis.axe.run({ resultTypes: ["violations"] });
    return found.violations.map(({ id, nodes: [{ html, failureSummary }] }) => {
      return `axe: ${id}: ${html.slice(0, 160)}: ${failureSummary}`;
    });
  });
  return [...violations, ...(await visibleFaults(page))];
}

/** Whether the page is wider than the screen, or complains. */
async function visibleFaults(page) {
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const complaints = await page.locator(".problem").allInnerTexts();
  return [
    ...(excess > 0 ? [`wider than the screen by ${excess} pixels`] : []),
    ...complaints.map((text) => `complains: ${text}`),
  ];
}
