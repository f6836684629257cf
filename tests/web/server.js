// Serves the built book as GitHub Pages does: from a sub-path, files as they
// are, the book's own page where there is none.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

export const prefix = '/some/where/';

const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
};

/** Starts a server on a free port, with the book below `root`: `{ url, close }`. */
export async function serve(directory, root = prefix) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    const inside = pathname.startsWith(root);
    const file = inside && (pathname.slice(root.length) || 'index.html');
    const body = file && (await read(directory, file));
    const type = types[body ? extname(file) : '.html'];
    response.writeHead(body ? 200 : 404, {
      'content-type': type ?? 'application/octet-stream',
    });
    response.end(body || (await read(directory, '404.html')));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${server.address().port}${root}`,
    close: () => new Promise((closed) => {
      server.close(closed);
      server.closeAllConnections();
    }),
  };
}

const read = (directory, file) =>
  readFile(join(directory, decodeURI(file))).catch(() => null);
