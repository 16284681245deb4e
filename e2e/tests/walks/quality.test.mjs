// The quality officer: what is wrong with the records, and setting aside what is right as it is.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { close } from '../../support/people.mjs';
import { date, done, heading, inDays, looks, refused, section, walk } from '../../support/walk.mjs';

after(close);

walk('Quality officer goes from findings to the record, and dismisses one with a reason and an expiry', {}, async ({ as, step, scripts }) => {
  const page = await as('quality-officer');
  const rule = await step('findings by kind and by team', async () => {
    await section(page, 'Data');
    await heading(page, 'Findings');
    await page.getByRole('table', { name: 'By team that has the child' }).getByRole('link').first().waitFor();
    // A kind of which there are several, so that there is something to count when one is dismissed.
    const kinds = page.getByRole('table', { name: 'By kind' }).getByRole('row').filter({ has: page.getByRole('cell', { name: /^\d{2,}$/ }) });
    const link = kinds.getByRole('link').nth(scripts ? 0 : 1);
    const title = await link.innerText();
    await link.click();
    await heading(page, new RegExp(title.slice(0, 20).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
    return new URL(page.url()).pathname;
  });
  const rows = () => page.getByRole('table', { name: 'Findings' }).locator('tbody tr');
  const said = () => page.getByText(/^\d[\d,]* findings?\./).innerText();
  const before = await step('how many there are', async () => {
    assert.ok((await rows().count()) > 0, 'no finding');
    return said();
  });
  const reason = `Right as it is, says the team ${scripts ? 'in March' : 'in April'}.`;
  await step('dismissing one without a reason', async () => {
    await rows().first().getByRole('link', { name: /^Dismiss/ }).click();
    await page.getByRole('button', { name: 'Dismiss finding' }).click();
    await refused(page);
    if (scripts) await looks(page, 'A finding dismissed without a reason');
    await page.getByLabel('Why is it dismissed?').fill(reason);
    await date(page, 'until', inDays(800));
    await page.getByRole('button', { name: 'Dismiss finding' }).click();
    assert.match(await refused(page), /year/);
  });
  await step('dismissing it for a time', async () => {
    await date(page, 'until', inDays(90));
    await page.getByRole('button', { name: 'Dismiss finding' }).click();
    await done(page);
    await page.goto(rule);
    assert.notEqual(await said(), before, 'it is counted still');
  });
  await step('what is dismissed, and counting it again', async () => {
    await page.goto('/data/findings/dismissed');
    const line = page.getByRole('row').filter({ hasText: reason });
    await line.waitFor();
    if (scripts) await looks(page, 'Dismissed findings');
    await line.getByRole('button', { name: /^Count it again/ }).click();
    await done(page);
    await page.goto(rule);
    assert.equal(await said(), before);
  });
});
