// Those who look after children day by day: managers, practitioners, the quality officer.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { passes } from '../../support/checks.mjs';
import { close } from '../../support/people.mjs';
import { section, walk } from '../../support/walk.mjs';

after(close);

/** The path that the page is at. */
const at = (page) => new URL(page.url()).pathname;

const DUE = ['/due', '/children/{person_id}'];

for (const role of ['team-manager', 'service-manager']) {
  const who = role === 'team-manager' ? 'Team manager' : 'Service manager';
  walk(`${who} sees what is overdue today, whose it is, and the child’s journey`, { needs: DUE }, async (as, _, scripts) => {
    const page = await as(role);
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
    await page.getByRole('link', { name: 'See all that is due' }).click();
    await page.getByRole('heading', { level: 1, name: 'Due and overdue' }).waitFor();
    const workers = page.getByLabel('Worker', { exact: true });
    const values = await workers.locator('option').evaluateAll((options) => options.map((option) => option.value).filter(Boolean));
    assert.ok(values.length > 0, 'no worker to choose');
    await workers.selectOption(values[0]);
    await page.getByRole('button', { name: 'Apply filters' }).click();
    await page.waitForURL(/worker=/);
    if (scripts && role === 'team-manager') await passes(page, 'Due and overdue of one worker');
    await page.goto('/due');
    await page.locator('main a[href^="/children/"]').first().click();
    await page.getByRole('heading', { level: 1, name: /^Child / }).waitFor();
    await page.getByRole('heading', { name: 'Journey' }).waitFor();
    await page.getByLabel('Lateness').selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Apply filters' }).click();
    await page.waitForURL(/\?/);
    assert.match(at(page), /^\/children\//);
  });
}

walk('Practitioner sees what is due for their own children', { needs: DUE }, async (as) => {
  const page = await as('practitioner');
  await section(page, 'Due and overdue');
  const children = page.locator('main a[href^="/children/"]');
  assert.ok((await children.count()) > 0, 'nothing is due');
  assert.equal(await page.getByLabel('Worker', { exact: true }).count(), 0, 'others’ lists are offered');
  await children.first().click();
  await page.getByRole('heading', { level: 1, name: /^Child / }).waitFor();
});

walk('Quality officer goes from findings to the record that is wrong', { needs: ['/data/findings'] }, async (as) => {
  const page = await as('quality-officer');
  await section(page, 'Data');
  await page.getByRole('heading', { level: 1, name: 'Findings' }).waitFor();
  await page.locator('main a[href^="/data/findings/rule/"]').first().click();
  await page.getByRole('columnheader', { name: 'Where' }).waitFor();
  assert.ok((await page.locator('main tbody tr').count()) > 0, 'no finding');
});
