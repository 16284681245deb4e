// Every page of the site, as those who may open it: found by its own links, or made by its forms; accessible, within any
// window. Several are looked at at once, by one browser and one server.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PATIENCE, complaints, faults, note } from '../support/checks.mjs';
import { crawl } from '../support/crawl.mjs';
import { close, open, session } from '../support/people.mjs';
import { setting } from '../support/setting.mjs';
import { make } from '../support/things.mjs';

/** Pages that neither a link nor a form of the pages leads to here, and why; states.test.mjs looks at the second. */
const ELSEWHERE = {
  '/sign-in/code': 'follows a password, where one-time codes are on',
  '/sign-in/provider': 'only with the council’s identity provider',
  '/sign-in/return': 'only with the council’s identity provider',
};

/** How many windows are open at once: two cores, and a browser that waits for the server now and then. */
const AT_ONCE = { concurrency: 3 };

/** Files that pages lead to: there is nothing to look at. */
const isFile = ({ path }) => /\.csv$|\/csv$|\/\{file\}$/.test(path);

after(close);

const roles = Object.keys(setting.accounts);
const reached = new Map();
const add = (path, samples) => reached.set(path, [...(reached.get(path) ?? []), ...samples]);

describe('the site by its links', AT_ONCE, () => {
  for (const role of [undefined, ...roles]) {
    test(`what it offers ${role ?? 'a stranger'} can be opened`, async () => {
      const { opened, broken } = await crawl(role);
      for (const { page, address, html } of opened) {
        if (page) add(page.path, html ? [{ role, address }] : []);
      }
      assert.deepEqual(broken, []);
      note({ crawl: role ?? 'stranger', addresses: opened.length });
    });
  }
});

describe('pages', () => {
  before(async () => {
    for (const [path, samples] of Object.entries(await make())) {
      reached.set(path, [...samples.filter(({ address }) => address), ...(reached.get(path) ?? [])]);
    }
  });

  test('every page can be reached', () => {
    const unreached = setting.pages.filter((page) => !(page.path in ELSEWHERE) && !isFile(page) && !reached.get(page.path)?.length);
    assert.deepEqual(unreached.map(({ path }) => path), []);
  });

  /** What is looked at of a page: the first view of the first role that opens it, and the last of the last. */
  const looks = (samples) => [...new Set([samples[0], samples.at(-1)])];

  describe('each', AT_ONCE, () => {
    for (const declared of setting.pages.filter((page) => !(page.path in ELSEWHERE) && !isFile(page))) {
      const { path, title } = declared;
      test(`${title} (${path}) is accessible and fits any window`, async () => {
        const found = [];
        const samples = reached.get(path) ?? [];
        assert.ok(samples.length > 0, 'nothing leads to it');
        for (const [turn, sample] of looks(samples).entries()) {
          const page = sample.page ?? (await (await open({ state: sample.role ? await session(sample.role) : undefined })).newPage());
          const heard = complaints(page);
          if (!sample.page) await page.goto(sample.address, { timeout: PATIENCE });
          const who = sample.role ?? 'stranger';
          const name = path.replaceAll(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'today';
          const here = [...(await faults(page, { shot: `${name}-${who}-${turn + 1}`, narrow: turn === 0 })), ...heard];
          note({ page: path, title, role: who, address: sample.address, faults: here });
          found.push(...here.map((fault) => `${who} ${sample.address} ${fault}`));
          if (!sample.page) await page.context().close();
        }
        assert.deepEqual(found, []);
      });
    }
  });
});
