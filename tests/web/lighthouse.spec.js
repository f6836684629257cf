// The heaviest pages load at once, on a phone too.
import { statSync } from 'node:fs';
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import { args, executablePath } from './browser.js';
import { expect, pages, test } from './support.js';

const forms = [
  { form: 'mobile', config: undefined, floor: 98 },
  { form: 'desktop', config: desktopConfig, floor: 99 },
];

for (const [index, rank] of ['', 'second ', 'third '].entries()) {
  for (const { form, config, floor } of forms) {
    test(`the ${rank}heaviest page is sound, and fast on ${form}`, async ({ site }) => {
      const url = site + byWeight()[index];
      const runs = [];
      for (let run = 0; run < 3; run++) {
        const { performance, ...others } = await scores(url, config);
        expect.soft(others, url).toEqual({
          accessibility: 100,
          'best-practices': 100,
          seo: 100,
        });
        runs.push(performance);
      }
      const [, median] = runs.toSorted((a, b) => a - b);
      expect(median, `${url}: the median of ${runs}`).toBeGreaterThanOrEqual(floor);
    });
  }
}

function byWeight() {
  const bytes = (name) => statSync(`${process.env.BOOK}/${name}`).size;
  return pages.toSorted((a, b) => bytes(b) - bytes(a));
}

/** What Lighthouse gives, out of 100: `{ performance, .. }`. */
async function scores(url, config) {
  const chrome = await launch({
    chromePath: executablePath,
    chromeFlags: ['--headless=new', ...args],
  });
  try {
    const flags = { port: chrome.port, disableFullPageScreenshot: true };
    const { lhr } = await lighthouse(url, flags, config);
    return Object.fromEntries(
      Object.entries(lhr.categories)
        .map(([name, { score }]) => [name, Math.round(score * 100)]),
    );
  } finally {
    chrome.kill();
  }
}
