// Every page of the site, as those who may open it: found by its own links, accessible, within any window.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { complaints, faults, note } from '../support/checks.mjs';
import { crawl } from '../support/crawl.mjs';
import { close, open, session } from '../support/people.mjs';
import { setting } from '../support/setting.mjs';

/** Pages that no link leads to, and why. */
const WITHOUT_LINK = {
  '/link/{secret}': 'a link that is sent to one person',
  '/sign-in/code': 'follows a password, where one-time codes are on',
  '/sign-in/provider': 'only with the council’s identity provider',
  '/sign-in/return': 'only with the council’s identity provider',
};

/** Whether a page is offered to nobody by a link: those above, and what no page is behind (health). */
const offered = (page) => !(page.path in WITHOUT_LINK);

after(close);

const roles = Object.keys(setting.accounts);
const reached = new Map();

for (const role of [undefined, ...roles]) {
  test(`what the site offers ${role ?? 'a stranger'} can be opened`, async () => {
    const { opened, broken } = await crawl(role);
    for (const { page, address, html } of opened) {
      if (!page || !html) {
        if (page) reached.set(page.path, reached.get(page.path) ?? []);
        continue;
      }
      reached.set(page.path, [...(reached.get(page.path) ?? []), { role, address }]);
    }
    assert.deepEqual(broken, []);
    note({ crawl: role ?? 'stranger', addresses: opened.length });
  });
}

test('every page can be reached by links', () => {
  const unreached = setting.pages.filter((page) => offered(page) && !reached.has(page.path));
  assert.deepEqual(unreached.map(({ path }) => path), []);
});

/** What is looked at of a page: its addresses for the first role that opens it, and one for the last. */
function looks(samples) {
  const first = samples.filter(({ role }) => role === samples[0].role).slice(0, 3);
  const last = samples.at(-1);
  return last.role === samples[0].role ? first : [...first, last];
}

for (const { path, title } of setting.pages) {
  test(`${title} (${path}) is accessible and fits any window`, async (t) => {
    const samples = reached.get(path) ?? [];
    if (samples.length === 0) return t.skip('not a page that links lead to');
    const found = [];
    let turn = 0;
    for (const { role, address } of looks(samples)) {
      const context = await open({ state: role ? await session(role) : undefined });
      const page = await context.newPage();
      const heard = complaints(page);
      await page.goto(address);
      const shot = `${path.replaceAll(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'today'}-${role ?? 'stranger'}-${(turn += 1)}`;
      const here = [...(await faults(page, shot)), ...heard];
      note({ page: path, title, role: role ?? 'stranger', address, faults: here });
      found.push(...here.map((fault) => `${role ?? 'stranger'} ${address} ${fault}`));
      await context.close();
    }
    assert.deepEqual(found, []);
  });
}
