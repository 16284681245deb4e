// The server, as a council would start it, on a free port of this machine; stopped whatever happens.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { program } from './authority.mjs';

/** A port that nobody listens on. One-time links have the port in them, so the server is told which. */
async function freePort() {
  const one = createServer();
  await new Promise((resolve) => one.listen(0, '127.0.0.1', resolve));
  const { port } = one.address();
  await new Promise((resolve) => one.close(resolve));
  return port;
}

const LINE = /^Derwent is at (\S+)/;
const READY = /^Ready: /;

/** Starts the server over a data folder. Its log goes to `log`. Gives { address, pid, stop }. */
export async function serve(data, log, ...options) {
  const given = ['--data', data, 'serve', '--listen', `127.0.0.1:${await freePort()}`, ...options];
  const child = spawn(program(), given, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.pipe(createWriteStream(log, { mode: 0o600 }));
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(kill, 10_000);
    const status = await ended;
    clearTimeout(late);
    process.removeListener('exit', kill);
    return status;
  };
  const said = new Promise((resolve) => {
    let address = '';
    createInterface({ input: child.stdout }).on('line', (line) => {
      address ||= LINE.exec(line)?.[1] ?? '';
      // It answers before, but only that the data is being read.
      if (READY.test(line)) resolve(address);
    });
  });
  const address = await Promise.race([said, ended.then((status) => ({ status }))]);
  if (typeof address !== 'string') throw new Error(`derwent serve ended (${address.status}): see ${log}`);
  return { address, pid: child.pid, stop };
}
