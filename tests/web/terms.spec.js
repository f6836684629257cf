// What people type finds the page that answers it.
import { readFileSync } from 'node:fs';
import { expect, search, test } from './support.js';

const list = readFileSync(new URL('search-terms.txt', import.meta.url), 'utf8');
const terms = list.split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => line.split(/ {2,}/))
  .map(([term, pages]) => [term, pages.split('|').map((page) => `${page}.html`)]);

test('the right page is among the first', async ({ page }) => {
  await page.goto('introduction.html');
  const missed = [];
  let first = 0;
  for (const [term, pages] of terms) {
    const found = await search(page, term);
    if (pages.includes(found[0])) first += 1;
    if (!found.slice(0, 3).some((it) => pages.includes(it))) missed.push(term);
  }
  expect(missed.length / terms.length, missed.join(', ')).toBeLessThanOrEqual(0.1);
  expect(first / terms.length).toBeGreaterThanOrEqual(0.7);
});
