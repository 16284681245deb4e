// The administrator makes an account and its owner signs in by the link; the auditor searches the log.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { passes } from '../../support/checks.mjs';
import { close, open } from '../../support/people.mjs';
import { done, section, walk } from '../../support/walk.mjs';

after(close);

const ACCOUNTS = ['/administration/accounts', '/administration/accounts/new', '/link/{secret}'];
const PASSWORD = 'four plain words here';

walk('Administrator makes an account, and its owner signs in by the link', { needs: ACCOUNTS, given: ['e2e-one', 'e2e-two'] }, async (as, username, scripts) => {
  const page = await as('administrator');
  await section(page, 'Administration');
  await page.getByRole('link', { name: 'Accounts', exact: true }).first().click();
  await page.getByRole('button', { name: 'Add an account' }).or(page.getByRole('link', { name: 'Add an account' })).first().click();
  if (scripts) {
    await page.getByRole('button', { name: 'Make account' }).click();
    await page.getByRole('alert').waitFor();
    await passes(page, 'Making an account with mistakes');
  }
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Name', { exact: true }).fill('Robin Hale');
  await page.getByRole('checkbox', { name: 'Board member' }).check();
  await page.getByRole('button', { name: 'Make account' }).click();
  const link = (await page.locator('#one-time-link').innerText()).trim();
  if (scripts) await passes(page, 'A one-time link, shown once');
  await page.reload();
  assert.equal(await page.getByText(link).count(), 0, 'the link is shown again');

  const owner = await (await open({ scripts })).newPage();
  await owner.goto(link);
  if (scripts) {
    await passes(owner, 'Setting a password by a one-time link');
    await owner.setViewportSize({ width: 1280, height: 900 });
  }
  await owner.getByLabel('New password', { exact: true }).fill(PASSWORD);
  await owner.getByLabel('New password again').fill(PASSWORD);
  await owner.getByRole('button', { name: 'Set password' }).click();
  if (await owner.getByLabel('Username').count()) {
    await owner.getByLabel('Username').fill(username);
    await owner.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await owner.getByRole('button', { name: 'Sign in', exact: true }).click();
  }
  await owner.getByRole('button', { name: 'Sign out' }).waitFor();
  await owner.goto(link);
  assert.equal(await owner.getByLabel('New password', { exact: true }).count(), 0, 'the link works twice');
  await owner.context().close();
});

walk('Auditor searches the access log and verifies it', { needs: ['/administration/log', '/administration/log/verify'] }, async (as, _, scripts) => {
  const page = await as('auditor');
  await section(page, 'Administration');
  await page.getByRole('heading', { level: 1, name: 'Access log' }).waitFor();
  await page.getByLabel('Username').fill('team-manager');
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await page.waitForURL(/who=team-manager/);
  const who = await page.locator('main tbody tr td:nth-child(3)').allInnerTexts();
  assert.ok(who.length > 0, 'the manager read children’s records, and the log does not show it');
  assert.ok(who.every((name) => name === 'team-manager'), who.join());
  await page.getByLabel('Username').fill('nobody-at-all');
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await page.getByText('No entries').waitFor();
  if (scripts) await passes(page, 'Access log where nothing fits the search');
  await page.goto('/administration/log/verify');
  await page.getByRole('heading', { level: 1 }).waitFor();
});
