// The operator makes a tenant and a user who administers it.
import { choose, dialog } from "./page.mjs";

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

/** On the page of the tenant. */
export async function suspendedAndResumed(page) {
  await page.getByRole("button", { name: "Suspend" }).click();
  await dialog(page).getByRole("button", { name: "Suspend" }).click();
  await page.getByText("Suspended", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByText("Active", { exact: true }).waitFor();
}
