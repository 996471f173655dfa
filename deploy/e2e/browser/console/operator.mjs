// The operator makes a tenant and a user who administers it.
import { choose, dialog, go } from "./page.mjs";

/** @returns the path of the tenant's page */
export async function tenantWithAdmin(page, name, email, password, shot) {
  await page.getByRole("heading", { level: 1, name: "Tenants" }).waitFor();
  await page.getByRole("button", { name: "New tenant" }).click();
  await dialog(page).getByLabel("Name").fill(name);
  await dialog(page).getByRole("button", { name: "Create tenant" }).click();
  await page.getByRole("link", { name }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await page.getByRole("tab", { name: "Users" }).click();
  await page.getByRole("button", { name: "New user" }).click();
  await dialog(page).getByLabel("E-mail address").fill(email);
  await dialog(page).getByLabel("Password").fill(password);
  await choose(dialog(page), "Role", "Admin");
  await dialog(page).getByRole("button", { name: "Create user" }).click();
  await page.getByRole("cell", { name: email, exact: true }).waitFor();
  await shot("tenant-users");
  const { pathname } = new URL(page.url());
  return pathname;
}

/** On the page of the tenant: a quota, and a key with a limit of its own. */
export async function setUp(page) {
  await page.getByRole("tab", { name: "Settings and quotas" }).click();
  await page.getByLabel("Messages a day").fill("50000");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.getByRole("tab", { name: "API keys" }).click();
  await page.getByRole("button", { name: "New key" }).click();
  await dialog(page).getByLabel("Name").fill("erp");
  await dialog(page).getByLabel("Requests a second").fill("5");
  await dialog(page).getByRole("button", { name: "Create key" }).click();
  await dialog(page).getByRole("button", { name: "Done" }).click();
  const key = page.getByRole("row").filter({ hasText: "erp" });
  await key.getByRole("cell", { name: "5", exact: true }).waitFor();
  await key.getByRole("button", { name: "Revoke: erp" }).click();
  await dialog(page).getByRole("button", { name: "Revoke", exact: true }).click();
  await key.waitFor({ state: "detached" });
}

/** A tenant that goes again. */
export async function deletedTenant(page, name) {
  await go(page, "Tenants");
  await page.getByRole("button", { name: "New tenant" }).click();
  await dialog(page).getByLabel("Name").fill(name);
  await dialog(page).getByRole("button", { name: "Create tenant" }).click();
  await page.getByRole("link", { name }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Tenants" }).waitFor();
}

export async function colleague(page, email) {
  await go(page, "Operators");
  await page.getByRole("button", { name: "New user" }).click();
  await dialog(page).getByLabel("E-mail address").fill(email);
  await dialog(page).getByLabel("Password").fill("run it well");
  await dialog(page).getByRole("button", { name: "Create user" }).click();
  const row = page.getByRole("row").filter({ hasText: email });
  await row.getByRole("button", { name: `Delete: ${email}` }).click();
  await dialog(page).getByRole("button", { name: "Delete", exact: true }).click();
  await row.waitFor({ state: "detached" });
}

/** What disturbs nobody: the version that is in use, the master key there is, a drain that is not meant. */
export async function fleet(page) {
  await go(page, "Fleet");
  const version = page.getByRole("region", { name: "Client version" });
  const inUse = (await version.locator("dd").first().innerText()).trim();
  await version.getByLabel("New version").fill(inUse);
  await version.getByRole("button", { name: "Use this version" }).click();
  await version.getByText("An operator", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Wrap keys anew" }).click();
  await dialog(page).getByRole("button", { name: "Wrap keys anew" }).click();
  await page.getByText(/data keys? (is|are) wrapped anew with/).waitFor();
  await page.getByRole("button", { name: "Drain" }).first().click();
  await dialog(page).getByText("Its shards move to the other workers", { exact: false }).waitFor();
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  await dialog(page).waitFor({ state: "detached" });
}

/** On the page of the tenant. */
export async function suspendedAndResumed(page) {
  await page.getByRole("button", { name: "Suspend" }).click();
  await dialog(page).getByRole("button", { name: "Suspend" }).click();
  await page.getByText("Suspended", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByText("Active", { exact: true }).waitFor();
}
