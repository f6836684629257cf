// The checks are worth something only as long as they reject a faulty page.
import { fileURLToPath } from 'node:url';
import { expect, listen, overflow, test, violations, weigh } from './support.js';
import { serve } from './server.js';

let server;
test.beforeAll(async () => {
  server = await serve(fileURLToPath(new URL('fixtures', import.meta.url)));
});
test.afterAll(() => server.close());

test('a faulty page is rejected by every check', async ({ context }) => {
  const page = await context.newPage();
  const faults = listen(page);
  const url = `${server.url}faulty.html`;

  expect(await weigh(page, url)).toMatchObject({ requests: 2 });
  expect(await overflow(page)).toBeGreaterThan(0);
  expect(await violations(page)).toContain('color-contrast: p:nth-child(2)');
  expect(faults).toEqual(expect.arrayContaining([
    'another host: https://example.com/style.css',
    'net::ERR_NAME_NOT_RESOLVED: https://example.com/style.css',
    `404: ${server.url}missing.js`,
    'console: said on the console',
    'error: thrown by a script',
  ]));
});
