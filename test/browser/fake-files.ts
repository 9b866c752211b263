/** Where files go and lie, as strict as the real places: a PUT of exactly what was announced, from the console's origin; then the checked file for everybody. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseIncomingKey } from '../../lib/core/media.ts';
import type { FakeWorld } from './fake-world.ts';

export type FakeFiles = {
  /** True if the request was for this place. */
  answer: (request: IncomingMessage, response: ServerResponse, path: string) => Promise<boolean>;
  /** The next so many uploads break off midway. */
  breakOff: (times: number) => void;
  /** Uploads wait here while this is set. */
  hold: (gate: Promise<void> | undefined) => void;
};

const sha256 = (bytes: Buffer, encoding: 'hex' | 'base64'): string => createHash('sha256').update(bytes).digest(encoding);

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Why S3 would refuse these bytes. */
function refusalOf(world: FakeWorld, id: string, headers: IncomingMessage['headers'], bytes: Buffer): string | undefined {
  const media = world.uploads.get(id)?.media;
  if (media?.state !== 'uploading') return 'NoSuchUpload';
  if (headers['content-type'] !== media.contentType || bytes.length !== media.sizeBytes) return 'SignatureDoesNotMatch';
  if (headers['x-amz-checksum-sha256'] !== sha256(bytes, 'base64') || sha256(bytes, 'hex') !== media.sha256) return 'BadDigest';
  return undefined;
}

export function fakeFiles(world: FakeWorld, consoleOrigin: () => string): FakeFiles {
  let broken = 0;
  let gate: Promise<void> | undefined;
  const cors = () => ({
    'access-control-allow-origin': consoleOrigin(),
    'access-control-allow-methods': 'PUT',
    'access-control-allow-headers': 'content-type, x-amz-checksum-sha256',
  });

  async function put(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    if (broken > 0) {
      broken -= 1;
      request.socket.destroy();
      return;
    }
    const bytes = await bytesOf(request);
    await gate;
    const refusal = refusalOf(world, id, request.headers, bytes);
    if (refusal === undefined) await world.receive(id, bytes);
    response.writeHead(refusal === undefined ? 200 : 403, cors());
    response.end(refusal);
  }

  return {
    answer: async (request, response, path) => {
      const incoming = parseIncomingKey(path.slice(1));
      if (incoming && request.method === 'OPTIONS') {
        response.writeHead(204, cors()).end();
        return true;
      }
      if (incoming && request.method === 'PUT') {
        await put(request, response, incoming.mediaId);
        return true;
      }
      const found = [...world.uploads.values()].find(({ media }) => media.state === 'ready' && `/${media.objectKey}` === path);
      if (!found) return false;
      response.writeHead(200, { 'content-type': found.media.contentType, 'x-content-type-options': 'nosniff' });
      response.end(found.bytes);
      return true;
    },
    breakOff: (times) => {
      broken = times;
    },
    hold: (next) => {
      gate = next;
    },
  };
}
