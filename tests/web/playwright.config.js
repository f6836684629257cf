import { defineConfig } from '@playwright/test';
import { args, executablePath } from './browser.js';

export default defineConfig({
  testDir: '.',
  outputDir: '../../target/web',
  globalSetup: './build.js',
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: { launchOptions: { executablePath, args } },
  projects: [
    { name: 'book', testIgnore: 'lighthouse.spec.js' },
    // Figures of speed want the machine for themselves.
    {
      name: 'lighthouse',
      testMatch: 'lighthouse.spec.js',
      dependencies: ['book'],
      workers: 1,
      timeout: 300_000,
    },
  ],
});
