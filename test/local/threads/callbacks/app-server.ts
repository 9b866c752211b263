/** A pretend app that takes signed calls and answers as it is told. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export type AppAnswer = { status?: number; body?: string };

export async function openApp(answer: AppAnswer = {}) {
  const received: { path: string; type: string; body: string }[] = [];
  const server = createServer(async (incoming, outgoing) => {
    received.push({ path: incoming.url ?? '', type: incoming.headers['content-type'] ?? '', body: await text(incoming) });
    outgoing.writeHead(answer.status ?? 200).end(answer.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, received };
}
