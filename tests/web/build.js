// Builds the book as it is now and as it is published, once before all tests.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prefix } from './server.js';

export default function build() {
  const book = mkdtempSync(join(tmpdir(), 'book-'));
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const mdbook = spawnSync('mdbook', ['build', '--dest-dir', book, root], {
    encoding: 'utf8',
    env: { ...process.env, MDBOOK_OUTPUT__HTML__SITE_URL: prefix },
  });
  if (mdbook.error?.code === 'ENOENT') {
    throw new Error('mdbook is missing: cargo install mdbook --locked');
  }
  if (mdbook.status !== 0) {
    throw new Error(`mdbook could not build the book:\n${mdbook.stderr}`);
  }
  const finish = fileURLToPath(new URL('finish.js', import.meta.url));
  const finished = spawnSync('node', [finish, book], { encoding: 'utf8' });
  if (finished.status !== 0) {
    throw new Error(`the book could not be finished:\n${finished.stderr}`);
  }
  process.env.BOOK = book;
  return () => rmSync(book, { recursive: true });
}
