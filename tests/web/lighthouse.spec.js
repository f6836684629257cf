// The heaviest pages load at once, on a phone too.
import { statSync } from 'node:fs';
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import { args, executablePath } from './browser.js';
import { expect, pages, test } from './support.js';

const forms = [
  { form: 'mobile', config: undefined, performance: 98 },
  { form: 'desktop', config: desktopConfig, performance: 99 },
];

for (const rank of [1, 2, 3]) {
  for (const { form, config, performance } of forms) {
    test(`the page that is number ${rank} by weight is fast and sound on ${form}`, async ({ site }) => {
      const url = site + byWeight()[rank - 1];
      const runs = [];
      for (let run = 0; run < 3; run++) runs.push(await scores(url, config));
      const median = (name) =>
        runs.map((run) => run[name]).sort((a, b) => a - b)[1];

      expect.soft(median('performance'), url).toBeGreaterThanOrEqual(performance);
      expect.soft(median('accessibility'), url).toBe(100);
      expect.soft(median('best-practices'), url).toBe(100);
      expect.soft(median('seo'), url).toBe(100);
    });
  }
}

const byWeight = () => {
  const bytes = (name) => statSync(`${process.env.BOOK}/${name}`).size;
  return pages.toSorted((a, b) => bytes(b) - bytes(a));
};

async function scores(url, config) {
  const chrome = await launch({
    chromePath: executablePath,
    chromeFlags: ['--headless=new', ...args],
  });
  try {
    const { lhr } = await lighthouse(url, { port: chrome.port }, config);
    return Object.fromEntries(
      Object.entries(lhr.categories)
        .map(([name, { score }]) => [name, Math.round(score * 100)]),
    );
  } finally {
    chrome.kill();
  }
}
