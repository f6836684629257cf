// Makes a PDF of a built book, for readers without a network:
// npm --prefix tests/web run pdf -- BOOK_DIR OUT.pdf
// If it goes into that folder, pdf.html leads to it from then on.
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { args, executablePath } from './browser.js';

// Paths start where npm was called, not in this folder.
const [book, pdf] = process.argv.slice(2).map((path) =>
  resolve(process.env.INIT_CWD ?? '', path),
);
if (!pdf) throw new Error('say which book, and where the PDF goes: BOOK_DIR OUT.pdf');

const footerTemplate = `
  <div style="width: 100%; margin: 0 2cm; display: flex; justify-content: space-between; font: 8pt serif">
    <span class="title"></span>
    <span><span class="pageNumber"></span> / <span class="totalPages"></span></span>
  </div>`;

const browser = await chromium.launch({ executablePath, args });
try {
  const page = await browser.newPage();
  // Else mdBook's page asks to be printed, and Chromium prints one thing at a time.
  await page.addInitScript('window.print = () => {}');
  await page.goto(pathToFileURL(`${book}/print.html`).href);
  // A PDF travels alone: what lies beside it in the book is not there.
  await page.locator('main a[href]').evaluateAll((links) => {
    const here = location.href.replace(location.hash, '');
    for (const link of links) {
      const leads = link.protocol === 'https:' || link.href.startsWith(`${here}#`);
      if (!leads) link.replaceWith(...link.childNodes);
    }
  });
  await page.pdf({
    path: pdf,
    format: 'A4',
    outline: true,
    tagged: true,
    displayHeaderFooter: true,
    headerTemplate: '<span></span>',
    footerTemplate,
  });
} finally {
  await browser.close();
}

if (dirname(pdf) === book) {
  const redirect = `${book}/pdf.html`;
  const html = readFileSync(redirect, 'utf8');
  writeFileSync(redirect, html.replaceAll('print.html', basename(pdf)));
}
