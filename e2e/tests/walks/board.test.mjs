// The board member: the indicators of the paper as the public may see them, and nothing of children.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { close } from '../../support/people.mjs';
import { closed, heading, looks, section, walk } from '../../support/walk.mjs';

after(close);

walk('Board member reads the indicators with small numbers hidden, and finds no child', {}, async ({ as, step, scripts }) => {
  const [page, analyst] = [await as('board-member'), await as('analyst')];
  await step('today', async () => {
    await heading(page, 'Today');
    const parts = await page.getByRole('navigation', { name: 'Menu' }).getByRole('link').allInnerTexts();
    assert.deepEqual(parts.map((part) => part.trim()), ['Today', 'Indicators', 'Compare', 'Reports']);
  });
  await step('the indicators', async () => {
    await section(page, 'Indicators');
    const links = page.locator('main a[href^="/indicators/"]');
    assert.ok((await links.count()) > 10, 'no indicators');
    assert.equal(await page.locator('main a[href*="/children"]').count(), 0, 'a board member is led to children');
    // A council of this size has numbers that are hidden; its analyst sees them.
    assert.ok((await page.getByRole('cell', { name: /\bc\b/ }).count()) > 0, 'no number is hidden');
    await section(analyst, 'Indicators');
    assert.equal(await analyst.getByRole('cell', { name: /^c\b/ }).count(), 0, 'a number is hidden from the analyst');
    await links.first().click();
    await page.getByRole('heading', { name: 'What it means' }).waitFor();
    if (scripts) await looks(page, 'An indicator as a board member sees it');
    assert.equal(await page.locator('main a[href*="/children"]').count(), 0, 'a board member is led to children');
  });
  await step('others', async () => {
    await section(page, 'Compare');
    await page.getByRole('main').getByRole('link', { name: /./ }).first().waitFor();
  });
  await step('what is not theirs', async () => {
    for (const address of ['/due', '/children', '/workforce', '/front-door', '/data', '/data/findings', '/administration/log', '/indicators/cp-visits-on-time/children']) {
      assert.match(await closed(page, address), /not allowed|can’t|don’t|may/i);
    }
    // What is asked for by hand of what filters a page changes nothing.
    await page.goto('/indicators/cp-visits-on-time?team=T02&by=worker');
    await heading(page, /./);
    assert.ok(!(await page.locator('main').innerText()).includes('By worker'));
  });
});
