// Light or dark: as the system says, until the reader says otherwise.
import { background, expect, pages, test } from './support.js';

const choose = async (page, name) => {
  await page.locator('#mdbook-theme-toggle').click();
  await page.locator('#mdbook-theme-list').getByLabel(name).check();
  await page.keyboard.press('Escape');
};

/** The background in either theme, as the system's choice shows it. */
async function backgrounds(page) {
  const seen = {};
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    seen[colorScheme] = await background(page);
  }
  expect(seen.light).not.toBe(seen.dark);
  return seen;
}

test('the menu offers the system, light and dark', async ({ page }) => {
  await page.goto(pages[0]);
  await page.locator('#mdbook-theme-toggle').click();
  const radios = page.locator('#mdbook-theme-list').getByRole('radio');
  await expect(radios).toHaveCount(3);
  await expect(radios.first()).toBeChecked();
});

test('a choice outlives the reload and the system, until it is taken back', async ({ page }) => {
  await page.goto(pages[0]);
  const { light, dark } = await backgrounds(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await choose(page, 'Dark');
  expect(await background(page)).toBe(dark);
  await page.goto(pages[1]);
  expect(await background(page)).toBe(dark);
  await page.locator('#mdbook-theme-toggle').click();
  await expect(page.getByLabel('Dark')).toBeChecked();
  await page.keyboard.press('Escape');

  await choose(page, 'Auto');
  expect(await background(page)).toBe(light);
  await page.reload();
  expect(await background(page)).toBe(light);
});

test('a theme that only stock mdBook has means the system', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('mdbook-theme', 'ayu'));
  await page.goto(pages[0]);
  await backgrounds(page);
});

test('the chosen theme is set before there is anything to see', async ({ page }) => {
  await page.addInitScript(() => {
    localStorage.setItem('mdbook-theme', 'dark');
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      window.classAtFirst = document.documentElement.className;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(pages[0]);
  expect(await page.evaluate(() => window.classAtFirst)).toMatch(/\bdark\b/);
});

for (const colorScheme of ['light', 'dark']) {
  test(`a mark that holds has not the colour of what fails, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('reading.html');
    const colors = await page.evaluate(() => {
      const probe = document.createElement('span');
      document.body.append(probe);
      return Object.fromEntries(['mark', 'fails', 'paper'].map((name) => {
        probe.style.color = `var(--${name})`;
        return [name, getComputedStyle(probe).color];
      }));
    });
    expect(colors.mark).not.toBe(colors.fails);
    const mark = page.locator('main a.claim').first();
    await expect(mark).toHaveCSS('color', colors.mark);
    const [r, g, b] = colors.mark.match(/\d+/g).map(Number);
    expect(g, 'green').toBeGreaterThan(Math.max(r, b));
  });
}
