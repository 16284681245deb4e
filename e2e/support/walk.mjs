// A walk: somebody's task from signing in to its end, with JavaScript and without.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { complaints, note, passes } from './checks.mjs';
import { signIn } from './people.mjs';
import { setting } from './setting.mjs';

/** The window that people have; a check looks at pages in other widths too. */
const LAPTOP = { width: 1280, height: 900 };

/** Takes pictures of what people saw when a walk broke. */
async function pictures(people, name) {
  const folder = join(setting.out, 'broken');
  mkdirSync(folder, { recursive: true });
  for (const [role, page] of people) {
    const path = join(folder, `${name.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 60)}-${role}.png`);
    await page.screenshot({ path, fullPage: true }).catch(() => {});
  }
}

/**
 * A test of `task` by people who sign in one after the other as the task calls for them. `steps` gets `as(role)`, the
 * page of one; `step(words, what)`, a part of the task that is named where it breaks; `given`, which differs with and
 * without JavaScript where the task can be done only once; and `scripts`, whether there is JavaScript.
 */
export function walk(task, { given = [undefined, undefined] }, steps) {
  for (const scripts of [true, false]) {
    const name = `${task}, ${scripts ? 'with' : 'without'} JavaScript`;
    test(name, async () => {
      const [people, heard] = [new Map(), []];
      let at = 'signing in';
      const as = async (role) => {
        if (!people.has(role)) {
          const page = await signIn(role, { scripts });
          heard.push(complaints(page));
          people.set(role, page);
        }
        return people.get(role);
      };
      const step = async (words, what) => {
        at = words;
        return what();
      };
      try {
        await steps({ as, step, scripts, given: given[scripts ? 0 : 1] });
      } catch (error) {
        await pictures(people, name);
        throw new Error(`It broke at “${at}”: ${error.message}`, { cause: error });
      } finally {
        for (const page of people.values()) await page.context().close();
      }
      assert.deepEqual(heard.flat(), [], 'the browser complained');
      note({ walk: task, scripts });
    });
  }
}

/** Opens a part of the site by its link in the navigation. */
export async function section(page, name) {
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name, exact: true }).click();
}

/** Checks the page in its present state as every page is checked, and shows it as before. */
export async function looks(page, state) {
  await passes(page, state);
  await page.setViewportSize(LAPTOP);
}

/** Waits for the page with that heading. */
export async function heading(page, name) {
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Waits for the banner that says that something was done, and gives its words. */
export async function done(page) {
  const banner = page.locator('.govuk-notification-banner--success');
  await banner.waitFor();
  return banner.innerText();
}

/** Waits for the list of what is wrong with a form that was sent, and gives its words. */
export async function refused(page) {
  const summary = page.locator('.govuk-error-summary');
  await summary.waitFor();
  return summary.innerText();
}

/** Goes to an address that the person may not open, and gives the words of the answer. */
export async function closed(page, address, status = 403) {
  const answer = await page.goto(address);
  assert.equal(answer.status(), status, address);
  return page.locator('main').innerText();
}

/** The day so many days from now, as the three fields of a date have it. */
export function inDays(days) {
  const day = new Date(Date.now() + days * 86_400_000);
  return [day.getDate(), day.getMonth() + 1, day.getFullYear()].map(String);
}

/** Fills the three fields of a date. */
export async function date(scope, field, [day, month, year]) {
  await scope.locator(`[name="${field}-day"]`).fill(day);
  await scope.locator(`[name="${field}-month"]`).fill(month);
  await scope.locator(`[name="${field}-year"]`).fill(year);
}

/** Presses a button of a form that sends what its filters say. */
export async function apply(page) {
  await page.getByRole('button', { name: 'Apply filters' }).click();
}

/** The person ids that the page leads to, each once. */
export async function children(page) {
  const addresses = await page.locator('main a[href^="/children/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  return [...new Set(addresses.map((address) => decodeURIComponent(address.split(/[/?]/)[2])))];
}

/** Downloads what a link leads to, as a person would, and gives its name, its bytes and their SHA-256. */
export async function download(page, link) {
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const bytes = readFileSync(await file.path());
  return { name: file.suggestedFilename(), bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
