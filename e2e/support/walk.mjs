// A walk: somebody's task from signing in to its end, with JavaScript and without.
import { test } from 'node:test';
import { complaints, note } from './checks.mjs';
import { signIn } from './people.mjs';
import { setting } from './setting.mjs';

/** Whether the site has a page: walks over pages that it does not have are not walked. */
export const has = (...paths) => paths.every((path) => setting.pages.some((page) => page.path === path));

/**
 * A test of `task` by people of `roles`, who sign in one after the other as the task calls for them: `as(role)` gives
 * the page of one. `given` differs with and without JavaScript where the task can be done only once.
 */
export function walk(task, { needs = [], given = [undefined, undefined] }, steps) {
  for (const scripts of [true, false]) {
    const name = `${task}, ${scripts ? 'with' : 'without'} JavaScript`;
    test(name, { skip: has(...needs) ? false : `no ${needs.filter((path) => !has(path))} yet` }, async () => {
      const people = new Map();
      const heard = [];
      const as = async (role) => {
        if (!people.has(role)) {
          const page = await signIn(role, { scripts });
          heard.push(complaints(page));
          people.set(role, page);
        }
        return people.get(role);
      };
      try {
        await steps(as, given[scripts ? 0 : 1], scripts);
      } finally {
        for (const page of people.values()) await page.context().close();
      }
      const said = heard.flat();
      if (said.length > 0) throw new Error(`the browser complained: ${said.join('; ')}`);
      note({ walk: task, scripts });
    });
  }
}

/** Opens a part of the site by its link in the navigation, which a narrow window may hide behind a button. */
export async function section(page, name) {
  await page.getByRole('navigation', { name: 'Menu' }).getByRole('link', { name, exact: true }).click();
}

/** Waits for the banner that says that something was done, and gives its words. */
export async function done(page) {
  const banner = page.locator('.govuk-notification-banner--success');
  await banner.waitFor();
  return banner.innerText();
}
