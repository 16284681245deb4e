// Makes a made-up authority, serves it, runs the tests over it, and stops the server whatever happens.
//
//   npm test                        everything
//   npm test -- walks/analyst       the test files whose path has these words in it
//
// DERWENT names the program and CHROMIUM the browser, where they are not where they are looked for. KEEP=1 leaves the
// folder; SERVE=1 serves and waits, to look at the pages by hand. Pictures of what was checked stand in out/pages, and
// of where a walk broke in out/broken.
import { spawn } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MISSING, browserPath } from './support/chromium.mjs';
import { onStage } from './support/stage.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
/** How many test files run beside each other: each has a browser of its own, and all ask one server. */
const BESIDE = Math.min(availableParallelism(), 4);
/** The longest walks, which are begun first. */
const LONGEST = ['walks/report.test.mjs', 'walks/data.test.mjs'];

/** The test files in the order in which they are run. */
async function files(words) {
  const all = await readdir(join(HERE, 'tests'), { recursive: true });
  const tests = all.filter((name) => name.endsWith('.test.mjs')).sort();
  const begun = [...LONGEST.filter((name) => tests.includes(name)), ...tests.filter((name) => !LONGEST.includes(name))];
  return begun.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
}

/** Runs test files beside each other; gives the status. */
function run(tests, setting) {
  const paths = tests.map((name) => join(HERE, 'tests', name));
  const given = ['--test', `--test-concurrency=${BESIDE}`, '--test-reporter=spec', ...paths];
  const child = spawn(process.execPath, given, { stdio: 'inherit', env: { ...process.env, E2E_SETTING: setting } });
  return new Promise((resolve) => child.once('exit', (status) => resolve(status ?? 1)));
}

async function main() {
  if (!browserPath()) {
    console.error(MISSING);
    // Whoever tries the tests at home is told; where all must be tested, it is a failure.
    return process.env.CI ? 1 : 0;
  }
  const tests = await files(process.argv.slice(2));
  const out = join(HERE, 'out');
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  return onStage({ scale: 0.1, out }, async (setting, file) => {
    if (process.env.SERVE) {
      for (const { username, password } of Object.values(setting.accounts)) console.log(`${username}\t${password}`);
      await new Promise(() => {});
    }
    // Walks first: they leave reports, uploads and accounts behind for the pages to show.
    const walks = tests.filter((name) => name.startsWith('walks'));
    const rest = tests.filter((name) => !walks.includes(name));
    let status = 0;
    for (const part of [walks, rest].filter((part) => part.length > 0)) status = (await run(part, file)) || status;
    return status;
  });
}

process.exitCode = await main();
