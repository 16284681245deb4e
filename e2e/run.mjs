// Makes a made-up authority, serves it, runs the tests over it, and stops the server whatever happens.
//
//   npm test                        everything
//   npm test -- walks/analyst       the test files whose path has these words in it
//
// DERWENT names the program and CHROMIUM the browser, where they are not where they are looked for. KEEP=1 leaves the
// folder; SERVE=1 serves and waits, to look at the pages by hand. Screenshots of every page stand in out/pages.
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeAuthority, pages } from './support/authority.mjs';
import { MISSING, browserPath } from './support/chromium.mjs';
import { serve } from './support/server.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));

/** The test files, walks first: they leave reports, uploads and accounts behind for the pages to show. */
async function files(words) {
  const all = await readdir(join(HERE, 'tests'), { recursive: true });
  const rank = (name) => (name.startsWith('walks') ? 0 : 1);
  const tests = all.filter((name) => name.endsWith('.test.mjs')).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  return tests.filter((name) => words.length === 0 || words.some((word) => name.includes(word))).map((name) => join(HERE, 'tests', name));
}

async function main() {
  if (!browserPath()) {
    console.error(MISSING);
    // Whoever tries the tests at home is told; where all must be tested, it is a failure.
    return process.env.CI ? 1 : 0;
  }
  const tests = await files(process.argv.slice(2));
  const folder = await mkdtemp(join(tmpdir(), 'derwent-e2e-'));
  const began = Date.now();
  let server;
  const stop = async () => {
    await server?.stop();
    if (!process.env.KEEP) await rm(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => stop().finally(() => process.exit(1)));
  }
  try {
    const out = join(HERE, 'out');
    await rm(out, { recursive: true, force: true });
    await mkdir(out, { recursive: true });
    const authority = await makeAuthority(folder);
    server = await serve(authority.data, join(folder, 'server.log'));
    const setting = { ...authority, address: server.address, pages: await pages(folder), out, folder };
    const file = join(folder, 'setting.json');
    await writeFile(file, JSON.stringify(setting));
    await chmod(file, 0o600);
    console.log(`# ${server.address} after ${((Date.now() - began) / 1000).toFixed(1)} s, ${setting.pages.length} pages`);
    if (process.env.SERVE) {
      for (const { username, password } of Object.values(authority.accounts)) console.log(`${username}\t${password}`);
      await new Promise(() => {});
    }
    const given = ['--test', '--test-concurrency=1', '--test-reporter=spec', ...tests];
    const child = spawn(process.execPath, given, { stdio: 'inherit', env: { ...process.env, E2E_SETTING: file } });
    const code = await new Promise((resolve) => child.once('exit', (status) => resolve(status ?? 1)));
    if (code !== 0 && process.env.KEEP) console.error(`The folder, with the server's log: ${folder}`);
    return code;
  } finally {
    await stop();
  }
}

process.exitCode = await main();
