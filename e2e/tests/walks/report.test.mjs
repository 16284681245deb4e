// A report from its first draft through clearance to the files that the board reads, and back for a new version.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { close } from '../../support/people.mjs';
import { closed, date, done, download, heading, inDays, looks, refused, section, walk } from '../../support/walk.mjs';

after(close);

/** In what capacities the demonstration's clearing officer clears. */
const CAPACITIES = { finance: 'Finance', legal: 'Legal', 'service-director': 'Service director', sponsor: 'Report sponsor' };
/** What nobody outside may read. */
const EXEMPT = 'Rates that one agency asked for.';

/** The analyst starts the report of `month`; gives its address. */
async function start(page, month) {
  await section(page, 'Reports');
  await page.getByRole('link', { name: 'Start a report' }).first().click();
  await page.getByLabel('Month', { exact: true }).first().selectOption(month);
  await date(page, 'meeting', inDays(40));
  await page.getByRole('radio', { name: 'The template’s text' }).check();
  await page.getByRole('button', { name: 'Start the report' }).click();
  await done(page);
  await page.getByText('Papers open by').waitFor();
  const root = new URL(page.url()).pathname;
  assert.match(root, /^\/reports\/\d+$/);
  return root;
}

/** Opens one of the tasks of a report by its name. */
async function task(page, root, name) {
  await page.goto(root);
  await page.getByRole('main').getByRole('link', { name }).first().click();
}

/** The analyst asks everybody who clears reports. */
async function ask(page, root) {
  await page.goto(`${root}/clearance`);
  for (const [capacity, title] of Object.entries(CAPACITIES)) {
    await page.getByLabel(`Ask for clearance: ${title}`).check();
    await date(page, `due-${capacity}`, inDays(7));
  }
  await page.getByRole('button', { name: 'Send for clearance' }).click();
  await done(page);
  assert.equal(await page.getByText('Waiting', { exact: true }).count(), Object.keys(CAPACITIES).length);
}

/** The clearing officer decides in one capacity. */
async function decide(page, root, title, decision, comment) {
  await page.goto(`${root}/clearance`);
  await page.getByRole('link', { name: `Clear or return for ${title}` }).click();
  await page.getByRole('radio', { name: decision }).check();
  await page.getByLabel('Comment').fill(comment);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

/** The files of an edition, downloaded one by one: each is the one whose hash the page shows. */
async function files(page, edition) {
  const issue = page.locator('.app-issue').filter({ hasText: edition }).first();
  await issue.getByText('Check a file').click();
  const out = [];
  for (const label of ['Web page', 'Word', 'PDF', 'Excel']) {
    const file = await download(page, issue.getByRole('link', { name: new RegExp(`^${label}`) }));
    const row = issue.locator('.govuk-summary-list__row').filter({ hasText: label });
    assert.equal(await row.locator('code').innerText(), file.sha256, `${label} is not the file that was issued`);
    out.push(file);
  }
  assert.deepEqual(out.map(({ name }) => name.split('.').pop()), ['html', 'docx', 'pdf', 'xlsx']);
  return out;
}

const TASK = 'A report goes from draft through clearance to four issued files, a public edition and a new version';

walk(TASK, { given: ['2023-07', '2023-06'] }, async ({ as, step, scripts, given: month }) => {
  const [analyst, officer, director] = [await as('analyst'), await as('clearing-officer'), await as('director')];
  const manager = await as('service-manager');

  const root = await step('the analyst starts the report', () => start(analyst, month));
  await step('a manager is asked to write a text, and writes it', async () => {
    await task(analyst, root, /Staffing/);
    await analyst.getByLabel('Owner').selectOption({ label: 'Demo service manager' });
    await date(analyst, 'due', inDays(3));
    await analyst.getByRole('button', { name: 'Save owner and due date' }).click();
    await done(analyst);
    await section(manager, 'Today');
    await manager.getByRole('link', { name: /^Write/ }).first().click();
    await manager.getByLabel('Text', { exact: true }).fill('Two posts in the assessment teams are vacant.');
    await manager.getByRole('button', { name: 'Save', exact: true }).click();
    await done(manager);
  });
  await step('the analyst writes beside a row of the performance table, with a number in the words', async () => {
    await task(analyst, root, /visits.*on time/i);
    await analyst.getByLabel('Story').fill('Two workers left in spring.');
    await analyst.getByLabel('Action').fill('Both posts are advertised.');
    await analyst.getByLabel('Owner').fill('Head of service');
    await analyst.getByRole('button', { name: 'Save', exact: true }).click();
    await done(analyst);
    await task(analyst, root, /Legal/);
    await analyst.getByLabel('Text', { exact: true }).fill('Visits on time were {{ no-such-number.value }}.');
    await analyst.getByRole('button', { name: 'Save', exact: true }).click();
    assert.match(await refused(analyst), /no-such-number/);
    if (scripts) await looks(analyst, 'A text of a report that names a number that there is not');
    await analyst.getByLabel('Text', { exact: true }).fill('Visits on time were {{ cp-visits-on-time.value }}.');
    await analyst.getByRole('button', { name: 'Save', exact: true }).click();
    await done(analyst);
  });
  await step('an exempt appendix', async () => {
    await analyst.goto(`${root}/settings`);
    await analyst.getByLabel('The report has an exempt appendix').check();
    await analyst.getByLabel('Why it is exempt').selectOption({ index: 3 });
    await analyst.getByLabel(/^Why the public interest/).fill('it names an agency’s rates');
    await analyst.getByLabel('Text of the appendix').fill(EXEMPT);
    await analyst.getByRole('button', { name: 'Save', exact: true }).click();
    await done(analyst);
  });
  await step('what changed, and the numbers frozen', async () => {
    await analyst.getByRole('link', { name: 'What changed' }).click();
    await heading(analyst, /^What changed since/);
    await analyst.getByRole('table', { name: /Numbers as reported/ }).waitFor();
    await analyst.goto(`${root}/clearance`);
    await analyst.getByText('Freeze the numbers first').waitFor();
    await analyst.goto(root);
    await analyst.getByRole('button', { name: 'Freeze the numbers' }).click();
    await done(analyst);
    for (const edition of ['internal', 'public']) {
      await analyst.goto(root);
      await analyst.getByRole('link', { name: `Preview the ${edition} edition` }).click();
      // The page before has a heading too.
      await analyst.waitForURL(`**/preview/${edition}*`);
      await heading(analyst, /./);
      const text = await analyst.locator('body').innerText();
      assert.match(text, /Visits on time were \d/);
      assert.equal(text.includes(EXEMPT), edition === 'internal', `the ${edition} edition and what is exempt`);
    }
  });
  await step('the analyst sends it for clearance to all four', () => ask(analyst, root));

  await step('three clear it, one returns it', async () => {
    await section(officer, 'Today');
    assert.equal(await officer.getByRole('link', { name: /^Clear or return/ }).count() >= 4, true, 'it does not wait for them');
    await officer.getByRole('link', { name: /^Clear or return.*as sponsor/ }).first().click();
    await heading(officer, /^Clear the report: Report sponsor/);
    for (const title of ['Report sponsor', 'Legal', 'Service director']) {
      await decide(officer, root, title, 'Clear it', `Read for ${title}.`);
      await done(officer);
    }
    await decide(officer, root, 'Finance', 'Return it', '');
    assert.match(await refused(officer), /what has to change/);
    if (scripts) await looks(officer, 'A report returned without a word');
    await officer.getByRole('radio', { name: 'Return it' }).check();
    await officer.getByLabel('Comment').fill('Say who pays for the posts.');
    await officer.getByRole('button', { name: 'Send', exact: true }).click();
    await done(officer);
  });
  await step('nobody can issue it', async () => {
    await director.goto(`${root}/clearance`);
    await director.getByText('It can’t be issued yet.').waitFor();
    assert.equal(await director.getByRole('button', { name: /Issue|Release/ }).count(), 0);
  });
  await step('the analyst mends it, which asks everybody again', async () => {
    await analyst.goto(`${root}/clearance`);
    await analyst.getByText('Say who pays for the posts.').waitFor();
    await task(analyst, root, /Financ/);
    const text = analyst.getByLabel('Text', { exact: true });
    await text.fill(`${await text.inputValue()}\n\nThe posts are paid from the staffing budget.`);
    await analyst.getByRole('button', { name: 'Save', exact: true }).click();
    await done(analyst);
    await analyst.goto(`${root}/clearance`);
    assert.equal(await analyst.getByText('Asked again', { exact: true }).count(), Object.keys(CAPACITIES).length);
    if (scripts) await looks(analyst, 'A report that everybody is asked again to clear');
  });
  await step('all four clear it', async () => {
    for (const title of Object.values(CAPACITIES)) {
      await decide(officer, root, title, 'Clear it', '');
      await done(officer);
    }
  });

  await step('the director issues it', async () => {
    await analyst.goto(`${root}/clearance`);
    assert.equal(await analyst.getByRole('button', { name: /Issue|Release/ }).count(), 0, 'its author can issue it');
    await section(director, 'Reports');
    await director.locator(`main a[href="${root}"]`).click();
    await director.getByRole('link', { name: 'Clearance and issue' }).click();
    await director.getByRole('button', { name: 'Issue the internal edition' }).click();
    await done(director);
    const made = await files(director, 'Internal edition');
    const page = made[0].bytes.toString('utf8');
    for (const said of ['Two posts in the assessment teams', 'Both posts are advertised.', 'Demo clearing officer', EXEMPT]) {
      assert.ok(page.includes(said), said);
    }
  });
  await step('the director checks the public edition and releases it', async () => {
    await director.getByRole('link', { name: 'Check the public edition' }).click();
    await director.getByRole('button', { name: 'Note the public edition as checked' }).click();
    await refused(director);
    if (scripts) await looks(director, 'A public edition checked in part');
    for (const box of await director.getByRole('main').getByRole('checkbox').all()) await box.check();
    await director.getByRole('button', { name: 'Note the public edition as checked' }).click();
    await done(director);
    await director.getByRole('button', { name: 'Release the public edition' }).click();
    await done(director);
    if (scripts) await looks(director, 'A report that was issued and released');
    const page = (await files(director, 'Public edition'))[0].bytes.toString('utf8');
    assert.ok(!page.includes(EXEMPT) && page.includes('Exempt information'), 'the public edition and what is exempt');
  });
  await step('what was issued can’t be changed', async () => {
    await analyst.goto(`${root}/texts/legal.md`);
    await heading(analyst, /Legal/);
    assert.equal(await analyst.getByRole('button', { name: 'Save', exact: true }).count(), 0);
  });

  const member = await as('board-member');
  await step('the board member reads the public edition and no other', async () => {
    await section(member, 'Reports');
    assert.equal(await member.getByText('Internal edition').count(), 0);
    await files(member, 'Public edition');
    await member.getByRole('link', { name: /^Read it here/ }).first().click();
    await heading(member, /./);
    assert.ok(!(await member.locator('body').innerText()).includes(EXEMPT));
    for (const address of [root, `${root}/clearance`, `${root}/preview/internal`]) await closed(member, address);
  });

  const question = `Why were visits late in ${month}?`;
  await step('the board’s question is noted, and a manager answers it with a number', async () => {
    await analyst.goto('/reports/questions');
    await analyst.getByRole('link', { name: 'Note a question' }).click();
    await analyst.getByLabel('The report that the board asked about').selectOption({ index: 0 });
    await analyst.getByLabel('Question', { exact: true }).fill(question);
    await analyst.getByLabel('Asked by').fill('Councillor Hart');
    await date(analyst, 'meeting', inDays(0));
    await analyst.getByLabel('Who answers it').selectOption({ label: 'Demo service manager' });
    await date(analyst, 'due', inDays(10));
    await analyst.getByRole('button', { name: 'Save', exact: true }).click();
    await done(analyst);
    await section(manager, 'Today');
    await manager.getByRole('link', { name: new RegExp(`Answer.*${month}`) }).click();
    await manager.getByLabel('Answer', { exact: true }).fill('Two workers left; both posts are filled.');
    await manager.getByLabel('Number that the answer stands on').selectOption('cp-visits-on-time');
    await manager.getByRole('button', { name: 'Save', exact: true }).click();
    await done(manager);
    await manager.getByText('Number kept with the answer').waitFor();
  });
  await step('opened again it is a new version, of which nothing is cleared', async () => {
    await analyst.goto(`${root}/clearance`);
    await analyst.getByLabel('Why a new version is needed').fill('The answer to the board belongs in it.');
    await analyst.getByRole('button', { name: 'Open again as a new version' }).click();
    await done(analyst);
    await analyst.getByText(/version 2/).first().waitFor();
    await analyst.getByText('The answer to the board belongs in it.').waitFor();
    await analyst.getByRole('button', { name: 'Carry open questions into this report' }).click();
    await done(analyst);
    await analyst.getByRole('link', { name: question }).waitFor();
    const next = new URL(analyst.url()).pathname;
    assert.notEqual(next, root);
    await director.goto(`${next}/clearance`);
    assert.equal(await director.getByText('Cleared', { exact: true }).count(), 0);
    // The files that were issued stay as they were, and say that there is a newer version.
    await director.goto('/reports');
    await director.getByText(/It has been opened again since/).first().waitFor();
    await files(director, 'Public edition');
  });
});
