// Diagrams speak to those who do not see them, and are legible to those who do.
import { expect, pages, test } from './support.js';

const diagrams = 'main figure svg';

test('every diagram has a name, a description and legible text', async ({ page }) => {
  const found = [];
  for (const name of pages) {
    await page.goto(name);
    for (const diagram of await page.locator(diagrams).all()) {
      found.push(name);
      await expect(diagram).toHaveAttribute('role', 'img');
      await expect(diagram).toHaveAccessibleName(/\w/);
      await expect(diagram.locator('title')).toHaveText(/\w/);
      await expect(diagram.locator('desc')).toHaveText(/\w/);
      const small = await diagram.locator('text, tspan').evaluateAll((all) =>
        all.filter((text) =>
          parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a < 13.99,
        ).map((text) => text.textContent),
      );
      expect(small, `${name}: smaller than 14 px`).toEqual([]);
    }
  }
  expect(found.length).toBeGreaterThan(0);
});
