// A question with answers: which one is right shows when it is opened, not before.
import { expect, test, violations } from './support.js';

const html = `
  <div class="prediction" id="asked">
  <p><strong>Predict:</strong> what does it print?</p>
  <details name="test-1" class="choice"><summary><code>one</code></summary><p>No. The first.</p></details>
  <details name="test-1" class="choice right"><summary><code>two</code></summary><p>Yes. The second.</p></details>
  <details name="test-1" class="choice"><summary><code>six</code></summary><p>No. The third.</p></details>
  </div>
  <aside class="see-it"><p>Try it with two terminals.</p></aside>
  <aside class="see-it"><p>And with three.</p></aside>`;

/** The book's own style and script, around a question of the test's own. */
async function ask(page) {
  await page.route('**/traits.html', async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    const place = body.indexOf('<h2 id', body.indexOf('<main'));
    await route.fulfill({ response, body: body.slice(0, place) + html + body.slice(place) });
  });
  await page.goto('traits.html');
  return page.locator('#asked .choice');
}

for (const colorScheme of ['light', 'dark']) {
  test(`before an answer is opened, right and wrong look the same, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const choices = await ask(page);
    const look = (it) => [it, it.querySelector('summary')].flatMap((element) =>
      ['', '::before', '::after'].map((part) => {
        const { content, color, backgroundColor, borderColor, boxShadow, fontStyle, width } =
          getComputedStyle(element, part);
        return [content, color, backgroundColor, borderColor, boxShadow, fontStyle, width].join();
      }));
    const looks = [];
    for (const choice of await choices.all()) {
      await page.mouse.move(0, 0);
      const rest = await choice.evaluate(look);
      await choice.locator('summary').hover();
      looks.push({ rest, pointed: await choice.evaluate(look) });
    }
    expect(looks).toHaveLength(3);
    expect(looks[1]).toEqual(looks[0]);
    expect(looks[2]).toEqual(looks[0]);
  });

  test(`an opened answer says in words and with a sign whether it is right, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const choices = await ask(page);
    const content = (it, part) => getComputedStyle(it, part).content;
    for (const [index, word, sign] of [[0, 'not this one', '✗'], [1, 'right', '✓']]) {
      const summary = choices.nth(index).locator('summary');
      await summary.focus();
      await page.keyboard.press('Enter');
      await expect(choices.nth(index).locator('p')).toBeVisible();
      expect(await summary.evaluate(content, '::after')).toBe(`"${word}"`);
      expect(await summary.evaluate(content, '::before')).toContain(sign);
      expect(await violations(page)).toEqual([]);
    }
    // They share a name, so one is open at a time.
    await expect(choices.first().locator('p')).toBeHidden();
  });
}

test('on paper all answers are open, and closed again afterwards', async ({ page }) => {
  const choices = await ask(page);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  expect(await choices.evaluateAll((all) => all.map(({ open }) => open))).toEqual([true, true, true]);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  expect(await choices.evaluateAll((all) => all.map(({ open, name }) => `${open} ${name}`)))
    .toEqual(['false test-1', 'false test-1', 'false test-1']);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('answers open, one at a time, and say whether they are right', async ({ page }) => {
    const choices = await ask(page);
    await choices.nth(0).locator('summary').click();
    await expect(choices.nth(0).locator('p')).toBeVisible();
    await choices.nth(1).locator('summary').click();
    await expect(choices.nth(1).locator('p')).toBeVisible();
    await expect(choices.nth(0).locator('p')).toBeHidden();
  });

  test('on paper all answers can be read', async ({ page }) => {
    const choices = await ask(page);
    await page.emulateMedia({ media: 'print' });
    for (const choice of await choices.all()) {
      const { height } = await choice.locator('p').boundingBox();
      expect(height).toBeGreaterThan(10);
      expect((await choice.boundingBox()).height).toBeGreaterThan(height + 20);
    }
  });
});

for (const width of [1280, 360]) {
  test(`question and asides fit and are accessible, ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await ask(page);
    expect(await violations(page)).toEqual([]);
    for (const box of await page.locator('.prediction, .see-it').all()) {
      const { x, width: inner } = await box.boundingBox();
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + inner).toBeLessThanOrEqual(width);
    }
  });
}
