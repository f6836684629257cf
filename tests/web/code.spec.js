// Programs and sessions: what the script adds to them, and what it must not change.
import { expect, pages, pageWith, test, unfold } from './support.js';

// Notes are read beside what they are about.
test.use({ viewport: { width: 1280, height: 2000 } });

/** The text of every block as it stands in the HTML, untouched by scripts. */
const sources = (page, left_out = 'none') =>
  page.evaluate(async (left_out) => {
    const html = await (await fetch(location)).text();
    const document = new DOMParser().parseFromString(html, 'text/html');
    document.querySelectorAll(left_out).forEach((it) => it.remove());
    return Array.from(
      document.querySelectorAll('pre > code'),
      (code) => code.textContent,
    );
  }, left_out);

test('colours and badges change no character of any block', async ({ page }) => {
  let seen = 0;
  for (const name of pages) {
    await page.goto(name);
    const blocks = await page.locator('pre > code').allTextContents();
    expect(blocks, name).toEqual(await sources(page));
    seen += blocks.length;
  }
  expect(seen).toBeGreaterThan(30);
});

test('"Copy" copies a whole program, and only the commands of a session', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(pageWith('language-console'));
  await unfold(page);
  const kinds = new Set();
  const texts = await sources(page);
  for (const [index, block] of (await page.locator('pre').all()).entries()) {
    const kind = (await block.locator('code').getAttribute('class')).match(/\w+$/)[0];
    const button = block.getByRole('button', { name: /^Cop(y|ied)$/ });
    if (!(await button.count())) continue;
    await button.click();
    await expect(button).toHaveText('Copied');
    const commands = texts[index].match(/(?<=^\$ ).*/gm)?.join('\n');
    expect(await page.evaluate(() => navigator.clipboard.readText()))
      .toBe(kind === 'console' ? commands : texts[index]);
    kinds.add(kind);
  }
  expect([...kinds].sort()).toEqual(['console', 'rust', 'toml']);
});

test('every number in a program becomes a badge that leads to its note and back', async ({ page }) => {
  for (const name of pages) {
    await page.goto(name);
    const badges = await page.locator('main pre a.note').evaluateAll((all) =>
      all.map((badge) => {
        const item = document.querySelector(badge.hash)?.closest('ol > li');
        const place = item && [...item.parentElement.children].indexOf(item) + 1;
        const back = item?.querySelector('a')?.hash;
        return `${badge.dataset.number}` === `${place}` && back === `#${badge.id}`;
      }),
    );
    const numbers = (await sources(page, '.boring')).join().match(/\/\/ [①②③④⑤⑥⑦⑧⑨]/g) ?? [];
    expect(badges, name).toEqual(numbers.map(() => true));
  }
});

for (const way of ['hover', 'focus']) {
  test(`${way} on a badge lights up its note, and the other way round`, async ({ page }) => {
    await page.goto(pageWith('// ①'));
    const block = page.locator('pre:has(a.note)').first();
    const badge = block.locator('a.note').first();
    const list = page.locator('ol:has(a.note)').first();
    const back = list.locator('a.note').first();
    const [dark, dim] = [await block.screenshot(), await list.screenshot()];

    await badge[way]();
    expect(await list.screenshot()).not.toEqual(dim);
    await back[way]();
    expect(await block.screenshot()).not.toEqual(dark);
  });
}
