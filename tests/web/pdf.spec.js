// The whole book as a PDF, made by the command that publishes it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { expect, pages, test as base } from './support.js';

/** Lines break elsewhere in a PDF, so texts are compared without white space. */
const squash = (text) => text.replace(/\s+/g, '');

const test = base.extend({
  /** The PDF: `{ outline, sheets: [{ text, items, links, width }], place, redirect }`. */
  pdf: [
    async ({}, use) => {
      // In a copy of the book, since this changes it.
      const book = mkdtempSync(join(tmpdir(), 'book-with-pdf-'));
      cpSync(process.env.BOOK, book, { recursive: true });
      const file = `${book}/the-book.pdf`;
      const root = fileURLToPath(new URL('../..', import.meta.url));
      const npm = ['--prefix', 'tests/web', 'run', 'pdf', '--', book, file];
      const { status, stderr } = spawnSync('npm', npm, { cwd: root, encoding: 'utf8' });
      expect(status, stderr).toBe(0);
      const data = new Uint8Array(readFileSync(file));
      const reader = getDocument({ data, verbosity: 0 });
      const redirect = readFileSync(`${book}/pdf.html`, 'utf8');
      await use({ ...await read(await reader.promise), redirect });
      await reader.destroy();
      rmSync(book, { recursive: true });
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  /** The page that it is made from. */
  paper: async ({ page }, use) => {
    await page.emulateMedia({ media: 'print' });
    await page.goto('print.html');
    await use(page.locator('main'));
  },
});

// In one worker, which makes one PDF.
test.describe.configure({ mode: 'default' });

async function read(document) {
  const sheets = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const text = squash(items.map(({ str }) => str).join(''));
    const [, , width] = page.view;
    sheets.push({ text, items, width, links: await page.getAnnotations() });
  }
  /** The text of the sheet that a link or an entry of the outline leads to. */
  const place = async ({ dest }) => {
    const named = typeof dest === 'string';
    const [sheet] = (named ? await document.getDestination(dest) : dest) ?? [];
    return sheet && sheets[await document.getPageIndex(sheet)].text;
  };
  return { sheets, place, outline: await document.getOutline() };
}

test('the outline names every page and leads to its heading', async ({ pdf, paper }) => {
  const titles = await paper.locator('h1').allInnerTexts();
  expect(titles).toHaveLength(pages.length);
  expect(pdf.outline.map(({ title }) => title)).toEqual(titles);
  for (const entry of pdf.outline) {
    expect(await pdf.place(entry)).toMatch(squash(entry.title));
  }
});

test('every link leads into the PDF or to another site', async ({ pdf, paper }) => {
  const [inside, outside] = [new Set(), new Set()];
  for (const link of pdf.sheets.flatMap(({ links }) => links)) {
    if (link.url) {
      outside.add(link.url);
    } else {
      expect(await pdf.place(link), `#${link.dest}`).toBeTruthy();
      inside.add(`#${link.dest}`);
    }
  }
  const links = (start, part) =>
    paper.locator(`a[href^="${start}"]`).evaluateAll(
      (all, part) => [...new Set(all.map((link) => link[part]))].sort(),
      part,
    );
  expect([...inside].sort()).toEqual(expect.arrayContaining(await links('#', 'hash')));
  expect([...outside].sort()).toEqual(await links('https:', 'href'));
});

test('the address of the whole book leads to the PDF beside it', async ({ pdf }) => {
  expect(pdf.redirect).toContain('URL=the-book.pdf"');
  expect(pdf.redirect).not.toContain('print.html');
});

test('every sheet has its number and the title of the book', async ({ pdf, paper }) => {
  const title = squash(await paper.page().title());
  for (const [index, { text }] of pdf.sheets.entries()) {
    expect(text).toContain(`${title}${index + 1}/${pdf.sheets.length}`);
  }
});

test('every line of every block is there, legible and within the margins', async ({ pdf, paper }) => {
  const text = pdf.sheets.map(({ text }) => text).join('');
  const blocks = await paper.locator('pre > code').allInnerTexts();
  expect(blocks.length).toBeGreaterThan(20);
  // A badge stands where the HTML has its comment.
  const lines = blocks.join('\n').split('\n').map((line) =>
    squash(line).replace(/\/\/[①-⑨]$/, ''),
  );
  expect(lines.filter((line) => !text.includes(line))).toEqual([]);

  const margin = (2 / 2.54) * 72 - 1;
  const faulty = pdf.sheets.flatMap(({ items, width }) =>
    items.filter(({ str, transform: [, , , size, x], width: length }) => {
      const fits = x >= margin && x + length <= width - margin;
      // Chromium would rather shrink the book than let a line leave the sheet.
      return str.trim() && !(fits && Math.round(size) >= 7);
    }).map(({ str }) => str),
  );
  expect(faulty).toEqual([]);
});

test('what a page keeps folded is open', async ({ pdf, paper }) => {
  const text = pdf.sheets.map(({ text }) => text).join('');
  const answers = await paper.locator('details > p').evaluateAll((all) =>
    all.map((answer) => answer.textContent.slice(0, 30)),
  );
  expect(answers.length).toBeGreaterThan(0);
  for (const answer of answers) expect(text).toContain(squash(answer));
});
