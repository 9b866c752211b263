/** A web server with a few files for the simulator to fetch; it writes down what it was asked. */
import { createServer, type IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';

export type HostedFile = { status?: number; type?: string; body?: Buffer | string; headers?: Record<string, string>; isStuck?: boolean };
export type MediaHost = {
  url: string;
  asked: { method: string; path: string; agent: string; range: string | undefined }[];
  put(path: string, file: HostedFile): void;
};

export async function openMediaHost(files: Record<string, HostedFile>): Promise<MediaHost> {
  const known = new Map(Object.entries(files));
  const asked: MediaHost['asked'] = [];
  const note = ({ method = '', url = '', headers }: IncomingMessage) =>
    asked.push({ method, path: url, agent: headers['user-agent'] ?? '', range: headers.range });
  const server = createServer((incoming, outgoing) => {
    note(incoming);
    const file = known.get(incoming.url ?? '');
    if (file?.isStuck) return;
    const type = file?.type === undefined ? {} : { 'content-type': file.type };
    outgoing.writeHead(file ? (file.status ?? 200) : 404, { ...type, ...file?.headers });
    outgoing.end(incoming.method === 'HEAD' ? undefined : file?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://localhost:${port}`, asked, put: (path, file) => void known.set(path, file) };
}
