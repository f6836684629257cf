// On a telephone everything is whole, legible, or says that there is more.
import { expect, overflow, pages, test, unfold } from './support.js';

for (const width of [360, 430]) {
  for (const name of pages) {
    test(`${name}: diagrams, badges and tables, ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(name);
      await unfold(page);
      expect(await overflow(page)).toBe(0);

      for (const diagram of await page.locator('main svg.diagram').all()) {
        const { left, right, small, outside } = await diagram.evaluate((svg) => {
          const { left, right } = svg.getBoundingClientRect();
          const { width, height } = svg.viewBox.baseVal;
          const texts = [...svg.querySelectorAll('text')].map((text) => ({
            says: text.textContent,
            box: text.getBBox(),
            size: parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a,
          }));
          return {
            left,
            right,
            small: texts.filter(({ size }) => size < 11).map(({ says }) => says),
            outside: texts.filter(({ box }) => box.x < -1 || box.y < -1
              || box.x + box.width > width + 1 || box.y + box.height > height + 3)
              .map(({ says }) => says),
          };
        });
        expect(left).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(width);
        expect(small, 'smaller than 11 px').toEqual([]);
        expect(outside, 'cut off').toEqual([]);
      }

      for (const plot of await page.locator('main svg.plot').all()) {
        const { outside, crossed } = await plot.evaluate((svg) => {
          const texts = [...svg.querySelectorAll('text')].map((text) => ({
            says: text.textContent.trim(),
            box: text.getBoundingClientRect(),
          }));
          const edge = document.documentElement.clientWidth;
          const meet = (a, b) => a.left < b.right && b.left < a.right
            && a.top + 2 < b.bottom && b.top + 2 < a.bottom;
          return {
            outside: texts.filter(({ box }) => box.left < 0 || box.right > edge)
              .map(({ says }) => says),
            crossed: texts.filter((one, at) =>
              texts.slice(at + 1).some(({ box }) => meet(one.box, box)),
            ).map(({ says }) => says),
          };
        });
        expect(outside, 'cut off').toEqual([]);
        expect(crossed, 'one over the other').toEqual([]);
      }

      expect(await page.locator('main a.note').evaluateAll((all) =>
        all.filter((badge) => {
          const { left, right } = badge.getBoundingClientRect();
          return left < 0 || right > document.documentElement.clientWidth;
        }).map((badge) => badge.id)), 'badges beside the screen').toEqual([]);

      for (const table of await page.locator('main .table-wrapper').all()) {
        await expect(table.locator('table')).toBeVisible();
        const { cut, reachable } = await table.evaluate((it) => ({
          cut: it.scrollWidth > it.clientWidth,
          reachable: it.tabIndex === 0,
        }));
        if (!cut) continue;
        expect(reachable).toBe(true);
        expect(await hints(page, table)).toEqual({ left: false, right: true });
        await table.evaluate((it) => it.scrollTo(it.scrollWidth, 0));
        expect(await hints(page, table)).toEqual({ left: true, right: false });
      }
    });
  }
}

/** At which edges of a table something is drawn that says "there is more". */
async function hints(page, table) {
  const { x, y, width, height } = await table.evaluate((it) => {
    it.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = it.getBoundingClientRect();
    return { x, y: Math.max(y, 60), width, height: Math.min(height, 300) };
  });
  // Not the outermost pixels, which an edge at a fraction of one may touch.
  const edges = {
    left: { x: x + 2, y, width: 5, height },
    right: { x: x + width - 7, y, width: 5, height },
  };
  const shots = async () => [
    await page.screenshot({ clip: edges.left }),
    await page.screenshot({ clip: edges.right }),
  ];
  const [left, right] = await shots();
  await table.evaluate((it) => { it.style.background = 'none'; });
  const [plainLeft, plainRight] = await shots();
  await table.evaluate((it) => { it.style.background = ''; });
  return { left: !left.equals(plainLeft), right: !right.equals(plainRight) };
}
