// What publishing adds to the built book.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, pages, test } from './support.js';

const tags = (html) => Object.fromEntries(
  Array.from(html.matchAll(/<meta property="(og:[\w:]+)" content="(.*?)">/g), ([, name, content]) =>
    [name, content]),
);

test('every page has a title and a description for links to it, and no address that nobody knows', () => {
  for (const name of pages) {
    const html = readFileSync(`${process.env.BOOK}/${name}`, 'utf8');
    const found = tags(html);
    expect(Object.keys(found).sort(), name).toEqual(['og:description', 'og:title', 'og:type']);
    expect(html).toContain(`<title>${found['og:title']}</title>`);
  }
});

test('where the address is known, links get a picture of 1200 by 630', () => {
  const book = mkdtempSync(join(tmpdir(), 'book-finished-'));
  cpSync(process.env.BOOK, book, { recursive: true });
  const npm = ['--prefix', 'tests/web', 'run', 'finish', '--', book, 'https://example.com/the/book'];
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const { status, stderr } = spawnSync('npm', npm, { cwd, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  for (const name of pages) {
    const found = tags(readFileSync(`${book}/${name}`, 'utf8'));
    expect(found['og:url']).toBe(`https://example.com/the/book/${name}`);
    expect(found['og:image']).toBe('https://example.com/the/book/link.png');
  }
  expect(tags(readFileSync(`${book}/index.html`, 'utf8'))['og:url']).toBe('https://example.com/the/book/');
  const png = readFileSync(`${book}/link.png`);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
  expect(png.length).toBeLessThan(300_000);
  rmSync(book, { recursive: true });
});
