// A site before any delivery: each page says that there is nothing yet, and who can change that.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { accounts, derwent } from '../support/authority.mjs';
import { passes } from '../support/checks.mjs';
import { close, open } from '../support/people.mjs';
import { serve } from '../support/server.mjs';
import { setting } from '../support/setting.mjs';

let server;
let people;

before(async () => {
  const data = join(setting.folder, 'empty');
  await derwent('--data', data, 'init', '--authority', '831');
  const settings = join(data, 'authority.toml');
  const text = await readFile(settings, 'utf8');
  await writeFile(settings, text.replace(/^name = .*/m, 'name = "Wharfmere (an invented council)"'));
  people = await accounts(data, join(setting.folder));
  server = await serve(data, join(setting.folder, 'empty.log'));
});

after(async () => {
  await close();
  await server?.stop();
});

/** A page of somebody at the empty site. */
async function as(role) {
  const page = await (await open({ base: server.address })).newPage();
  await page.goto('/');
  await page.getByLabel('Username').fill(people[role].username);
  await page.getByLabel('Password', { exact: true }).fill(people[role].password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  return page;
}

/** What each page says while there is nothing: [role, address, words, state]. */
const EMPTY = [
  ['analyst', '/', /No extracts have been imported yet/, 'Today, before any delivery'],
  ['analyst', '/indicators', /upload them/, 'Numbers, before any delivery'],
  ['analyst', '/data', /Nothing has been imported yet/, 'Deliveries, before any'],
  ['director', '/due', /analyst can upload/, 'What is due, before any delivery'],
  ['analyst', '/reports', /No report has been started/, 'Reports, before any'],
  ['auditor', '/administration/log', /./, 'The access log, with signing in only'],
];

for (const [role, address, words, state] of EMPTY) {
  test(state, async () => {
    const page = await as(role);
    await page.goto(address);
    assert.match(await page.locator('body').innerText(), words);
    await passes(page, state);
    await page.context().close();
  });
}
