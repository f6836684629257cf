// The whole book on paper.
import { expect, pages, test } from './support.js';

test('print.html contains every page', async ({ page }) => {
  const titles = [];
  for (const name of pages) {
    await page.goto(name);
    titles.push(await page.locator('main h1').innerText());
  }
  await page.goto('print.html');
  expect(await page.locator('main h1').allInnerTexts()).toEqual(titles);
});

test('no program is cut off on paper', async ({ page }) => {
  await page.emulateMedia({ media: 'print' });
  // A4 less the browser's margins.
  await page.setViewportSize({ width: 718, height: 1046 });
  await page.goto('print.html');
  const blocks = page.locator('main pre > code');
  expect(await blocks.count()).toBeGreaterThan(20);
  expect(await blocks.evaluateAll((all) =>
    all.filter((code) => code.scrollWidth > code.clientWidth)
      .map((code) => code.innerText.slice(0, 60)),
  )).toEqual([]);
});
