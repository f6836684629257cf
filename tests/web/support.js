// What the specs share: the book's pages, and the checks that name each fault.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test as base, expect } from '@playwright/test';
import { serve } from './server.js';

export { expect };

/** Every page of the book, in reading order. */
export const pages = Array.from(
  readFileSync(new URL('../../src/SUMMARY.md', import.meta.url), 'utf8')
    .matchAll(/\]\((.+?)\.md\)/g),
  ([, slug]) => `${slug}.html`,
);

/** A test whose page comes from a server of its own and has no fault at its end. */
export const test = base.extend({
  site: [
    async ({}, use) => {
      const server = await serve(process.env.BOOK);
      await use(server.url);
      await server.close();
    },
    { scope: 'worker' },
  ],
  baseURL: ({ site }, use) => use(site),
  page: async ({ page }, use) => {
    const faults = listen(page);
    await use(page);
    expect(faults).toEqual([]);
  },
});

/** Collects what goes wrong on a page without anybody seeing it. */
export function listen(page) {
  const faults = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') {
      faults.push(`another host: ${request.url()}`);
    }
  });
  page.on('requestfailed', (request) => {
    const { errorText } = request.failure();
    // The reader has left the page while it was loading.
    if (errorText !== 'net::ERR_ABORTED') {
      faults.push(`${errorText}: ${request.url()}`);
    }
  });
  page.on('response', (response) => {
    if (response.status() >= 400) {
      faults.push(`${response.status()}: ${response.url()}`);
    }
  });
  return faults;
}

/** Finds the first page whose HTML contains `text`. */
export function pageWith(text) {
  const found = pages.find((page) =>
    readFileSync(`${process.env.BOOK}/${page}`, 'utf8').includes(text),
  );
  if (!found) {
    throw new Error(`no page contains ${text}: nothing is left to test here`);
  }
  return found;
}

/** The pages that the book's search shows for `term`, best first, each once: `['reading.html', …]`. */
export async function search(page, term) {
  const input = page.locator('#mdbook-searchbar');
  if (await input.isHidden()) await page.locator('#mdbook-search-toggle').click();
  await input.fill(term);
  const results = page.locator('#mdbook-searchresults');
  await expect(results).not.toHaveAttribute('aria-busy');
  const names = await results.locator('a').evaluateAll((all) =>
    all.map(({ pathname }) => pathname.split('/').at(-1)),
  );
  return [...new Set(names)];
}

/** What a first visit costs: `{ requests, bytes }`, nothing compressed. */
export async function weigh(page, url) {
  const responses = [];
  page.on('response', (response) => responses.push(response));
  await page.goto(url, { waitUntil: 'networkidle' });
  const bodies = await Promise.all(responses.map((each) => each.body()));
  return {
    requests: responses.length,
    bytes: bodies.reduce((sum, body) => sum + body.length, 0),
  };
}

/** By how many pixels the page is wider than the window. */
export const overflow = (page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });

const axe = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** What axe finds on the page as it stands, as `rule: element`. */
export async function violations(page) {
  await page.evaluate(axe);
  const { passes, violations } = await page.evaluate(() =>
    axe.run({
      resultTypes: ['violations'],
      runOnly: [
        'wcag2a',
        'wcag2aa',
        'wcag21a',
        'wcag21aa',
        'wcag22aa',
        'best-practice',
      ],
    }),
  );
  expect(passes.length, 'rules that axe found kept').toBeGreaterThan(10);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target}`),
  );
}

/** Opens whatever a page keeps folded, so that a check sees all of it. */
export const unfold = (page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) {
      details.removeAttribute('name'); // of those that share one, one can be open
      details.open = true;
    }
    for (const fold of document.querySelectorAll('pre [aria-expanded="false"]')) {
      fold.click();
    }
  });

/** The colour of the paper: tells the themes apart. */
export const background = (page) =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
