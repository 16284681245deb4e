// A made-up authority, small enough to be there in seconds: made by the program itself, as `make demo` does it.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The last month of the data. */
export const MONTH = '2023-07';

/** Tables that are kept back from the first import, for the analyst to upload together: with JavaScript, and without. */
const KEPT_BACK = [
  ['finance_lines', 'workforce_vacancies'],
  ['workforce_absences', 'earlier_plans'],
];

/** The program: DERWENT, or what was last built for tests or for use. The tests build nothing. */
export function program() {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const target = process.env.CARGO_TARGET_DIR ?? join(cache, 'derwent', 'target');
  const places = [process.env.DERWENT, join(target, 'debug', 'derwent'), join(target, 'release', 'derwent')];
  const found = places.filter(Boolean).find((place) => existsSync(place));
  if (!found) throw new Error(`There is no derwent in ${target}: build it (make build), or say where it is with DERWENT.`);
  return found;
}

/** Runs the program to its end and gives what it printed. */
export async function derwent(...given) {
  const { stdout } = await run(program(), ['--quiet', ...given], { maxBuffer: 1 << 26 });
  return stdout;
}

/**
 * Makes the authority in `folder`, with one account a role. Gives the data folder, the ids of children whose
 * records are restricted, the files to upload and the accounts as { role: { username, password } }.
 */
export async function makeAuthority(folder, scale = 0.1) {
  const [extracts, data, uploads] = ['extracts', 'data', 'uploads'].map((name) => join(folder, name));
  await mkdir(uploads, { recursive: true });
  await derwent('synthesise', '--seed', '1', '--scale', String(scale), '--to', MONTH, '--out', extracts);
  await derwent('--data', data, 'init', '--authority', '831');
  const settings = join(data, 'authority.toml');
  const text = (await readFile(settings, 'utf8'))
    .replace(/^name = .*/m, 'name = "Wharfmere (an invented council)"')
    .replace(/^# cp-visits-on-time = /m, 'cp-visits-on-time = ');
  await writeFile(settings, text);
  for (const table of KEPT_BACK.flat()) {
    const file = join(extracts, 'local', `${table}.csv`);
    await cp(file, join(uploads, `${table}.csv`));
    await rm(file);
  }
  await derwent('--data', data, 'import', join(extracts, 'ssd_earlier'), '--data-date', '2023-06-30');
  const folders = ['ssd', 'local', 'comparators'].map((name) => join(extracts, name));
  await derwent('--data', data, 'import', ...folders, '--data-date', '2023-07-31');
  const rows = (await readFile(join(extracts, 'local', 'restricted_records.csv'), 'utf8')).trim().split('\n').slice(1);
  const restricted = rows.map((row) => row.split(',')).filter((row) => row[3] !== 'Adoption').map(([id]) => id);
  return { data, restricted, uploads: KEPT_BACK.map((tables) => tables.map((table) => join(uploads, `${table}.csv`))), accounts: await accounts(data, folder) };
}

/** Makes the demonstration's accounts; their usernames are the roles' words. */
export async function accounts(data, folder) {
  const file = join(folder, 'accounts.csv');
  await rm(file, { force: true });
  await derwent('--data', data, 'accounts', 'demo', '--out', file);
  const rows = (await readFile(file, 'utf8')).trim().split('\n').slice(1).map((line) => line.split(','));
  return Object.fromEntries(rows.map(([username, password]) => [username, { username, password }]));
}

/** Every page that the program declares: [{ path, title, roles }], forms and the API left out. */
export async function pages(folder) {
  const manual = join(folder, 'manual');
  await derwent('manual', '--out', manual);
  const lines = (await readFile(join(manual, 'ROUTES.md'), 'utf8')).split('\n');
  const rows = lines.filter((line) => line.startsWith('| GET |')).map((line) => line.split('|').map((cell) => cell.trim()));
  return rows
    .map(([, , path, title, , roles]) => ({ path: path.replaceAll('`', ''), title, roles: roles.split(', ') }))
    .filter(({ path }) => !path.startsWith('/api/'));
}
