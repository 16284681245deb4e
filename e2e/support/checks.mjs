// What every page must pass, and the record of what was checked, from which the accessibility statement is made.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setting } from './setting.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules that are run, by axe's tags: WCAG 2.2 at A and AA, and what axe calls good practice. */
export const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Widths that a page is looked at in: a laptop, a phone, and 1280 px at 400% zoom (WCAG 1.4.10). */
export const WIDTHS = [1280, 375, 320];

/** How long a page may take on a machine that has much else to do, in milliseconds: no test is about its time. */
export const PATIENCE = 60_000;

/** Adds a line to the record of this run. */
export function note(entry) {
  appendFileSync(join(setting.out, 'record.jsonl'), `${JSON.stringify(entry)}\n`);
}

/** What axe finds wrong on the page as it stands, a line each. */
export async function violations(page) {
  // Sent by the debugger, which the page's content security policy does not stop as it would a script tag.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  // Nothing that is preloaded (films, style sheets of elsewhere) is on these pages.
  const given = { runOnly: RULES, resultTypes: ['violations'], preload: false };
  const found = await page.evaluate(async (options) => (await window.axe.run(document, options)).violations, given);
  return found.map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.html.slice(0, 120)}`);
    return `${id} (${help}), ${nodes.length}: ${where.join(' | ')}`;
  });
}

/** What sticks out of the window sideways, outermost first; nothing where the page need not be scrolled that way. */
async function sticksOut(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth;
    if (wide <= window.innerWidth) return [];
    const out = [...document.querySelectorAll('body *')].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.right > window.innerWidth + 1 && box.width > 0;
    });
    const names = out.slice(0, 4).map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
    return [`${wide} px wide: ${names.join(', ')}`];
  });
}

/** Whether pictures are taken of what is checked: at home, where somebody looks at them. */
const PICTURES = !process.env.CI;

/**
 * Checks the page that is open: nothing to scroll sideways at any width, axe at 1280 px and, if `narrow`, at 320 px too,
 * where much of a page is laid out anew. Gives a list of faults, each with the width. Screenshots at 1280 and 375 px go
 * to out/pages under `shot`.
 */
export async function faults(page, { shot, narrow = true } = {}) {
  const out = [];
  const folder = join(setting.out, 'pages');
  mkdirSync(folder, { recursive: true });
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width === 1280 ? 900 : 700 });
    for (const fault of await sticksOut(page)) out.push(`${width}: ${fault}`);
    if (width === 1280 || (width === 320 && narrow)) {
      for (const fault of await violations(page)) out.push(`${width}: ${fault}`);
    }
    if (PICTURES && shot && width !== 320) {
      await page.screenshot({ path: join(folder, `${shot}-${width}.png`), fullPage: true, timeout: PATIENCE });
    }
  }
  return out;
}

/** Checks a state of a page in a walk or a test, and notes it in the record. */
export async function passes(page, state) {
  const found = await faults(page, { shot: `state-${state.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}` });
  note({ state, address: new URL(page.url()).pathname, faults: found });
  assert.deepEqual(found, [], `${state} (${page.url()})`);
}

/** Collects what the browser complains of on a page: script errors, refused styles and scripts, failed files. */
export function complaints(page) {
  const out = [];
  page.on('pageerror', (error) => out.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    // The browser reports the page's own status 403 or 404 as an error too.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) out.push(message.text());
  });
  return out;
}
