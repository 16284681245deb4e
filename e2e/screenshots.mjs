// Takes the README's screenshots of the site anew, over a made-up authority of full size: docs/screenshots.
//
//   npm run screenshots
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MISSING, browserPath } from './support/chromium.mjs';
import { onStage } from './support/stage.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, '..', 'docs', 'screenshots');
/** What fits on a 13-inch screen beneath the browser's own bars. */
const WINDOW = { width: 1280, height: 700 };
/** A picture in the README loads fast. */
const MOST = 150_000;

if (!browserPath()) throw new Error(MISSING);
await mkdir(OUT, { recursive: true });

await onStage({ scale: 1, out: join(HERE, 'out') }, async (setting, file) => {
  process.env.E2E_SETTING = file;
  const { close, signIn } = await import('./support/people.mjs');
  const { children, date, done, inDays, section } = await import('./support/walk.mjs');

  /** Takes a picture of the window, scrolled to `from` where it is given. */
  const shot = async (page, name, from) => {
    await from?.evaluate((element) => window.scrollTo(0, element.getBoundingClientRect().top + window.scrollY - 16));
    // Nothing that was pressed to come here is marked.
    await page.evaluate(() => document.activeElement?.blur());
    const path = join(OUT, `${name}.png`);
    await page.screenshot({ path });
    const { size } = await stat(path);
    if (size > MOST) throw new Error(`${path} has ${size} bytes; at most ${MOST} are meant`);
    console.log(`${path}  ${size}`);
  };
  const as = (role) => signIn(role, WINDOW);

  const analyst = await as('analyst');
  await section(analyst, 'Data');
  await analyst.getByRole('link', { name: 'Upload extracts' }).first().click();
  await analyst.getByLabel('Files to upload').setInputFiles(setting.uploads.flat());
  await analyst.getByRole('button', { name: 'Upload', exact: true }).click();
  await analyst.getByRole('button', { name: 'Look again' }).waitFor({ timeout: 60_000 });
  await date(analyst, 'date', ['31', '7', '2023']);
  await analyst.getByRole('button', { name: 'Look again' }).click();
  await analyst.getByRole('button', { name: 'Import', exact: true }).waitFor({ timeout: 60_000 });
  await shot(analyst, 'analyst-upload');
  await analyst.goto('/indicators/cp-visits-on-time');
  await shot(analyst, 'analyst-indicator', analyst.getByRole('heading', { name: 'Over time' }));

  await section(analyst, 'Reports');
  await analyst.getByRole('link', { name: 'Start a report' }).first().click();
  await date(analyst, 'meeting', inDays(40));
  await analyst.getByRole('button', { name: 'Start the report' }).click();
  await done(analyst);
  const root = new URL(analyst.url()).pathname;
  await analyst.getByRole('button', { name: 'Freeze the numbers' }).click();
  await done(analyst);
  await analyst.goto(`${root}/clearance`);
  for (const capacity of ['finance', 'legal', 'service-director', 'sponsor']) {
    await analyst.locator(`#ask-${capacity}`).check();
    await date(analyst, `due-${capacity}`, inDays(7));
  }
  await analyst.getByRole('button', { name: 'Send for clearance' }).click();
  await done(analyst);
  const officer = await as('clearing-officer');
  const decide = async (title, decision, comment) => {
    await officer.goto(`${root}/clearance`);
    await officer.getByRole('link', { name: `Clear or return for ${title}` }).click();
    await officer.getByRole('radio', { name: decision }).check();
    await officer.getByLabel('Comment').fill(comment);
    await officer.getByRole('button', { name: 'Send', exact: true }).click();
    await done(officer);
  };
  await decide('Legal', 'Clear it', '');
  await decide('Report sponsor', 'Clear it', '');
  await decide('Finance', 'Return it', 'Say who pays for the two posts.');
  await analyst.goto(`${root}/clearance`);
  await shot(analyst, 'analyst-clearance', analyst.getByRole('heading', { name: 'Clearance', exact: true }));

  const manager = await as('team-manager');
  await manager.goto('/');
  await shot(manager, 'manager-today');
  await manager.goto('/due?when=overdue');
  const overdue = await children(manager);
  await shot(manager, 'manager-due', manager.getByRole('heading', { name: 'By child' }));
  // The first of them of whom something was late before.
  for (const child of overdue) {
    await manager.goto(`/children/${child}?late=yes`);
    if ((await manager.getByText(/^Late: due by/).count()) > 1) break;
  }
  await shot(manager, 'manager-journey', manager.getByRole('heading', { name: 'Journey' }));

  for (const title of ['Legal', 'Report sponsor', 'Finance', 'Service director']) await decide(title, 'Clear it', '');
  const director = await as('director');
  await director.goto(`${root}/clearance`);
  await director.getByRole('button', { name: 'Issue the internal edition' }).click();
  await done(director);
  await director.getByRole('link', { name: 'Check the public edition' }).click();
  for (const box of await director.getByRole('main').getByRole('checkbox').all()) await box.check();
  await director.getByRole('button', { name: 'Note the public edition as checked' }).click();
  await done(director);
  await director.getByRole('button', { name: 'Release the public edition' }).click();
  await done(director);
  const member = await as('board-member');
  await section(member, 'Reports');
  await member.getByText('Check a file').first().click();
  await shot(member, 'board-reports');
  await section(member, 'Indicators');
  await shot(member, 'board-indicators', member.locator('main table').first());
  await close();
});
