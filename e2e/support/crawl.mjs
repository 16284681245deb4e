// Following the links of the site as somebody would: which of its pages can be reached, and by what address.
import { setting } from './setting.mjs';
import { session } from './people.mjs';

/** How many addresses of one page are looked at for each role; others are taken as alike. */
const SAMPLES = 3;

const patterns = setting.pages
  .map((page) => ({ ...page, parts: page.path.split('/') }))
  .sort((a, b) => a.parts.filter(isParameter).length - b.parts.filter(isParameter).length);

function isParameter(part) {
  return part.includes('{');
}

/** The declared page that answers to an address, if any. */
export function pageOf(pathname) {
  const parts = pathname.split('/');
  const fits = (page) =>
    page.parts.length === parts.length && page.parts.every((part, at) => (isParameter(part) ? parts[at] : part === parts[at]));
  return patterns.find(fits);
}

/** The addresses that a page links to on this site, without fragments. */
function links(html, base) {
  const found = [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map(([, href]) => href.replaceAll('&amp;', '&').replaceAll('&#38;', '&'));
  const addresses = found.map((href) => new URL(href, base)).filter((url) => url.origin === new URL(setting.address).origin);
  return addresses.map((url) => url.pathname + url.search);
}

/**
 * Follows links as `role` (nobody, where it is undefined) from the start page. Gives what was opened as
 * [{ page, address, status, html }] and what the site offers and then refuses as [{ address, from, status }].
 */
export async function crawl(role) {
  const cookies = role ? (await session(role)).cookies.map(({ name, value }) => `${name}=${value}`).join('; ') : '';
  const [opened, broken, counts, known] = [[], [], new Map(), new Set()];
  const waiting = [{ address: '/', from: 'the start' }];
  while (waiting.length > 0) {
    const { address, from } = waiting.shift();
    const page = pageOf(new URL(address, setting.address).pathname);
    if (known.has(address)) continue;
    known.add(address);
    // Views of one page that differ in what they are filtered by count apart from each other.
    const names = [...new URL(address, setting.address).searchParams.keys()].sort().join();
    const seen = page ? (counts.get(`${page.path}?${names}`) ?? 0) : 0;
    const all = page ? (counts.get(page.path) ?? 0) : 0;
    if (seen >= SAMPLES || all >= 4 * SAMPLES) continue;
    if (page) counts.set(`${page.path}?${names}`, seen + 1).set(page.path, all + 1);
    const answer = await fetch(new URL(address, setting.address), { headers: { cookie: cookies }, redirect: 'manual' });
    const html = (answer.headers.get('content-type') ?? '').startsWith('text/html');
    const text = html ? await answer.text() : (await answer.arrayBuffer(), '');
    const moved = answer.headers.get('location');
    if (moved) {
      const to = new URL(moved, setting.address);
      if (to.origin === new URL(setting.address).origin) waiting.push({ address: to.pathname + to.search, from: address });
      continue;
    }
    if (answer.status >= 400) {
      broken.push({ address, from, status: answer.status });
      continue;
    }
    opened.push({ page, address, html });
    for (const next of links(text, new URL(address, setting.address))) waiting.push({ address: next, from: address });
  }
  return { opened, broken };
}
