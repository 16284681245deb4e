// The analyst reads a number, and sees who is behind it.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { close } from '../../support/people.mjs';
import { apply, children, download, heading, looks, section, walk } from '../../support/walk.mjs';

after(close);

walk('Analyst finds an indicator, and the children behind its number', {}, async ({ as, step, scripts }) => {
  const page = await as('analyst');
  await step('a search that finds nothing', async () => {
    await section(page, 'Indicators');
    await page.getByLabel('Search titles and definitions').fill('no indicator has these words');
    await apply(page);
    await page.getByText('No indicator fits').waitFor();
    if (scripts) await looks(page, 'Indicators where nothing fits the filters');
    await page.getByRole('link', { name: 'Clear filters' }).first().click();
  });
  await step('an indicator, broken down', async () => {
    await page.getByLabel('Search titles and definitions').fill('visits on time');
    await apply(page);
    await page.waitForURL(/q=visits/);
    await page.locator('main a[href^="/indicators/cp-visits-on-time"]').first().click();
    await page.getByRole('heading', { name: 'What it means' }).waitFor();
    await page.getByLabel('Break down by').selectOption('team');
    await apply(page);
    await page.waitForURL(/by=team/);
    assert.ok((await page.locator('#breakdown-table tbody tr').count()) > 1, 'no team');
  });
  await step('the children behind it, as a list and as a file', async () => {
    await page.locator('main a[href*="/children"]').first().click();
    await heading(page, 'The children behind the number');
    const ids = await children(page);
    assert.ok(ids.length > 0, 'no child');
    const { bytes } = await download(page, page.getByRole('link', { name: /CSV/ }).first());
    assert.ok(ids.every((id) => bytes.includes(id)), 'a child of the page is not in the file');
    await page.locator(`main a[href^="/children/${ids[0]}"]`).first().click();
    await page.getByRole('heading', { level: 1, name: /^Child |restricted/ }).waitFor();
  });
});
