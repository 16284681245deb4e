// States that no link leads to: nobody signed in, a wrong password, what isn't there, what isn't allowed.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { passes } from '../support/checks.mjs';
import { close, enter, open, session } from '../support/people.mjs';
import { setting } from '../support/setting.mjs';

after(close);

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

test('what is not there says so', async () => {
  const page = await (await open({ state: await session('analyst') })).newPage();
  const answer = await page.goto('/no/such/page');
  assert.equal(answer.status(), 404);
  await passes(page, 'Page not found');
  await page.context().close();
});

test('what is not allowed says who may, and what to do', async () => {
  const page = await (await open({ state: await session('board-member') })).newPage();
  const closed = setting.pages.find(({ path, roles }) => !path.includes('{') && !roles.includes('board member') && !/^(all|anyone)$/.test(roles[0]));
  assert.ok(closed, 'a page that a board member may not open');
  const answer = await page.goto(closed.path);
  assert.equal(answer.status(), 403);
  await passes(page, 'Page not allowed');
  await page.context().close();
});
