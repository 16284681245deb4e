// One of each thing that somebody makes by a form and whose pages can be opened only then: reports as they are written,
// cleared and issued, a question of the board, an upload, a reconciled list, a token, an account with its link.
import { after } from 'node:test';
import { open, session } from './people.mjs';
import { setting } from './setting.mjs';

/** Months that no walk makes a report of: one report is issued, one waits for clearance, one is a draft. */
const MONTHS = { issued: '2023-05', waiting: '2023-04', draft: '2023-03' };
const CAPACITIES = ['legal', 'finance', 'service-director', 'sponsor'];

/** Windows of people by role, kept until the tests are done. */
const windows = new Map();
after(async () => {
  for (const page of windows.values()) await page.context().close();
});

async function as(role) {
  if (!windows.has(role)) windows.set(role, await (await open({ state: await session(role) })).newPage());
  return windows.get(role);
}

const path = (page) => new URL(page.url()).pathname;

/** Fills the fields of a date with a day so many days from now. */
async function date(page, field, days) {
  const day = new Date(Date.now() + days * 86_400_000);
  const parts = { day: day.getDate(), month: day.getMonth() + 1, year: day.getFullYear() };
  for (const [part, value] of Object.entries(parts)) await page.locator(`[name="${field}-${part}"]`).fill(String(value));
}

/** Presses a button whose form leads to another page. */
async function press(page, name) {
  const button = page.getByRole('main').getByRole('button', { name, exact: true });
  await Promise.all([page.waitForNavigation(), button.click()]);
}

async function draft(page, month) {
  await page.goto('/reports/new');
  await page.getByLabel('Month', { exact: true }).first().selectOption(month);
  await date(page, 'meeting', 60);
  await page.getByRole('radio', { name: 'The template’s text' }).check();
  await press(page, 'Start the report');
  return path(page);
}

async function sent(page, month) {
  const root = await draft(page, month);
  await press(page, 'Freeze the numbers');
  await page.goto(`${root}/clearance`);
  for (const capacity of CAPACITIES) {
    await page.locator(`[name="ask-${capacity}"]`).check();
    await date(page, `due-${capacity}`, 7);
  }
  await press(page, 'Send for clearance');
  return root;
}

/** The addresses at which the officer decides on a report. */
async function decisions(page, root) {
  await page.goto(`${root}/clearance`);
  const links = page.getByRole('link', { name: /^Clear or return for/ });
  return links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
}

async function issued(analyst, officer, director, month) {
  const root = await sent(analyst, month);
  for (const address of await decisions(officer, root)) {
    await officer.goto(address);
    await officer.getByRole('radio', { name: 'Clear it' }).check();
    await press(officer, 'Send');
  }
  await director.goto(`${root}/clearance`);
  await press(director, 'Issue the internal edition');
  await director.goto(`${root}/check`);
  for (const box of await director.getByRole('main').getByRole('checkbox').all()) await box.check();
  await press(director, 'Note the public edition as checked');
  await press(director, 'Release the public edition');
  return root;
}

async function question(page, report) {
  await page.goto('/reports/questions/new');
  await page.getByLabel('The report that the board asked about').selectOption(report);
  await page.getByLabel('Question', { exact: true }).fill('How many visits were missed because nobody was at home?');
  await page.getByLabel('Asked by').fill('The chair');
  await date(page, 'meeting', -20);
  await page.getByLabel('Who answers it').selectOption({ label: 'Demo director' });
  await press(page, 'Save');
  await page.goto('/reports/questions');
  return page.locator('main a[href^="/reports/questions/"]:not([href$="/new"])').first().getAttribute('href');
}

/** Reads files without importing them: an upload that waits. */
async function upload(page) {
  await page.goto('/data/uploads');
  await page.getByLabel('Files to upload').setInputFiles(setting.uploads.flat().slice(0, 2));
  await page.getByRole('main').getByRole('button', { name: 'Upload', exact: true }).click();
  await page.waitForURL(/\/data\/uploads\/\d+/);
  return path(page);
}

async function reconciled(page) {
  await page.goto('/data/reconcile');
  await page.getByLabel('Indicator').selectOption('cp-visits-on-time');
  await page.getByLabel('Person ids, one a line').fill('200001\n200002\nnobody');
  await press(page, 'Compare');
  return path(page);
}

async function token(page) {
  await page.goto('/account/tokens');
  await page.getByLabel('What the token is for').fill('A dashboard');
  await page.getByRole('main').getByRole('checkbox').first().check();
  await date(page, 'until', 30);
  await press(page, 'Make token');
  return page;
}

async function account(page) {
  await page.goto('/administration/accounts/new');
  await page.getByLabel('Username').fill('reads-the-pages');
  await page.getByLabel('Name', { exact: true }).fill('Somebody who reads the pages');
  await page.getByRole('checkbox', { name: 'Auditor' }).check();
  await press(page, 'Make account');
  const said = await page.locator('main').innerText();
  return { page, link: /\/link\/\S+/.exec(said)?.[0] };
}

/**
 * Makes one of each. Gives { path of a page: { role, address } }, with `page` where the page is open already because it
 * is shown once only.
 */
export async function make() {
  const [analyst, officer, director] = [await as('analyst'), await as('clearing-officer'), await as('director')];
  const done = await issued(analyst, officer, director, MONTHS.issued);
  const waiting = await sent(analyst, MONTHS.waiting);
  const [decide] = await decisions(officer, waiting);
  const begun = await draft(analyst, MONTHS.draft);
  const list = await reconciled(analyst);
  const asked = await question(analyst, done.split('/').pop());
  const waits = await upload(analyst);
  await analyst.goto(begun);
  const links = await analyst.locator(`main a[href^="${begun}/"]`).evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  const first = (part) => links.find((href) => href.includes(part));
  await director.goto('/reports');
  const reads = await director.locator('main a[href^="/reports/issued/"]').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  const shownOnce = await token(await as('quality-officer'));
  const made = await account(await as('administrator'));
  const by = (role, address) => ({ role, address });
  return {
    '/reports/{report}': [by('analyst', begun), by('analyst', done), by('director', waiting)],
    '/reports/{report}/history': [by('analyst', `${done}/history`)],
    '/reports/{report}/settings': [by('analyst', `${begun}/settings`)],
    '/reports/{report}/texts/{key}': [by('analyst', first('/texts/'))],
    '/reports/{report}/rows/{indicator}': [by('analyst', first('/rows/'))],
    '/reports/{report}/changes': [by('analyst', `${begun}/changes`)],
    '/reports/{report}/preview/{edition}': [by('analyst', `${begun}/preview/internal`)],
    '/reports/{report}/clearance': [by('analyst', `${waiting}/clearance`), by('director', `${done}/clearance`)],
    '/reports/{report}/clearance/{clearance}': [by('clearing-officer', decide)],
    '/reports/{report}/check': [by('director', `${done}/check`)],
    '/reports/issued/{issue}': [by('director', reads.find((href) => href.split('/').length === 4))],
    '/reports/questions/{question}': [by('analyst', asked)],
    '/data/uploads/{upload}': [by('analyst', waits)],
    '/data/reconcile/{list}': [by('analyst', list)],
    '/administration/targets/choose': [by('analyst', '/administration/targets/choose?indicator=referrals')],
    '/account/tokens/{token}/made': [{ ...by('quality-officer', path(shownOnce)), page: shownOnce }],
    '/administration/links/{link}': [{ ...by('administrator', path(made.page)), page: made.page }],
    '/link/{secret}': made.link ? [by(undefined, made.link)] : [],
  };
}
