// The keyboard alone: every step is a key, and where it goes can be seen.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { note } from '../support/checks.mjs';
import { close, open, session } from '../support/people.mjs';
import { setting } from '../support/setting.mjs';

after(close);

/** Where the keyboard is: what it is called, whether it is in the window, and how it looks. */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return undefined;
    const { outlineStyle, outlineWidth, boxShadow, backgroundColor } = getComputedStyle(element);
    // A tick box of the design system is drawn by its label, with the focus around it.
    const label = element.matches('.govuk-radios__input, .govuk-checkboxes__input') && element.nextElementSibling;
    const drawn = label ? getComputedStyle(label, '::before') : undefined;
    const box = element.getBoundingClientRect();
    const around = (style) => (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none';
    return {
      name: (element.getAttribute('aria-label') ?? element.labels?.[0]?.innerText ?? element.innerText ?? '').trim(),
      id: element.id,
      tag: element.tagName,
      inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      seen: around({ outlineStyle, outlineWidth, boxShadow }) || backgroundColor === 'rgb(255, 221, 0)' || Boolean(drawn && around(drawn)),
    };
  });
}

/** Presses Tab until `there` says that it is there; each stop on the way must be seen. */
async function tabTo(page, there, what, most = 150) {
  for (let turn = 0; turn < most; turn += 1) {
    await page.keyboard.press('Tab');
    const stop = await focused(page);
    if (!stop) continue;
    assert.ok(stop.seen, `the focus on “${stop.name || stop.id}” can't be seen (${page.url()})`);
    assert.ok(stop.inside, `the focus on “${stop.name || stop.id}” is outside the window (${page.url()})`);
    if (there(stop)) return stop;
  }
  throw new Error(`Tab does not come to ${what} on ${page.url()}`);
}

test('signing in and out with the keyboard alone', async () => {
  const page = await (await open()).newPage();
  await page.goto('/');
  const account = setting.accounts.analyst;
  await tabTo(page, ({ name }) => name === 'Skip to main content', 'the skip link', 1);
  await tabTo(page, ({ id }) => id === 'username', 'the username');
  await page.keyboard.type(account.username);
  await tabTo(page, ({ id }) => id === 'password', 'the password', 1);
  await page.keyboard.type(account.password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await tabTo(page, ({ name }) => name === 'Sign out', 'signing out');
  await page.keyboard.press('Enter');
  await page.getByLabel('Username').waitFor();
  await page.context().close();
  note({ keyboard: 'Signing in and out' });
});

test('filters and a table with the keyboard alone', async () => {
  const page = await (await open({ state: await session('analyst') })).newPage();
  await page.goto('/indicators');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(new URL(page.url()).hash, '#main');
  await tabTo(page, ({ id }) => id === 'q', 'the search');
  await page.keyboard.type('visits');
  await tabTo(page, ({ name }) => name === 'Apply filters', 'the button');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=visits/);
  await tabTo(page, ({ tag, name }) => tag === 'A' && /visits/i.test(name), 'an indicator');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/indicators\/[^?]+/);
  await page.context().close();
  note({ keyboard: 'Filtering the indicators, and opening one from the table' });
});

test('a form with the keyboard alone', async () => {
  const page = await (await open({ state: await session('director') })).newPage();
  await page.goto('/account/password');
  await tabTo(page, ({ id }) => id === 'current', 'the present password');
  await page.keyboard.type('not my password');
  await tabTo(page, ({ id }) => id === 'password', 'the new one');
  await page.keyboard.type('some plain words for it');
  await tabTo(page, ({ id }) => id === 'again', 'the new one again');
  await page.keyboard.type('some other words for it');
  await tabTo(page, ({ name }) => name === 'Change password', 'the button');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  // The error summary has the focus, and its links lead to the fields.
  await tabTo(page, ({ name }) => name.length > 0, 'the first mistake', 1);
  await page.keyboard.press('Enter');
  const stop = await focused(page);
  assert.ok(['current', 'password', 'again'].includes(stop.id), `the summary leads to ${stop.id}`);
  await page.context().close();
  note({ keyboard: 'Filling a form wrong, and going from the summary of mistakes to the field' });
});

/** Pages that are walked through by Tab alone, from the first stop to the last: somebody's work is on each. */
const THROUGH = [
  ['team-manager', '/due', 'What is due'],
  ['analyst', '/data/uploads', 'Uploading files'],
  ['analyst', '/flow', 'Charts and their tables'],
  ['analyst', '/reports/new', 'Starting a report'],
  ['administrator', '/administration/accounts/new', 'Making an account'],
  ['auditor', '/administration/log', 'Searching the access log'],
];

for (const [role, address, what] of THROUGH) {
  test(`${address} with the keyboard alone`, async () => {
    const page = await (await open({ state: await session(role) })).newPage();
    await page.goto(address);
    // What can be reached by the pointer: links, buttons and fields that are shown.
    const first = await page.evaluate(() => {
      const all = [...document.querySelectorAll('main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary')];
      const shown = all.filter((element) => element.getClientRects().length > 0 && !element.disabled);
      shown.slice(0, 40).forEach((element, at) => element.setAttribute('data-stop', at));
      return Math.min(shown.length, 40);
    });
    const seen = new Set();
    for (let turn = 0; turn < 120 && seen.size < first; turn += 1) {
      await page.keyboard.press('Tab');
      const stop = await focused(page);
      if (!stop) break;
      assert.ok(stop.seen, `the focus on “${stop.name || stop.id}” can't be seen (${address})`);
      assert.ok(stop.inside, `the focus on “${stop.name || stop.id}” is outside the window (${address})`);
      const at = await page.evaluate(() => document.activeElement.getAttribute('data-stop'));
      if (at !== null) seen.add(at);
      // Radio buttons of one question are one stop, between which the arrow keys go.
      const group = await page.evaluate(() => {
        const { type, name } = document.activeElement;
        return type === 'radio' ? [...document.getElementsByName(name)].map((one) => one.getAttribute('data-stop')) : [];
      });
      group.filter((one) => one !== null).forEach((one) => seen.add(one));
    }
    const missed = await page.evaluate((found) => {
      const all = [...document.querySelectorAll('[data-stop]')].filter((one) => !found.includes(one.getAttribute('data-stop')));
      return all.map((one) => one.innerText || one.name || one.tagName);
    }, [...seen]);
    assert.deepEqual(missed, [], 'what Tab does not come to');
    await page.context().close();
    note({ keyboard: `${what}, from the first stop of the page to the last` });
  });
}
