// States that no link leads to: nobody signed in, what isn't there or isn't allowed, mistakes in forms, nothing found,
// a filter opened on a phone, a restricted record.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { passes } from '../support/checks.mjs';
import { close, enter, open, session } from '../support/people.mjs';
import { setting } from '../support/setting.mjs';

after(close);

const AT_ONCE = { concurrency: 3 };

/** A page of somebody who is signed in. */
async function as(role, options = {}) {
  return (await open({ state: await session(role), ...options })).newPage();
}

for (const scripts of [true, false]) {
  const how = scripts ? 'with JavaScript' : 'without JavaScript';

  test(`a stranger is asked to sign in, and comes to the page that they asked for, ${how}`, async () => {
    const page = await (await open({ scripts })).newPage();
    await page.goto('/account/password');
    assert.equal(new URL(page.url()).pathname, '/sign-in');
    await enter(page, 'analyst');
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/account/password');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Username').waitFor();
    await page.goto('/account/password');
    assert.equal(new URL(page.url()).pathname, '/sign-in');
    await page.context().close();
  });

  test(`a wrong password is said without saying what was wrong, ${how}`, async () => {
    const page = await (await open({ scripts })).newPage();
    await page.goto('/sign-in');
    await page.getByLabel('Username').fill('nobody-of-this-name');
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').waitFor();
    assert.match(await page.title(), /^Error: /);
    if (scripts) await passes(page, 'Signing in with a wrong password');
    await page.context().close();
  });
}

test('what is not allowed says who may, and what to do', async () => {
  const page = await as('board-member');
  const answer = await page.goto('/data');
  assert.equal(answer.status(), 403);
  const said = await page.locator('main').innerText();
  assert.match(said, /open to these roles: analyst/);
  assert.match(said, /ask your administrator/);
  await passes(page, 'Page not allowed');
  await page.context().close();
});

/** Addresses that answer with less than a page: [state, role, address, status, what it says]. */
const ADDRESSES = [
  ['Page not found', 'analyst', '/no/such/page', 404, /check that it is right/],
  ['A child that is not there', 'team-manager', '/children/nobody', 404, /nothing that you may see/],
  ['A link that no longer works', undefined, '/link/was-used-already', undefined, /administrator/],
  ['A view that an address asks for wrongly', 'analyst', '/due?format=pdf', 422, /another format/],
  ['Nothing is due', 'team-manager', '/due?attention=yes', 200, /Nothing is due/],
  ['No indicator fits the search', 'analyst', '/indicators?q=zebra', 200, /No indicator fits/],
  ['No entry of the access log fits', 'auditor', '/administration/log?q=zebra', 200, /No entries/],
  ['A date of the access log that is none', 'auditor', '/administration/log?from-day=40&from-month=1&from-year=2026', 200, /./],
  ['Which numbers of a month changed', 'analyst', '/data/changes?month=2023-07&before=2023-06-30&after=2023-07-31', 200, /numbers of July 2023/],
  ['Nothing late in a child’s journey', 'analyst', '/children/200001?late=yes&kind=adoption', undefined, /./],
];

describe('what an address leads to', AT_ONCE, () => {
  for (const [state, role, address, status, says] of ADDRESSES) {
    test(state, async () => {
      const page = role ? await as(role) : await (await open()).newPage();
      const answer = await page.goto(address);
      if (status) assert.equal(answer.status(), status);
      assert.match(await page.locator('main').innerText(), says);
      await passes(page, state);
      await page.context().close();
    });
  }
});

/** Forms sent as they stand, or with something wrong in them: [state, role, address, button, what is typed before]. */
const FORMS = [
  ['A new account without a name', 'administrator', '/administration/accounts/new', 'Make account'],
  ['A token for nothing', 'quality-officer', '/account/tokens', 'Make token'],
  ['A parameter that is no number', 'analyst', '/administration/parameters/cp_visit_interval', 'Set value', { count: 'ten' }],
  ['A target that is no number', 'analyst', '/administration/targets/of/referrals', 'Set target', { target: 'many' }],
  ['A list to reconcile without ids', 'analyst', '/data/reconcile', 'Compare'],
  ['An upload without files', 'analyst', '/data/uploads', 'Upload'],
  ['A heading that is empty', 'analyst', '/data/headings?section=ssd_person', 'Teach heading'],
  ['A child that nobody finds', 'team-manager', '/children', 'Find', { child: 'nobody' }],
  ['One-time codes with a wrong password', 'director', '/account/codes', 'Add an app', { current: 'not the password' }],
];

describe('mistakes in forms', AT_ONCE, () => {
  for (const [state, role, address, button, typed = {}] of FORMS) {
    test(state, async () => {
      const page = await as(role);
      await page.goto(address);
      for (const [name, value] of Object.entries(typed)) await page.locator(`main [name="${name}"]`).first().fill(value);
      await page.getByRole('main').getByRole('button', { name: button, exact: true }).first().click();
      await page.locator('.govuk-error-summary').waitFor();
      assert.match(await page.title(), /^Error: /);
      const links = await page.locator('.govuk-error-summary a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
      for (const link of links) assert.equal(await page.locator(link).count(), 1, `${link} is not on the page`);
      await passes(page, state);
      await page.context().close();
    });
  }
});

test('a restricted record is closed until a reason is given', async () => {
  const page = await as('director');
  await page.goto(`/children/${setting.restricted.at(-1)}`);
  await page.getByRole('heading', { name: 'This record is restricted' }).waitFor();
  await passes(page, 'A restricted record, closed');
  await page.getByLabel('Why do you need to open this record?').fill('no');
  await page.getByRole('button', { name: 'Open the record' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  await passes(page, 'A restricted record, opened without a reason');
  await page.getByLabel('Why do you need to open this record?').fill('Audit of restricted records');
  await page.getByRole('button', { name: 'Open the record' }).click();
  await page.getByRole('heading', { name: 'Journey' }).waitFor();
  await passes(page, 'A restricted record, open for a while');
  await page.context().close();
});

test('one-time codes are added with an app', async () => {
  const page = await as('clearing-officer');
  await page.goto('/account/codes');
  await page.getByLabel('Present password').fill(setting.accounts['clearing-officer'].password);
  await page.getByRole('button', { name: 'Add an app' }).click();
  await page.getByLabel('One-time code', { exact: true }).waitFor();
  await passes(page, 'The key of one-time codes');
  await page.getByLabel('One-time code', { exact: true }).fill('000000');
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.locator('.govuk-error-summary').waitFor();
  await passes(page, 'A wrong one-time code');
  await page.context().close();
});

test('filters are closed on a phone, and open there', async () => {
  const page = await as('service-manager', { width: 375, height: 700 });
  await page.goto('/due');
  const fields = page.getByLabel('Worker', { exact: true });
  assert.equal(await fields.isVisible(), false);
  await page.locator('.app-filter > summary').click();
  assert.equal(await fields.isVisible(), true);
  await passes(page, 'Filters opened on a phone');
  await page.context().close();
});

test('on paper there is what was looked at, and nothing to press', async () => {
  const page = await as('team-manager');
  await page.goto('/due?when=overdue');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('main').getByRole('table').first().isVisible(), true);
  assert.equal(await page.locator('.app-filter__chosen').isVisible(), true, 'paper does not say what it is filtered by');
  for (const gone of ['.govuk-service-navigation', '.app-filter form', '.app-header__viewer', 'main .govuk-button', '.app-downloads']) {
    for (const one of await page.locator(gone).all()) assert.equal(await one.isVisible(), false, `${gone} is printed`);
  }
  await page.context().close();
});
