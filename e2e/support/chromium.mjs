// The browser: Debian's Chromium, driven by playwright-core, which brings no browser of its own.
import { accessSync, constants } from 'node:fs';
import { chromium } from 'playwright-core';

const PLACES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** Where Chromium is, or undefined. */
export function browserPath() {
  return PLACES.filter(Boolean).find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What to do where there is none. */
export const MISSING =
  'There is no Chromium here. Install the package “chromium” (Debian, Ubuntu), or say with CHROMIUM where it is.';

/** A browser. Chromium's own sandbox can't be set up by root. */
export async function launch() {
  const executablePath = browserPath();
  if (!executablePath) throw new Error(MISSING);
  const root = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: root ? ['--no-sandbox'] : [] });
}
