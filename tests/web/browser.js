// The browser that every test drives, able to reach this machine and no other.
import { existsSync } from 'node:fs';

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

export const executablePath = places.find((place) => place && existsSync(place));
if (!executablePath) {
  throw new Error(
    'no Chromium found: install the package chromium, or set CHROMIUM to its path',
  );
}

export const args = [
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
