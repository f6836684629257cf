// Everything works without a mouse.
import { background, expect, pages, pageWith, test } from './support.js';

test('Tab reaches everything that can be used, and shows where it is', async ({ page }) => {
  await page.goto(pageWith('<details'));
  const total = await page.evaluate(() => {
    window.look = (element) => {
      const { outline, boxShadow } = getComputedStyle(element);
      return `${outline} ${boxShadow}`;
    };
    window.describe = ({ tagName, id, ariaLabel, textContent }) =>
      `${tagName} ${id || ariaLabel || textContent.trim().slice(0, 40)}`;
    const scrolls = (it) =>
      it.scrollWidth > it.clientWidth && getComputedStyle(it).overflowX === 'auto';
    const usable = document.querySelectorAll('a[href], button, input, summary');
    window.waiting = new Map(
      [...usable, ...[...document.querySelectorAll('main *')].filter(scrolls)]
        .filter((it) => it.checkVisibility({ visibilityProperty: true }))
        .map((it) => [it, look(it)]),
    );
    return waiting.size;
  });
  expect(total).toBeGreaterThan(50);

  const unseen = [];
  for (let stops = 0; stops < total; stops++) {
    await page.keyboard.press('Tab');
    unseen.push(...await page.evaluate(() => {
      const element = document.activeElement;
      const [{ x, y, width, height }] = element.getClientRects(); // its first line
      const seen = look(element) !== waiting.get(element)
        && getComputedStyle(element).opacity > 0.5
        && document.elementsFromPoint(x + width / 2, y + height / 2)[0]
          ?.closest('a, button, summary, code, figure, .table-wrapper') !== null;
      waiting.delete(element);
      return seen ? [] : [describe(element)];
    }));
  }
  expect(unseen, 'focused without a visible sign').toEqual([]);
  expect(
    await page.evaluate(() => [...waiting.keys()].map(describe)),
    'never reached',
  ).toEqual([]);
});

for (const key of ['Enter', 'Space']) {
  test(`${key} opens and closes the sidebar`, async ({ page }) => {
    await page.goto(pages[1]);
    const sidebar = page.locator('#mdbook-sidebar');
    const toggle = page.locator('#mdbook-sidebar-toggle');
    await expect(sidebar).toBeInViewport();
    await toggle.focus();
    await page.keyboard.press(key);
    await expect(sidebar).not.toBeInViewport();
    await expect(toggle).toHaveAttribute('aria-expanded', 'false');
    await page.keyboard.press(key);
    await expect(sidebar).toBeInViewport();
    await expect(toggle).toHaveAttribute('aria-expanded', 'true');
  });

  test(`${key} opens the search, Escape closes it`, async ({ page }) => {
    await page.goto(pages[1]);
    const toggle = page.locator('#mdbook-search-toggle');
    await toggle.focus();
    await page.keyboard.press(key);
    await expect(page.locator('#mdbook-searchbar')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.locator('#mdbook-searchbar')).toBeHidden();
    await expect(toggle).toBeFocused();
  });

  test(`${key} opens the theme menu, arrows choose, Escape closes it`, async ({ page }) => {
    await page.goto(pages[1]);
    const list = page.locator('#mdbook-theme-list');
    const toggle = page.locator('#mdbook-theme-toggle');
    const light = await background(page);
    await toggle.focus();
    await page.keyboard.press(key);
    await expect(list).toBeVisible();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowUp');
    await expect(list.getByLabel('Dark')).toBeChecked();
    expect(await background(page)).not.toBe(light);
    await page.keyboard.press('Escape');
    await expect(list).toBeHidden();
    await expect(toggle).toBeFocused();
    await expect(page).toHaveURL(pages[1]);
  });

  test(`${key} unfolds and folds the hidden lines of a program`, async ({ page }) => {
    await page.goto(pageWith('class="boring"'));
    const block = page.locator('pre:has(.boring)').first();
    const hidden = block.locator('.boring').first();
    await expect(hidden).toBeHidden();
    await block.getByRole('button', { name: /hidden/ }).focus();
    await page.keyboard.press(key);
    await expect(hidden).toBeVisible();
    await page.keyboard.press(key);
    await expect(hidden).toBeHidden();
  });

  test(`${key} copies a program`, async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(pageWith('language-rust'));
    await page.locator('pre:has(.language-rust)').first()
      .getByRole('button', { name: 'Copy' }).focus();
    await page.keyboard.press(key);
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toContain('fn main()');
  });
}

test('on a narrow screen Escape closes the sidebar and returns to its button', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(pages[1]);
  const sidebar = page.locator('#mdbook-sidebar');
  const toggle = page.locator('#mdbook-sidebar-toggle');
  await expect(sidebar).not.toBeInViewport();
  await toggle.focus();
  await page.keyboard.press('Enter');
  await expect(sidebar).toBeInViewport();
  await expect(sidebar.locator(':focus')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sidebar).not.toBeInViewport();
  await expect(toggle).toBeFocused();
});

test('the arrows scroll a focused program, and turn the page elsewhere', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  const [name, next] = pages.slice(pages.indexOf(pageWith('language-rust')));
  await page.goto(name);
  const code = page.locator('pre > code[tabindex="0"]').first();
  const scrolled = () => code.evaluate((it) => it.scrollLeft);
  await code.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(scrolled).toBeGreaterThan(0);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(scrolled).toBe(0);
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(name);

  await code.blur();
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(next);
  await page.waitForLoadState();
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(name);
});

test('single-key shortcuts work until they are switched off for good', async ({ page }) => {
  await page.goto(pages[1]);
  const search = page.locator('#mdbook-searchbar');
  const help = page.locator('#mdbook-help-popup');
  for (const key of ['s', '/']) {
    await page.keyboard.press(key);
    await expect(search).toBeFocused();
    await expect(search).toHaveValue('');
    await page.keyboard.press('Escape');
  }
  await page.keyboard.press('?');
  await expect(help).toBeVisible();

  await help.getByLabel('Single-key shortcuts').uncheck();
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
  for (const visit of ['at once', 'after a reload']) {
    if (visit === 'after a reload') await page.reload();
    for (const key of ['s', '/', '?']) await page.keyboard.press(key);
    await expect(search, visit).toBeHidden();
    await expect(help, visit).toBeHidden();
  }
});
