// A mark opens its proof beside the sentence, and the reader stays on the page.
import { pathToFileURL } from 'node:url';
import { expect, listen, pages, test } from './support.js';

const mark = (page, id) => page.getByRole('link', { name: `Proof: ${id}`, exact: true });
const proof = (page, id) => page.getByRole('dialog', { name: `Proof: ${id}` });
const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 360, height: 740 } };

/** How high the mark stands in the window. */
const height = async (it) => Math.round((await it.boundingBox()).y);

for (const [size, viewport] of Object.entries(sizes)) {
  test.describe(size, () => {
    test.use({ viewport });

    test('Enter opens claim, proof and break, Escape returns to the mark', async ({ page }) => {
      await page.goto('reading.html');
      const text = await page.locator('main').innerText();
      const link = mark(page, 'read-eof');
      await link.focus();
      const before = await height(link);
      await page.keyboard.press('Enter');

      const dialog = proof(page, 'read-eof');
      await expect(dialog).toBeInViewport({ ratio: 0.99 });
      await expect(dialog.locator('p').first())
        .toHaveText('When the peer is gone and its bytes are read, a read into a buffer that is not empty returns Ok(0).');
      await expect(dialog.locator('pre').first()).toContainText('async fn read_eof()');
      await expect(dialog.locator('pre').first().locator('.tok-keyword').first()).toBeVisible();
      await expect(dialog.locator(':focus')).toHaveText(/read-eof/);
      expect(await height(link), 'the text stays where it was').toBe(before);

      await page.keyboard.press('Tab');
      await expect(dialog.getByRole('button', { name: 'Close' })).toBeFocused();
      await dialog.locator('summary').focus();
      await page.keyboard.press('Enter');
      await expect(dialog.locator('.language-diff')).toBeVisible();

      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      await expect(link).toBeFocused();
      await expect(page).toHaveURL('reading.html');
      expect(await page.locator('main').innerText(), 'the page is as it was').toBe(text);
      expect(await height(link)).toBe(before);
    });

    test('the mark stays in sight, and "back" leaves the page at once', async ({ page }) => {
      await page.goto('traits.html');
      await page.goto('reading.html');
      const link = mark(page, 'read-partial');
      await link.click();
      await expect(proof(page, 'read-partial')).toBeVisible();
      if (size === 'wide') {
        const dialog = await proof(page, 'read-partial').boundingBox();
        const text = await page.locator('main').boundingBox();
        expect(text.x + text.width).toBeLessThanOrEqual(dialog.x + 1);
      }
      await page.goBack();
      await expect(page).toHaveURL('traits.html');
    });

    test('a mark for the proof of another page shows it here', async ({ page }) => {
      await page.goto('reading.html');
      await mark(page, 'file-read-limit').click();
      const dialog = proof(page, 'file-read-limit');
      await expect(dialog.locator('pre').first()).toContainText('async fn file_read_limit()');
      await expect(page).toHaveURL('reading.html');
      await dialog.getByRole('link', { name: /in its place: Buffered files/ }).click();
      await expect(page).toHaveURL('buffered-files.html#file-read-limit');
      await expect(page.locator('#file-read-limit')).toBeInViewport();
    });

    test('code that is too wide scrolls with the keyboard, and the page stays', async ({ page }) => {
      await page.setViewportSize({ ...viewport, width: Math.min(viewport.width, 1180) });
      await page.goto('reading.html');
      await mark(page, 'file-read-limit').click();
      const code = proof(page, 'file-read-limit').locator('pre > code[tabindex="0"]').first();
      await code.focus();
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => code.evaluate((it) => it.scrollLeft)).toBeGreaterThan(0);
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowRight');
      await expect(page).toHaveURL('reading.html');
    });
  });
}

test('every mark of the book opens a proof', async ({ page }) => {
  test.slow();
  let seen = 0;
  for (const name of pages) {
    await page.goto(name);
    const failed = await page.evaluate(async () => {
      const marks = [...document.querySelectorAll('main a.claim')];
      const failed = [];
      for (const mark of marks) {
        mark.click();
        const whose = mark.getAttribute('aria-label');
        const isOpen = () => document.querySelector('dialog[open] h2')?.textContent === `✓ ${whose}`;
        for (let wait = 0; wait < 100 && !isOpen(); wait++) {
          await new Promise((then) => setTimeout(then, 10));
        }
        const proofs = [...document.querySelectorAll('#mdbook-proof > section')];
        const whole = isOpen()
          && proofs.length === whose.split(', ').length
          && proofs.every((proof) => proof.querySelector('p').textContent.trim()
            && proof.querySelector(':scope > pre > :is(.proof, .compile_fail, .language-rust)')
            && proof.querySelector('details.break'));
        if (!whole) failed.push(whose);
        const ids = [...document.querySelectorAll('[id]')].map((it) => it.id);
        if (new Set(ids).size < ids.length) failed.push(`${whose}: an id twice`);
      }
      return { failed, count: marks.length };
    });
    expect(failed.failed, name).toEqual([]);
    seen += failed.count;
  }
  expect(seen).toBeGreaterThan(200);
});

test('in a table one mark, at the head of the row, opens all its proofs', async ({ page }) => {
  await page.goto('flush.html');
  const row = page.getByRole('row').filter({ hasText: 'an error of that reaches nobody' });
  const marks = row.getByRole('link', { name: /^Proof/ });
  await expect(marks).toHaveCount(1);
  await expect(row.getByRole('cell').first()).toHaveText(/File\s✓$/);
  await expect(row, 'no space is left of the others').not.toContainText(/ [ ;,.]/);
  await marks.click();
  const all = ['file-flush', 'file-shutdown', 'file-drop', 'file-drop-error'];
  const dialog = page.getByRole('dialog', { name: `Proofs: ${all.join(', ')}` });
  await expect(dialog.locator('section')).toHaveCount(all.length);
  await expect(dialog.getByRole('link', { name: /in its place: Writing/ })).toHaveAttribute('href', /#file-flush$/);
  await page.keyboard.press('Escape');
  await expect(marks).toBeFocused();
});

test('without JavaScript each claim of a row has its own link', async ({ browser, site }) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto(`${site}flush.html`);
  const row = page.getByRole('row').filter({ hasText: 'an error of that reaches nobody' });
  await expect(row.getByRole('link', { name: '✓' })).toHaveCount(4);
  await page.close();
});

test('in a wide window the next mark replaces the proof, and closing leads back to that mark', async ({ page }) => {
  await page.goto('reading.html');
  await mark(page, 'read-eof').click();
  await mark(page, 'read-eof-again').click();
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await expect(proof(page, 'read-eof-again')).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(mark(page, 'read-eof-again')).toBeFocused();
  await expect(page.locator('#mdbook-sidebar')).toBeVisible();
});

test('"Contents" takes the place of a proof', async ({ page }) => {
  await page.goto('reading.html');
  await mark(page, 'read-eof').click();
  await expect(page.locator('#mdbook-sidebar')).toBeHidden();
  const toggle = page.locator('#mdbook-sidebar-toggle');
  await expect(toggle).toHaveAttribute('aria-expanded', 'false');
  await toggle.click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('#mdbook-sidebar')).toBeVisible();
});

test('in a narrow window a click beside the sheet closes it', async ({ page }) => {
  await page.setViewportSize(sizes.narrow);
  await page.goto('reading.html');
  await mark(page, 'read-eof').click();
  await expect(proof(page, 'read-eof')).toBeVisible();
  await page.mouse.click(180, 20);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page).toHaveURL('reading.html');
});

for (const [how, options] of Object.entries({
  'Ctrl and a click': { modifiers: ['ControlOrMeta'] },
  'the middle button': { button: 'middle' },
})) {
  test(`${how} opens the link in a tab`, async ({ page, context }) => {
    await page.goto('reading.html');
    const opened = context.waitForEvent('page');
    await mark(page, 'read-eof').click(options);
    await expect(await opened).toHaveURL(/reading\.html#read-eof$/);
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
}

test('where the other page cannot be fetched, the mark is a link', async ({ context, site }) => {
  const page = await context.newPage(); // whose faults are expected
  await page.goto(`${site}reading.html`);
  await page.route('**/buffered-files.html', (route) =>
    route.request().isNavigationRequest() ? route.continue() : route.abort());
  await mark(page, 'file-read-limit').click();
  await expect(page).toHaveURL(`${site}buffered-files.html#file-read-limit`);
});

test('without a server a mark opens the proofs of its page, and leads to those of others', async ({ page }) => {
  const book = pathToFileURL(`${process.env.BOOK}/`).href;
  await page.goto(`${book}reading.html`);
  await mark(page, 'read-eof').click();
  await expect(proof(page, 'read-eof')).toBeVisible();
  await page.keyboard.press('Escape');
  await mark(page, 'file-read-limit').click();
  await expect(page).toHaveURL(`${book}buffered-files.html#file-read-limit`);
});

for (const way of ['hover', 'focus']) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test(`${way} on a mark says whose proof it is, ${size}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.goto('reading.html');
      await page.keyboard.press('Tab'); // from here on, focus is shown
      const link = mark(page, 'read-partial');
      await link.scrollIntoViewIfNeeded();
      await link[way]();
      const tip = page.locator('.tip');
      await expect(tip).toHaveText(/^Proof: read-partial.*fewer than fit into the buffer/s);
      await expect(tip).toBeInViewport({ ratio: 1 });
      await page.keyboard.press('Escape');
      await expect(tip).toHaveCount(0);
    });
  }
}

test('a proof is not on paper', async ({ page }) => {
  await page.goto('reading.html');
  await mark(page, 'read-eof').click();
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('#mdbook-proof')).toBeHidden();
});

test('no fault is hidden by a mark that leads nowhere', async ({ context, site }) => {
  const page = await context.newPage();
  const faults = listen(page);
  await page.goto(`${site}reading.html`);
  await page.locator('main a.claim').first().evaluate((it) => { it.href = '#no-such-proof'; });
  await page.locator('main a.claim').first().click();
  await expect(page).toHaveURL(/#no-such-proof$/);
  expect(faults).toEqual([]);
});
