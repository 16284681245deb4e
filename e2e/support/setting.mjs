// What run.mjs has made: the site's address, its pages, the accounts, where to put what is made.
import { readFileSync } from 'node:fs';

const file = process.env.E2E_SETTING;
if (!file) throw new Error('Run the tests with `npm test`: it makes the authority and starts the server.');

export const setting = JSON.parse(readFileSync(file, 'utf8'));
