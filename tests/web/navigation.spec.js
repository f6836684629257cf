// Getting to a place in the book, and back, wherever the book lies.
import { pathToFileURL } from 'node:url';
import { prefix, serve } from './server.js';
import { background, expect, listen, pages, pageWith, test } from './support.js';

test('a link to a heading shows it below the bar', async ({ page }) => {
  const name = pageWith('<h2 id=');
  await page.goto(name);
  const id = await page.locator('main h2[id]').nth(1).getAttribute('id');
  await page.goto('about:blank');
  await page.goto(`${name}#${id}`);
  const heading = page.locator(`#${id}`);
  await expect(heading).toBeInViewport({ ratio: 1 });
  const bar = await page.locator('#mdbook-menu-bar').boundingBox();
  const { y } = await heading.boundingBox();
  expect(y).toBeGreaterThanOrEqual(bar.height);
  expect(y).toBeLessThan(200);
});

test('"back" returns to the place that was left', async ({ page }) => {
  await page.goto(pages[1]);
  await page.locator('a[rel=next]').click();
  await expect(page).toHaveURL(pages[2]);
  await page.goBack();
  await expect(page).toHaveURL(pages[1]);
  await expect(page.locator('a[rel=next]')).toBeInViewport();
});

test('"back" returns from a proof in its place to the mark that led there', async ({ page }) => {
  await page.goto('reading.html');
  const mark = page.getByRole('link', { name: 'Proof: read-eof', exact: true });
  await mark.click();
  await page.getByRole('dialog').getByRole('link', { name: /in its place/ }).click();
  await expect(page).toHaveURL('reading.html#read-eof');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const proof = page.locator('#read-eof');
  await expect(proof).toBeInViewport({ ratio: 1 });
  const paper = (it) => getComputedStyle(it).backgroundColor;
  const lit = await proof.evaluate(paper);
  await page.goBack();
  await expect(mark).toBeInViewport();
  await expect(proof).not.toBeInViewport();
  expect(await proof.evaluate(paper)).not.toBe(lit);
});

/** Where old links lead: book.toml knows all of them, these are one of each kind. */
const moved = {
  'proofs.html': 'how-it-is-tested.html',
  'proofs.html#read-eof': 'reading.html#read-eof',
  'proofs.html#cancel-read-exact': 'cancellation.html#cancel-read-exact',
  'programs.html#read': 'programs.html#read',
};

for (const root of ['/', prefix]) {
  test(`an old link leads to what has moved, in a book at ${root}`, async ({ page }) => {
    const server = await serve(process.env.BOOK, root);
    for (const [before, now] of Object.entries(moved)) {
      await page.goto('about:blank');
      await page.goto(server.url + before);
      await expect(page).toHaveURL(server.url + now);
      await expect(page.locator('main h1')).toBeVisible();
      const [, id] = now.split('#');
      if (id) await expect(page.locator(`#${id}`)).toBeInViewport();
    }
    await server.close();
  });
}

test('a page that has moved names an icon', async ({ request }) => {
  const moved = await request.get('proofs.html');
  // Or the browser may ask the host for one before it leaves: an error, at times.
  expect(await moved.text()).toContain('<link rel="icon" href="data:,">');
});

test('an address that does not exist leads home', async ({ context, site }) => {
  const page = await context.newPage();
  const faults = listen(page);
  const url = `${site}no/such/page.html`;
  await page.goto(url);
  await expect(page.locator('main h1')).toBeVisible();
  expect(faults).toEqual([`404: ${url}`, expect.stringMatching(/^console: .*404/)]);
  await page.locator('.menu-title').click();
  await expect(page).toHaveURL(/\/some\/where\/(index\.html)?$/);
});

test('the book works from a folder, without a server', async ({ page }) => {
  const book = pathToFileURL(`${process.env.BOOK}/`).href;
  await page.goto(`${book}${pages[0]}`);
  await page.locator('a[rel=next]').click();
  await expect(page).toHaveURL(`${book}${pages[1]}`);
  await page.locator('.chapter a').last().click();
  await expect(page).toHaveURL(`${book}${pages.at(-1)}`);

  const light = await background(page);
  await page.locator('#mdbook-theme-toggle').click();
  await page.getByLabel('Dark').check();
  await page.reload();
  expect(await background(page)).not.toBe(light);

  await page.keyboard.press('s');
  await page.keyboard.type('into_split');
  await page.locator('#mdbook-searchresults a').first().click();
  await expect(page.locator('main')).toContainText('into_split');
});
