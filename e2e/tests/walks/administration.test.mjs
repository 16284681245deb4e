// The administrator makes an account and its owner signs in by the link; the auditor reads the log and nothing else.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { close, open } from '../../support/people.mjs';
import { apply, closed, done, heading, looks, refused, section, walk } from '../../support/walk.mjs';

after(close);

const PASSWORD = 'four plain words here';

walk('Administrator makes an account, and its owner signs in by the link', { given: ['robin.hale', 'sam.hale'] }, async ({ as, step, scripts, given: username }) => {
  const page = await as('administrator');
  const link = await step('the account and its link', async () => {
    await section(page, 'Administration');
    await page.getByRole('link', { name: 'Accounts', exact: true }).first().click();
    await page.getByRole('link', { name: 'Add an account' }).click();
    await page.getByRole('button', { name: 'Make account' }).click();
    await refused(page);
    if (scripts) await looks(page, 'Making an account with mistakes');
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('Name', { exact: true }).fill('Robin Hale');
    await page.getByRole('checkbox', { name: 'Board member' }).check();
    await page.getByRole('button', { name: 'Make account' }).click();
    const link = (await page.locator('#one-time-link').innerText()).trim();
    if (scripts) await looks(page, 'A one-time link, shown once');
    await page.reload();
    assert.equal(await page.getByText(link).count(), 0, 'the link is shown again');
    return link;
  });
  const owner = await (await open({ scripts })).newPage();
  await step('its owner sets a password and signs in', async () => {
    await owner.goto(link);
    await owner.getByLabel('New password', { exact: true }).fill('short');
    await owner.getByLabel('New password again').fill('other');
    await owner.getByRole('button', { name: 'Set password' }).click();
    await refused(owner);
    if (scripts) await looks(owner, 'Setting a password by a one-time link, with mistakes');
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
  });
  await step('the account is closed, which signs its owner out', async () => {
    await page.goto('/administration/accounts');
    await page.getByRole('row').filter({ hasText: username }).getByRole('link').click();
    await page.getByRole('button', { name: 'Close account' }).click();
    await done(page);
    await owner.goto('/');
    await owner.getByLabel('Username').waitFor();
  });
  await owner.context().close();
});

walk('Auditor searches the access log and verifies it, and sees nothing else', {}, async ({ as, step, scripts }) => {
  const manager = await as('team-manager');
  await step('a manager reads children’s records', async () => {
    await section(manager, 'Due and overdue');
    await heading(manager, 'Due and overdue');
  });
  const page = await as('auditor');
  await step('the log of one person', async () => {
    await section(page, 'Administration');
    await heading(page, 'Access log');
    await page.getByLabel('Who', { exact: true }).selectOption('team-manager');
    await apply(page);
    await page.waitForURL(/who=team-manager/);
    const who = await page.locator('main tbody tr td:nth-child(3)').allInnerTexts();
    assert.ok(who.length > 0, 'the manager read children’s records, and the log does not show it');
    // The name, and the username beneath it.
    assert.ok(who.every((name) => name.split('\n').at(-1).trim() === 'team-manager'), who.join());
  });
  await step('a search that finds nothing', async () => {
    await page.getByLabel('Person id of a child').fill('nobody-at-all');
    await apply(page);
    await page.getByText('No entries').waitFor();
    if (scripts) await looks(page, 'Access log where nothing fits the search');
  });
  await step('verifying it', async () => {
    await page.goto('/administration/log');
    await page.getByRole('link', { name: /verify/ }).click();
    await page.getByText('The access log is as it was written').waitFor();
  });
  await step('what is not theirs', async () => {
    for (const address of ['/due', '/children', '/indicators', '/data', '/reports', '/administration/accounts', '/administration/parameters']) {
      await closed(page, address);
    }
  });
});
