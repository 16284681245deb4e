// A report from its first draft through clearance to the files that the board reads.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { close } from '../../support/people.mjs';
import { done, section, walk } from '../../support/walk.mjs';

after(close);

/** Fills the three fields of a date whose first has this id. */
async function date(scope, id, [day, month, year]) {
  await scope.locator(`[name="${id}-day"]`).fill(day);
  await scope.locator(`[name="${id}-month"]`).fill(month);
  await scope.locator(`[name="${id}-year"]`).fill(year);
}

const TASK = 'Analyst drafts a report, clearing officer clears it, director issues it, board member reads it';

walk(TASK, { needs: ['/reports', '/reports/new'], given: ['2023-07', '2023-06'] }, async (as, month) => {
  const analyst = await as('analyst');
  await section(analyst, 'Reports');
  await analyst.getByRole('button', { name: 'Start a report' }).or(analyst.getByRole('link', { name: 'Start a report' })).first().click();
  await analyst.getByLabel('Month', { exact: true }).first().selectOption(month);
  await date(analyst, 'meeting', ['4', '12', '2026']);
  await analyst.getByRole('radio').first().check();
  await analyst.getByRole('button', { name: 'Start the report' }).click();
  await done(analyst);
  const root = new URL(analyst.url()).pathname;
  assert.match(root, /^\/reports\/\d+$/);

  await analyst.locator(`a[href^="${root}/texts/"]`).first().click();
  await analyst.getByLabel('Text', { exact: true }).fill('Visits on time were {{ cp-visits-on-time.value }}.');
  await analyst.getByRole('button', { name: 'Save', exact: true }).click();
  await done(analyst);
  await analyst.goto(root);
  await analyst.locator(`a[href^="${root}/rows/"]`).first().click();
  await analyst.locator('[name="story"]').fill('Two workers left in spring.');
  await analyst.locator('[name="action"]').fill('Both posts are advertised.');
  await analyst.locator('[name="owner"]').fill('Head of service');
  await analyst.getByRole('button', { name: 'Save', exact: true }).click();
  await done(analyst);
  await analyst.goto(root);
  await analyst.getByRole('button', { name: 'Freeze the numbers' }).click();
  await done(analyst);

  await analyst.goto(`${root}/clearance`);
  const asked = ['legal', 'finance'];
  for (const capacity of asked) {
    await analyst.locator(`#ask-${capacity}`).check();
    await date(analyst, `due-${capacity}`, ['27', '11', '2026']);
  }
  for (const box of await analyst.locator('input[name^="ask-"]:checked').all()) {
    const name = (await box.getAttribute('name')).replace('ask-', '');
    if (!asked.includes(name)) await box.uncheck();
  }
  await analyst.getByRole('button', { name: 'Send for clearance' }).click();
  await done(analyst);

  const officer = await as('clearing-officer');
  for (const capacity of asked) {
    await officer.goto(`${root}/clearance`);
    await officer.getByRole('link', { name: `Clear or return for ${capacity}` }).click();
    await officer.locator('input[name="decision"][value="cleared"]').check();
    await officer.getByLabel('Comment').fill(`Read for ${capacity}.`);
    await officer.getByRole('button', { name: 'Send', exact: true }).click();
    await done(officer);
  }

  const director = await as('director');
  await director.goto(`${root}/clearance`);
  await director.getByRole('button', { name: 'Issue the internal edition' }).click();
  await done(director);
  await director.goto(`${root}/check`);
  for (const box of await director.locator('main input[type="checkbox"]').all()) await box.check();
  await director.getByRole('button', { name: 'Note the public edition as checked' }).click();
  await done(director);
  await director.goto(`${root}/clearance`);
  await director.getByRole('button', { name: 'Release the public edition' }).click();
  await done(director);

  const member = await as('board-member');
  await section(member, 'Reports');
  await member.getByText('Public edition').first().waitFor();
  assert.equal(await member.getByText('Internal edition').count(), 0);
  const [download] = await Promise.all([
    member.waitForEvent('download'),
    member.getByRole('link', { name: /^PDF/ }).first().click(),
  ]);
  assert.match(download.suggestedFilename(), /\.pdf$/);
  await member.goto('/reports');
  await member.getByRole('link', { name: /^Read it here/ }).first().click();
  await member.getByRole('heading', { level: 1 }).first().waitFor();
});
