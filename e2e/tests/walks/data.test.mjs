// What numbers are made of: extracts that the analyst uploads, parameters and targets that the administrator sets. In one
// file, one after the other: each waits for whoever is at work in the data folder.
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { after } from 'node:test';
import { close } from '../../support/people.mjs';
import { setting } from '../../support/setting.mjs';
import { closed, date, done, heading, inDays, looks, refused, section, walk } from '../../support/walk.mjs';

after(close);

/** Waits until `there` is on the page, which loads itself again without JavaScript too, while the work goes on. */
async function until(there) {
  await there.waitFor({ timeout: 60_000 });
}

walk('Analyst uploads several extracts, looks at what they were taken for and imports them', { given: setting.uploads }, async ({ as, step, scripts, given: files }) => {
  const page = await as('analyst');
  await step('an upload without a file', async () => {
    await section(page, 'Data');
    await heading(page, /Data|Deliveries/);
    await page.getByRole('link', { name: 'Upload extracts' }).first().click();
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await refused(page);
    if (scripts) await looks(page, 'An upload without a file');
  });
  await step('an upload that is cancelled', async () => {
    await page.getByLabel('Files to upload').setInputFiles(files[0]);
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await page.waitForURL(/\/data\/uploads\/\d+/);
    await until(page.getByRole('button', { name: 'Look again' }).or(page.getByRole('button', { name: 'Import', exact: true })).first());
    await page.getByRole('button', { name: 'Cancel this upload' }).click();
    await page.getByText('Nothing was imported').waitFor();
  });
  await step('several files, whose day nobody can tell', async () => {
    await page.goto('/data/uploads');
    await page.getByLabel('Files to upload').setInputFiles(files);
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await page.waitForURL(/\/data\/uploads\/\d+/);
    const dated = page.getByRole('button', { name: 'Look again' });
    const ready = page.getByRole('button', { name: 'Import', exact: true });
    await until(dated.or(ready).first());
    if (await dated.count()) {
      if (scripts) await looks(page, 'An upload that does not say its day');
      await date(page, 'date', ['31', '7', '2023']);
      await dated.click();
      await until(ready);
    }
  });
  await step('what they were taken for, column by column', async () => {
    for (const file of files) await page.getByRole('rowheader', { name: basename(file) }).first().waitFor();
    await page.getByText('What each column was taken for').first().click();
    assert.ok((await page.getByRole('table', { name: /^Columns of/ }).getByRole('row').count()) > 4, 'no column');
    if (scripts) await looks(page, 'An upload to be looked at before it is imported');
  });
  await step('the import', async () => {
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    const delivery = page.getByRole('link', { name: /^Delivery \d+/ }).first();
    await until(delivery);
    // The page loads itself again until the new numbers are shown.
    await until(page.locator('body:not([data-refresh]) h1'));
    if (scripts) await looks(page, 'An upload that was imported');
    await delivery.click();
    await heading(page, /Delivery/);
    const number = new URL(page.url()).pathname.split('/').pop();
    await section(page, 'Data');
    await page.getByRole('rowheader', { name: new RegExp(`^${number}\\.`) }).waitFor();
  });
});

walk('Administrator sets a parameter and a target from a day on, and sees no child', {}, async ({ as, step, scripts }) => {
  const page = await as('administrator');
  await step('a parameter', async () => {
    await section(page, 'Administration');
    await page.getByRole('link', { name: 'Parameters', exact: true }).first().click();
    await page.getByRole('row').filter({ hasText: 'cp_visit_interval' }).getByRole('link', { name: /^Change/ }).click();
    await page.getByRole('button', { name: 'Set value' }).click();
    await refused(page);
    if (scripts) await looks(page, 'A parameter set with mistakes');
    await page.getByLabel('How many').fill(scripts ? '15' : '20');
    await date(page, 'from', inDays(scripts ? 60 : 90));
    await page.getByLabel('Why?').fill('Decided by the safeguarding partnership.');
    await page.getByRole('button', { name: 'Set value' }).click();
    await done(page);
    await page.getByRole('table', { name: 'What was changed on this page' }).getByText('Decided by the safeguarding partnership.').first().waitFor();
  });
  await step('a target', async () => {
    await page.goto('/administration/targets');
    await page.getByLabel('Indicator without a target').selectOption({ index: 1 });
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Target', { exact: true }).fill('80');
    await date(page, 'from', inDays(60));
    await page.getByLabel('Why?').fill('The corporate plan.');
    await page.getByRole('button', { name: 'Set target' }).click();
    await done(page);
    await page.getByRole('button', { name: /^Take away/ }).first().click();
    await done(page);
  });
  await step('what is not theirs', async () => {
    for (const address of ['/due', '/children', '/indicators', '/data', '/data/findings', '/workforce', '/reports', '/administration/log']) {
      await closed(page, address);
    }
  });
});
