// The search finds pages that explain, in little data.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { expect, pages, search, test } from './support.js';

test('what a search fetches is below 600 kB', async () => {
  const [index, ...others] = readdirSync(process.env.BOOK)
    .filter((name) => /^searchindex.*\.js$/.test(name));
  expect(others).toEqual([]);
  expect(statSync(`${process.env.BOOK}/${index}`).size).toBeLessThan(600_000);
});

test('lines that a page hides are not searched', () => {
  const index = readdirSync(process.env.BOOK).find((name) => /^searchindex.*\.js$/.test(name));
  const texts = readFileSync(`${process.env.BOOK}/${index}`, 'utf8');
  expect(texts).toContain('async fn send_then_read(size: usize)');
  expect(texts).not.toContain('//! Sends a payload to an echo server');
  expect(texts, 'of an exercise').not.toContain('//! Passes bytes both ways');
});

test('nothing is fetched before the search is opened, and one file then', async ({ page }) => {
  const fetched = [];
  page.on('request', (request) => fetched.push(request.url()));
  await page.goto(pages[0]);
  const forSearch = () => fetched.filter((url) => /search|lunr|mark/.test(url));
  expect(forSearch()).toEqual([]);
  await search(page, 'read');
  await search(page, 'write');
  expect(forSearch()).toEqual([expect.stringMatching(/searchindex-\w+\.js$/)]);
});

for (const term of ['into_split', 'AsyncReadExt', 'E0499']) {
  test(`a search for ${term} finds and opens a page that has it`, async ({ page }) => {
    await page.goto(pages[0]);
    await page.locator('#mdbook-search-toggle').click();
    await page.locator('#mdbook-searchbar').fill(term);
    const results = page.locator('#mdbook-searchresults a');
    await expect(results.first()).toContainText(term, { ignoreCase: true });
    await page.keyboard.press('ArrowDown');
    await expect(results.first()).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page).not.toHaveURL(pages[0]);
    await expect(page.locator('main')).toContainText(term);
  });
}

test('results stand below their pages, each page once, all in one size', async ({ page }) => {
  await page.goto(pages[0]);
  for (const term of ['read', 'close', 'copy', 'flush', 'half-close']) {
    await search(page, term);
    const groups = page.locator('#mdbook-searchresults > li');
    const names = await groups.locator('> p').allInnerTexts();
    expect(names.length, term).toBeGreaterThan(1);
    expect(new Set(names).size, term).toBe(names.length);
    const links = await groups.evaluateAll((all) => all.map((group) =>
      [...group.querySelectorAll('a')].map((link) => ({
        page: link.pathname,
        size: getComputedStyle(link.querySelector('strong')).fontSize,
      }))));
    for (const group of links) {
      expect(new Set(group.map(({ page }) => page)).size, term).toBe(1);
      expect(group.length, term).toBeLessThanOrEqual(3);
    }
    expect(new Set(links.flat().map(({ size }) => size)).size, term).toBe(1);
  }
});

test('the list of programs is not found, and a proof only where its page has nothing else', async ({ page }) => {
  await page.goto(pages[0]);
  let proofs = 0;
  for (const term of ['read', 'write_all', 'close', 'connected', 'read-eof', 'tokio::test']) {
    expect(await search(page, term), term).not.toContain('programs.html');
    for (const group of await page.locator('#mdbook-searchresults > li').all()) {
      const kinds = (await group.locator('strong').allInnerTexts())
        .map((title) => title.startsWith('Proof: '));
      expect(new Set(kinds).size, `${term}: ${await group.innerText()}`).toBe(1);
      proofs += kinds[0];
    }
  }
  expect(proofs).toBeGreaterThan(0);
});

test('a page comes first for its own subject', async ({ page }) => {
  await page.goto(pages[0]);
  for (const [term, first] of Object.entries({
    flush: 'flush.html',
    Deadlock: 'deadlock.html',
    'Half close': 'half-close.html',
    'too many open files': 'accepting.html',
    nagle: 'small-writes.html',
    'how to close': 'half-close.html',
    cancelled: 'cancellation.html',
  })) {
    expect((await search(page, term))[0], term).toBe(first);
  }
});

test('what is not there is said not to be there', async ({ page }) => {
  await page.goto(pages[0]);
  expect(await search(page, 'xyzzy')).toEqual([]);
  await expect(page.locator('#mdbook-searchresults-header')).toHaveText('Nothing found');
  expect(await search(page, ')[*')).toEqual([]);
});

