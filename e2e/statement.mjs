// Writes docs/accessibility.json, which the site's accessibility statement is made from, and docs/ACCESSIBILITY.md, from
// the record that the last whole run of the tests left in out/record.jsonl.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './support/chromium.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const DOCS = join(HERE, '..', 'docs');

const lines = (await readFile(join(HERE, 'out', 'record.jsonl'), 'utf8')).trim().split('\n').map((line) => JSON.parse(line));
const browser = await launch();
const version = browser.version().split('.')[0];
await browser.close();

/** What was looked at under each title, with all that was found wrong, in the order of titles. */
function looked(entries, title) {
  const all = new Map();
  for (const entry of entries) all.set(title(entry), [...(all.get(title(entry)) ?? []), ...entry.faults]);
  return [...all].map(([name, faults]) => ({ title: name, faults })).sort((a, b) => a.title.localeCompare(b.title, 'en-GB'));
}

/** Walks, each once, and how it was done. */
function walked(entries) {
  const titles = [...new Set(entries.map(({ walk }) => walk))];
  const done = (title, scripts) => entries.some((entry) => entry.walk === title && entry.scripts === scripts);
  return titles.map((title) => ({ title, with_scripts: done(title, true), without_scripts: done(title, false) }));
}

const record = {
  tested: new Date().toISOString().slice(0, 10),
  browser: `Chromium ${version}`,
  axe: createRequire(import.meta.url)('axe-core/package.json').version,
  widths: [1280, 375, 320],
  pages: looked(lines.filter(({ page }) => page), ({ title }) => title),
  states: looked(lines.filter(({ state }) => state), ({ state }) => state),
  walks: walked(lines.filter(({ walk }) => walk)),
  keyboard: [...new Set(lines.filter(({ keyboard }) => keyboard).map(({ keyboard }) => keyboard))],
};
if (record.pages.length === 0) throw new Error('The record has no pages: run `npm test` first, whole.');

const how = ({ with_scripts, without_scripts }) =>
  with_scripts && without_scripts ? 'with and without' : with_scripts ? 'with' : 'without';
const faults = ({ faults: found }) => (found.length === 0 ? 'none' : found.join('; ').replaceAll('|', '\\|'));
const page = `# Accessibility

Made by \`npm run statement\` in \`e2e\` from the record of the end-to-end tests. The site's own statement (\`/accessibility\`)
is made from the same record.

Tested on ${record.tested} in ${record.browser}, over a made-up council. Each page, as people of different roles, and each
state is opened in windows ${record.widths.join(', ')} px wide (320 is a laptop's window at 400% zoom): nothing may have to be
scrolled sideways, and axe-core ${record.axe} may find nothing against WCAG 2.2 A and AA or its own good practice, at the
widest and the narrowest. The browser may complain of nothing: no script error, nothing refused by the content security
policy.

Such tests find only some of the faults that there may be, and a page, state or task that is not listed has not been tested
yet. Nobody has yet tested the site with a screen reader, speech recognition or a magnifier.

## Pages

| page | faults |
|---|---|
${record.pages.map((one) => `| ${one.title} | ${faults(one)} |`).join('\n')}

## States

| state | faults |
|---|---|
${record.states.map((one) => `| ${one.title} | ${faults(one)} |`).join('\n')}

## Tasks, from signing in to the end

| task | JavaScript |
|---|---|
${record.walks.map((walk) => `| ${walk.title} | ${how(walk)} |`).join('\n')}

## With the keyboard alone

${record.keyboard.map((what) => `- ${what}`).join('\n')}
`;
await writeFile(join(DOCS, 'accessibility.json'), `${JSON.stringify(record, null, 2)}\n`);
await writeFile(join(DOCS, 'ACCESSIBILITY.md'), page);
