// What every page has to keep to, and what opens on it.
import {
  expect, overflow, pages, test, unfold, violations, weigh,
} from './support.js';

const themes = ['light', 'dark'];
const widths = [1280, 360];

test('the table of contents names every page, in order', async ({ page }) => {
  await page.goto('index.html');
  const links = page.locator('.chapter a[href$=".html"]');
  expect(
    await links.evaluateAll((all) => all.map((link) => link.pathname)),
  ).toEqual(pages.map((name) => expect.stringMatching(`/${name}$`)));
});

for (const name of pages) {
  test(`${name} weighs at most 200 kB in 15 requests`, async ({ page }) => {
    const { bytes, requests } = await weigh(page, name);
    expect(bytes).toBeLessThanOrEqual(200_000);
    expect(requests).toBeLessThanOrEqual(15);
  });
}

for (const name of [...pages, 'print.html', 'toc.html']) {
  test(`${name} is accessible and fits, in both themes, wide and narrow`, async ({ page }) => {
    // All pages in one, and each was seen in every theme and width by itself.
    const isPrint = name === 'print.html';
    if (isPrint) test.slow();
    for (const [i, width] of widths.entries()) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(name);
      expect.soft(await overflow(page), `${width} px`).toBe(0);
      await unfold(page);
      expect.soft(await overflow(page), `${width} px, unfolded`).toBe(0);
      for (const colorScheme of isPrint ? [themes[i]] : themes) {
        await page.emulateMedia({ colorScheme });
        const view = `${width} px, ${colorScheme}`;
        expect.soft(await violations(page), view).toEqual([]);
      }
    }
  });
}

test('the API index needs no sideways scrolling on a narrow screen', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto('api-index.html');
  expect(await page.locator('.table-wrapper').evaluateAll((all) =>
    all.map((table) => table.scrollWidth - table.clientWidth),
  )).toEqual([0, 0]);
});

for (const width of widths) {
  test(`what opens on a page is accessible, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(pages[1]);

    const check = async (what) => {
      expect.soft(await overflow(page), what).toBe(0);
      for (const colorScheme of themes) {
        await page.emulateMedia({ colorScheme });
        const view = `${what}, ${colorScheme}`;
        expect.soft(await violations(page), view).toEqual([]);
      }
      await page.keyboard.press('Escape');
    };

    await page.locator('#mdbook-theme-toggle').click();
    await expect(page.locator('#mdbook-theme-list')).toBeVisible();
    await check('theme menu');

    await page.locator('#mdbook-help-toggle').click();
    await expect(page.locator('#mdbook-help-popup')).toBeVisible();
    await check('keys');

    await page.locator('#mdbook-search-toggle').click();
    await page.locator('#mdbook-searchbar').fill('read');
    await expect(page.locator('#mdbook-searchresults a').first()).toBeVisible();
    await check('search');

    await page.goto('reading.html');
    await page.locator('main a.claim').first().click();
    await page.locator('dialog[open] summary').click();
    await expect(page.locator('dialog[open] .language-diff')).toBeVisible();
    await check('proof');

    await page.goto(pages[1]);
    const sidebar = page.locator('#mdbook-sidebar');
    if (await sidebar.isHidden()) await page.locator('#mdbook-sidebar-toggle').click();
    await expect(sidebar).toBeInViewport();
    await check('sidebar');
  });
}
