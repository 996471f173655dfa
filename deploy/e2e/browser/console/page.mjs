// Pages of the console as a person uses them, watched for errors.
import jsqr from "jsqr";

const jsQR = jsqr.default ?? jsqr;

/** Contexts that are watched: an error in the console or a request to another host is a problem. */
export class Browsing {
  constructor(browser, url) {
    this.browser = browser;
    this.url = url;
    this.problems = [];
  }

  /** A page of somebody who has not been here before. */
  async visit(options = {}) {
    const context = await this.browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: "en-GB",
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(45_000);
    page.on("console", (line) => {
      // The browser itself logs each answer of 4xx; which ones may come is for the scenarios.
      if (line.type() === "error" && !/status of 4\d\d/.test(line.text())) {
        this.problems.push(`${page.url()}: console: ${line.text()}`);
      }
    });
    page.on("pageerror", (error) => this.problems.push(`${page.url()}: ${error}`));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (!["data:", "blob:"].includes(url.protocol) && url.origin !== this.url) {
        this.problems.push(`${page.url()}: asked ${url.origin}`);
      }
    });
    await page.goto(this.url);
    await page.getByRole("heading", { level: 1 }).waitFor();
    return page;
  }

  async signedInByKey(key, options) {
    const page = await this.visit(options);
    await leaveAnonymous(page);
    await page.getByRole("tab", { name: "API key" }).click();
    await page.locator("input[type=password]").fill(key);
    await page.getByRole("button", { name: "Sign in" }).click();
    await signedIn(page);
    return page;
  }

  async signedIn(email, password, options) {
    const page = await this.visit(options);
    await leaveAnonymous(page);
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await signedIn(page);
    return page;
  }
}

/** On the machine itself the console opens without a sign-in. */
async function leaveAnonymous(page) {
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("tab", { name: "API key" }).waitFor();
}

async function signedIn(page) {
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}

/** Follows the link of the sidebar, without a reload. */
export async function go(page, name, title = name) {
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
}

/** Chooses from a drop-down list. */
export async function choose(scope, label, option) {
  const page = scope.page?.() ?? scope;
  await scope.getByRole("button", { name: label }).click();
  await page.getByRole("option", { name: option }).click();
}

/** The dialog that is open. */
export function dialog(page) {
  return page.locator("[role=dialog], [role=alertdialog]").last();
}

/** Reads the QR code in the picture, as a phone's camera does. */
export async function readQr(image) {
  const { data, width, height } = await image.evaluate(async (shown) => {
    await shown.decode();
    const canvas = document.createElement("canvas");
    canvas.width = shown.naturalWidth;
    canvas.height = shown.naturalHeight;
    const context = canvas.getContext("2d");
    context.drawImage(shown, 0, 0);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    return { data: [...pixels.data], width: pixels.width, height: pixels.height };
  });
  const found = jsQR(Uint8ClampedArray.from(data), width, height);
  if (!found) throw new Error("no QR code in the picture");
  return found.data;
}

/** Waits until `ask` gives something true, and gives it. */
export async function until(what, ask, seconds = 45) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
