/** The media host: the template's second distribution, reading what the bucket's policy lets it read and nothing else. */
import { parseRange } from './byte-range.ts';
import { bucketOf, type CdnAnswer, distributionHandler, findDistribution } from './cdn.ts';
import { account } from './ground.ts';
import type { ApiRequest } from './http-event.ts';
import type { HttpHandler } from './http-server.ts';
import { mayServe } from './permissions.ts';
import type { S3Store } from './s3-store.ts';
import type { Templates } from './template.ts';

type MediaCdnOptions = { templates: Templates; objects: S3Store };

const denied = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
const refused = (status: number, body = denied): CdnAnswer => ({
  status,
  headers: [['content-type', 'application/xml']],
  body: Buffer.from(body),
});

/** @throws {Error} if the distribution uses what is not modelled. */
export function openMediaCdn({ templates, objects }: MediaCdnOptions): HttpHandler | undefined {
  const distribution = findDistribution(templates, false);
  if (!distribution) return undefined;
  const arn = `arn:aws:cloudfront::${account}:distribution/${distribution.id}`;
  return distributionHandler(templates, distribution.config, (origin) => {
    const bucket = bucketOf(templates, origin);
    if (bucket === undefined) throw new Error(`CloudFront: the laptop cloud serves media from a bucket only, not ${origin.DomainName}`);
    return async (request) => {
      const key = keyOf(request.path);
      return mayServe(templates, bucket, key, arn) ? serve(objects, bucket, key, request) : refused(403);
    };
  });
}

function keyOf(path: string): string {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    return '';
  }
}

/** Without the right to list, S3 says "denied" of what is not there. */
function serve(objects: S3Store, bucket: string, key: string, { headers }: ApiRequest): CdnAnswer {
  const object = objects.get(bucket, key);
  if (!object) return refused(403);
  const range = parseRange(headers['range'], object.sizeBytes);
  if (range.kind === 'outside') return refused(416, '<Error><Code>InvalidRange</Code></Error>');
  const [start, end] = range.kind === 'part' ? [range.start, range.end] : [0, object.sizeBytes - 1];
  const kept: [string, string][] = [
    ['content-type', object.contentType],
    ['etag', object.etag],
    ['last-modified', new Date(object.lastModified).toUTCString()],
    ['accept-ranges', 'bytes'],
    ...(object.cacheControl === undefined ? [] : [['cache-control', object.cacheControl] satisfies [string, string]]),
    ...(range.kind === 'part' ? [['content-range', `bytes ${start}-${end}/${object.sizeBytes}`] satisfies [string, string]] : []),
  ];
  const file = { path: objects.path(bucket, object), start, end };
  return { status: range.kind === 'part' ? 206 : 200, headers: kept, body: Buffer.alloc(0), file };
}
