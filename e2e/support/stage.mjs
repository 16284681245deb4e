// What tests and screenshots stand on: a made-up authority, served, in a folder that is removed whatever happens.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthority, pages } from './authority.mjs';
import { serve } from './server.mjs';

/**
 * Makes an authority of the `scale`, serves it, and calls `play` with the setting, and with the file that it is in for
 * programs that are started. KEEP=1 leaves the folder.
 */
export async function onStage({ scale, out }, play) {
  const folder = await mkdtemp(join(tmpdir(), 'derwent-e2e-'));
  const began = Date.now();
  let server;
  const clear = async () => {
    await server?.stop();
    if (process.env.KEEP) console.error(`The folder, with the server’s log: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => clear().finally(() => process.exit(1)));
  }
  try {
    const authority = await makeAuthority(folder, scale);
    server = await serve(authority.data, join(folder, 'server.log'));
    const setting = { ...authority, address: server.address, pages: await pages(folder), out, folder };
    const file = join(folder, 'setting.json');
    await writeFile(file, JSON.stringify(setting));
    await chmod(file, 0o600);
    console.log(`# ${server.address} after ${((Date.now() - began) / 1000).toFixed(1)} s, ${setting.pages.length} pages`);
    return await play(setting, file);
  } finally {
    await clear();
  }
}
