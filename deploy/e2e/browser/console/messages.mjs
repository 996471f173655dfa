// The log of messages: it is live, filtered, exported, and tells what became of each.
import { readFile } from "node:fs/promises";
import { choose, dialog, go } from "./page.mjs";

export async function messages(page, own, peer) {
  await go(page, "Messages");
  await peer.send(own, "seen without a reload");
  await page.getByRole("cell", { name: "seen without a reload", exact: true }).waitFor();

  await page.getByLabel("Text contains").fill("that was");
  await page.getByRole("cell", { name: "seen without a reload" }).waitFor({ state: "detached" });
  await choose(page, "Direction", "Sent");
  const row = page.getByRole("row").filter({ hasText: "That was quick" });
  await row.getByRole("button", { name: "Details" }).click();
  await dialog(page).getByText("History of its status").waitFor();
  await dialog(page).getByText("Delivered", { exact: true }).waitFor();
  await dialog(page).getByText(`+${peer.number}`).waitFor();
  await page.keyboard.press("Escape");
  for (const format of ["CSV", "JSON lines"]) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: `Export ${format}` }).click();
    const exported = await readFile(await (await download).path(), "utf8");
    if (!exported.includes("That was quick") || exported.includes("seen without a reload")) {
      throw new Error(`what was filtered is not what was exported: ${exported.slice(0, 500)}`);
    }
  }
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByRole("cell", { name: "seen without a reload", exact: true }).waitFor();
}
