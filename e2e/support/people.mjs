// People at the site: a browser window of their own, and signing in as they would.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATIENCE } from './checks.mjs';
import { launch } from './chromium.mjs';
import { setting } from './setting.mjs';

let browser;

/** A browser window: `scripts` says whether JavaScript runs in it, `state` who is signed in already, `base` which site. */
export async function open({ scripts = true, width = 1280, height = 900, state, base = setting.address } = {}) {
  // Kept before it is there: windows that open at once share one browser.
  browser ??= launch();
  const context = await (await browser).newContext({
    baseURL: base,
    javaScriptEnabled: scripts,
    viewport: { width, height },
    reducedMotion: 'reduce',
    locale: 'en-GB',
    storageState: state,
  });
  context.setDefaultTimeout(PATIENCE);
  return context;
}

/** Closes the browser, when a test file is done. */
export async function close() {
  await (await browser)?.close();
  browser = undefined;
}

/** Fills the sign-in form on the page and sends it. */
export async function enter(page, role) {
  const account = setting.accounts[role];
  assert.ok(account, `there is no demonstration account ${role}`);
  await page.getByLabel('Username').fill(account.username);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** A page of somebody who has signed in by the form, from nothing. */
export async function signIn(role, options) {
  const context = await open(options);
  const page = await context.newPage();
  await page.goto('/');
  await enter(page, role);
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  return page;
}

/** The cookies of somebody signed in; kept, so that each role signs in once for all the pages that it looks at. */
export async function session(role) {
  const file = join(setting.folder, `session-${role}.json`);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    const page = await signIn(role);
    const state = await page.context().storageState();
    await page.context().close();
    writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
    return state;
  }
}
