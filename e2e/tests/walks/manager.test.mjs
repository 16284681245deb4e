// Those who answer for children day by day: managers and practitioners.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { close } from '../../support/people.mjs';
import { setting } from '../../support/setting.mjs';
import { apply, children, closed, download, heading, looks, refused, section, walk } from '../../support/walk.mjs';

after(close);

/** The path that the page is at. */
const at = (page) => new URL(page.url()).pathname;

for (const role of ['team-manager', 'service-manager']) {
  const who = role === 'team-manager' ? 'Team manager' : 'Service manager';
  walk(`${who} goes from what is overdue today to the worker, the child and what was late`, {}, async ({ as, step, scripts }) => {
    const page = await as(role);
    await step('today, what is overdue by team', async () => {
      await heading(page, 'Today');
      await page.getByRole('table', { name: /Overdue by team/ }).getByRole('link').first().click();
      await heading(page, 'Due and overdue');
      assert.match(page.url(), /[?&]team=/);
    });
    const worker = await step('the list of one worker', async () => {
      const workers = page.getByLabel('Worker', { exact: true });
      const names = await workers.locator('option').evaluateAll((options) => options.map(({ value, text }) => ({ value, text })));
      // The busiest stand first in the list of what is due.
      const titles = await page.locator('main th[scope="rowgroup"]').allInnerTexts();
      const busy = names.find(({ value, text }) => value && titles.some((title) => title.startsWith(text)));
      assert.ok(busy, `no worker of ${titles.join(', ')} can be chosen`);
      await workers.selectOption(busy.value);
      await apply(page);
      await page.waitForURL(/[?&]worker=/);
      const shown = await page.locator('main th[scope="rowgroup"]').allInnerTexts();
      assert.ok(shown.length > 0 && shown.every((title) => title.startsWith(busy.text)), shown.join(', '));
      assert.equal(await workers.inputValue(), busy.value, 'the page forgets what it is filtered by');
      return busy;
    });
    if (scripts && role === 'team-manager') await looks(page, 'Due and overdue of one worker');
    const list = page.url();
    await step('the list as a file', async () => {
      const ids = await children(page);
      const { name, bytes } = await download(page, page.getByRole('link', { name: /CSV/ }).first());
      assert.match(name, /\.csv$/);
      const lines = bytes.toString('utf8').trim().split(/\r?\n/).slice(1);
      assert.ok(lines.length > 0 && ids.every((id) => lines.some((line) => line.split(',').includes(id))), 'a child of the page is not in the file');
    });
    await step('the child’s journey', async () => {
      const [child] = await children(page);
      await page.locator(`main a[href^="/children/${child}"]`).first().click();
      await heading(page, `Child ${child}`);
      assert.match(await page.locator('main').innerText(), new RegExp(worker.text));
      await page.getByLabel('Lateness').selectOption({ index: 1 });
      await apply(page);
      await page.waitForURL(/late=yes/);
      assert.equal(at(page), `/children/${child}`);
      assert.equal(await page.getByLabel('Lateness').inputValue(), 'yes');
    });
    await step('back to the list, its filters kept', async () => {
      await page.goBack();
      await page.goBack();
      assert.equal(page.url(), list);
      assert.equal(await page.getByLabel('Worker', { exact: true }).inputValue(), worker.value);
    });
  });
}

walk('Practitioner sees what is due for their own children, and nothing of others', {}, async ({ as, step }) => {
  const [page, manager] = [await as('practitioner'), await as('team-manager')];
  const own = await step('what is due for their own children', async () => {
    await section(page, 'Due and overdue');
    assert.equal(await page.getByLabel('Worker', { exact: true }).count(), 0, 'the lists of others are offered');
    const ids = await children(page);
    assert.ok(ids.length > 0, 'nothing is due');
    await page.locator(`main a[href^="/children/${ids[0]}"]`).first().click();
    await heading(page, `Child ${ids[0]}`);
    return ids;
  });
  await step('children of colleagues in the same team', async () => {
    await section(manager, 'Due and overdue');
    const theirs = (await children(manager)).filter((id) => !own.includes(id));
    assert.ok(theirs.length > 0, 'the team has no other child');
    for (const id of theirs.slice(0, 3)) await closed(page, `/children/${id}`, 404);
    await page.goto('/children');
    await page.getByRole('textbox').first().fill(theirs[0]);
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText(/No child in your scope/).first().waitFor();
  });
});

walk('A manager’s address shared with people of lesser scope hides from them what they may not see', {}, async ({ as, step }) => {
  const analyst = await as('analyst');
  const lists = await step('lists of the whole council', async () => {
    const out = [];
    for (const address of ['/due', '/indicators/referrals/children', '/indicators/cp-visits-on-time/children']) {
      await analyst.goto(address);
      const ids = await children(analyst);
      assert.ok(ids.length > 0, `nobody is in ${address}`);
      out.push({ address: analyst.url(), ids });
    }
    return out;
  });
  for (const role of ['service-manager', 'team-manager', 'practitioner']) {
    const page = await as(role);
    await step(`the same addresses, opened by the ${role}`, async () => {
      const others = [];
      for (const { address, ids } of lists) {
        await page.goto(address);
        await page.getByRole('heading', { level: 1 }).waitFor();
        const seen = await children(page);
        // Whom they see of the list is theirs to open; whom they don't see, they can't open either.
        for (const id of seen.slice(0, 3)) assert.equal((await page.request.get(`/children/${id}`)).status(), 200, id);
        const missing = ids.filter((id) => !seen.includes(id)).slice(0, 6);
        const answers = await Promise.all(missing.map(async (id) => (await page.request.get(`/children/${id}`)).status()));
        others.push(...missing.filter((_, at) => answers[at] === 404));
        const said = await page.locator('main').innerText();
        assert.ok(others.every((id) => !said.includes(id)), `${address} names a child of others`);
      }
      assert.ok(others.length > 0, 'they may open all that the analyst sees');
    });
  }
  for (const role of ['board-member', 'clearing-officer']) {
    const page = await as(role);
    await step(`the same addresses, opened by the ${role}`, async () => {
      for (const { address, ids } of lists) {
        const said = await closed(page, address);
        assert.ok(ids.every((id) => !said.includes(id)), `${address} names a child`);
      }
    });
  }
});

walk('A restricted record opens with a reason, which whoever answers for it sees', {}, async ({ as, step, scripts }) => {
  const [page, owner] = [await as('quality-officer'), await as('director')];
  const reason = `Audit of case files ${scripts ? 'in March' : 'in April'}`;
  const child = setting.restricted[scripts ? 0 : 1];
  await step('a restricted record, found by its id', async () => {
    await section(page, 'Due and overdue');
    await page.getByRole('link', { name: 'Find a child' }).click();
    await page.getByRole('textbox').first().fill(child);
    await page.getByRole('button', { name: 'Find' }).click();
    await heading(page, 'This record is restricted');
    assert.equal(await page.getByRole('heading', { name: 'Journey' }).count(), 0, 'the journey is there without a reason');
  });
  await step('opening it without a reason', async () => {
    await page.getByLabel('Why do you need to open this record?').fill('because');
    await page.getByRole('button', { name: 'Open the record' }).click();
    await refused(page);
    if (scripts) await looks(page, 'A restricted record, opened without a reason');
  });
  await step('opening it with a reason', async () => {
    await page.getByLabel('Why do you need to open this record?').fill(reason);
    await page.getByRole('button', { name: 'Open the record' }).click();
    await heading(page, `Child ${child}`);
    await page.getByText(/It is open to you until/).waitFor();
  });
  await step('whoever answers for it sees who and why', async () => {
    // It opened to nobody else.
    await owner.goto(`/children/${child}`);
    await heading(owner, 'This record is restricted');
    await owner.goto('/openings');
    const row = owner.getByRole('row').filter({ hasText: child }).filter({ hasText: reason });
    assert.match(await row.innerText(), /Demo quality officer[\s\S]*Open now/);
    if (scripts) await looks(owner, 'Openings of restricted records');
  });
  await step('those who may not open one', async () => {
    const worker = await as('practitioner');
    await closed(worker, `/children/${child}`, 404);
    await closed(worker, '/openings');
  });
});
