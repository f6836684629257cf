// Draws link.png, which a link to the book shows elsewhere, with the
// theme's own colours, fonts and tick: npm --prefix tests/web run picture
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { args, executablePath } from './browser.js';

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const [, title] = read('book.toml').match(/^title = "(.*)"$/m);
const [, description] = read('book.toml').match(/^description = "(.*)"$/m);
const [, tick] = read('theme/favicon.svg').match(/d="(.*?)"/);

const html = `<!DOCTYPE html><html class="light"><meta charset="UTF-8">
<style>
  ${read('theme/css/general.css')}
  html { font-size: 40px; }
  body { display: grid; align-content: center; width: 1200px; height: 630px; padding: 90px; border-top: 16px solid var(--mark); }
  h1 { margin: 0 0 54px; font-size: 84px; line-height: 1.1; }
  p { margin: 0; font-size: 38px; line-height: 1.4; color: var(--ink-muted); }
  div { display: flex; align-items: center; gap: 30px; margin: 0 0 54px; font-size: 42px; }
  svg { width: 62px; fill: none; stroke: var(--mark); stroke-width: 5; stroke-linecap: round; stroke-linejoin: round; }
</style>
<body>
  <h1>${title}</h1>
  <div><span><code>read</code> does not wait for its buffer to fill.</span>
  <svg viewBox="0 0 32 32"><path d="${tick}"/></svg></div>
  <p>${description}</p>
</body>`;

const browser = await chromium.launch({ executablePath, args });
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
  await page.setContent(html);
  await page.screenshot({ path: fileURLToPath(new URL('link.png', import.meta.url)) });
} finally {
  await browser.close();
}
