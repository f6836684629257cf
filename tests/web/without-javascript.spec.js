// A reader without JavaScript misses comfort, nothing else.
import { expect, pages, pageWith, test } from './support.js';

test.use({ javaScriptEnabled: false });

test('"next" leads through the whole book, "previous" back', async ({ page }) => {
  await page.goto(pages[0]);
  for (const name of pages.slice(1)) {
    await page.locator('a[rel~=next]').click();
    await expect(page).toHaveURL(name);
  }
  for (const name of pages.slice(0, -1).reverse()) {
    await page.locator('a[rel~=prev]').click();
    await expect(page).toHaveURL(name);
  }
});

for (const width of [1280, 360]) {
  test(`the table of contents leads on, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(pages[0]);
    if (width === 360) await page.getByRole('link', { name: 'Contents' }).click();
    const links = page.locator('.chapter a').filter({ visible: true });
    await expect(links).toHaveCount(pages.length);
    await links.last().click();
    await expect(page).toHaveURL(pages.at(-1));
  });
}

test('no page hides anything, and no control is there that does nothing', async ({ page }) => {
  for (const name of pages) {
    await page.goto(name);
    const content = page.locator('main').locator('h1, p, ol, pre > code, table, svg');
    for (const block of await content.locator('visible=false').all()) {
      await expect(block.locator('xpath=ancestor::details'), name).toHaveCount(1);
    }
    await expect(page.getByRole('button'), name).toHaveCount(0);
  }
});

test('every number in a program is explained by a numbered item', async ({ page }) => {
  let seen = 0;
  for (const name of pages) {
    await page.goto(name);
    for (const code of await page.locator('main pre > code:has-text("// ①")').all()) {
      const numbers = await code.evaluate((it) => {
        const shown = it.cloneNode(true);
        shown.querySelectorAll('.boring').forEach((line) => line.remove());
        return shown.textContent.match(/\/\/ [①②③④⑤⑥⑦⑧⑨]/g) ?? [];
      });
      if (numbers.length === 0) continue;
      const items = code.locator('xpath=../following-sibling::ol[1]/li');
      await expect(items, name).toHaveCount(numbers.length);
      expect(await items.evaluateAll((all) => all.map((item) =>
        getComputedStyle(item, '::before').content)), name,
      ).toEqual(numbers.map(() => 'counter(list-item)'));
      seen += 1;
    }
  }
  expect(seen).toBeGreaterThan(5);
});

test('a mark leads to its proof', async ({ page }) => {
  await page.goto('reading.html');
  await page.locator('main a[href="#read-eof"]:text-is("✓")').click();
  await expect(page).toHaveURL('reading.html#read-eof');
  await expect(page.locator('#read-eof')).toBeInViewport();
  await page.locator('main a[href="buffered-files.html#file-read-limit"]').click();
  await expect(page).toHaveURL('buffered-files.html#file-read-limit');
});

test('lines that a script would fold are told apart', async ({ page }) => {
  await page.goto(pageWith('class="boring"'));
  const color = (it) => getComputedStyle(it).color;
  const line = page.locator('pre .boring').first();
  await expect(line).toBeVisible();
  expect(await line.evaluate(color)).not.toBe(
    await page.locator('code:has(.boring)').first().evaluate(color),
  );
});
