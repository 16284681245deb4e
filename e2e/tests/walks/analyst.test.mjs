// The analyst's month: upload, look, import, read a number, see who is behind it.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { passes } from '../../support/checks.mjs';
import { close } from '../../support/people.mjs';
import { setting } from '../../support/setting.mjs';
import { section, walk } from '../../support/walk.mjs';

after(close);

const UPLOAD = ['/data/uploads', '/data/uploads/{upload}'];

/** Looks at the page until `there` is on it: by itself where it loads itself again, which takes no JavaScript. */
async function until(page, there) {
  await there.waitFor({ timeout: 60_000 });
}

walk('Analyst uploads an extract, looks at what it was taken for and imports it', { needs: UPLOAD, given: setting.uploads }, async (as, file, scripts) => {
  const page = await as('analyst');
  await section(page, 'Data');
  await page.getByRole('link', { name: /^Upload/ }).first().click();
  await page.getByLabel('Files to upload').setInputFiles(file);
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.waitForURL(/\/data\/uploads\/\d+/);
  const dated = page.getByRole('button', { name: 'Look again' });
  const ready = page.getByRole('button', { name: 'Import', exact: true });
  await until(page, dated.or(ready).first());
  if (await dated.count()) {
    if (scripts) await passes(page, 'An upload that does not say its day');
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.locator('[name="date-day"]').fill('31');
    await page.locator('[name="date-month"]').fill('7');
    await page.locator('[name="date-year"]').fill('2023');
    await dated.click();
    await until(page, ready);
  }
  if (scripts) await passes(page, 'An upload to be looked at before it is imported');
  await page.setViewportSize({ width: 1280, height: 900 });
  await ready.click();
  await until(page, page.getByRole('link', { name: /^Delivery \d+/ }).first());
  await page.getByRole('link', { name: /^Delivery \d+/ }).first().click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.match(new URL(page.url()).pathname, /^\/data\/deliveries\/\d+/);
});

const NUMBER = ['/indicators', '/indicators/{id}', '/indicators/{id}/children'];

walk('Analyst finds an indicator and the children behind its number', { needs: NUMBER }, async (as, _, scripts) => {
  const page = await as('analyst');
  await section(page, 'Indicators');
  await page.getByLabel('Search titles and definitions').fill('no indicator has these words');
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await page.getByText('No indicator fits').waitFor();
  if (scripts) await passes(page, 'Indicators where nothing fits the filters');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('link', { name: 'Clear filters' }).first().click();
  await page.getByLabel('Search titles and definitions').fill('visits on time');
  await page.getByRole('button', { name: 'Apply filters' }).click();
  await page.waitForURL(/q=visits/);
  await page.locator('main a[href^="/indicators/cp-visits-on-time"]').first().click();
  await page.locator('main a[href*="/children"]').first().click();
  await page.getByRole('heading', { level: 1, name: 'The children behind the number' }).waitFor();
  assert.ok((await page.locator('main tbody tr').count()) > 0, 'no child');
});

walk('Board member reads the indicators of the paper', { needs: NUMBER }, async (as) => {
  const page = await as('board-member');
  await section(page, 'Indicators');
  await page.locator('main a[href^="/indicators/"]').first().click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(await page.locator('main a[href*="/children"]').count(), 0, 'a board member is led to children');
});
