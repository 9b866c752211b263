/** Fetches what a client names, as Meta's crawler does: address, robots.txt, perhaps a probe, then one GET. */
import type { World } from '../world.ts';
import { reachOf } from './address.ts';
import { type GetOptions, type Got, httpGet } from './http-get.ts';
import { mayFetch, parseRobots, type Robots } from './robots.ts';

export type Fetched = Extract<Got, { kind: 'got' }>;
type Failed = Extract<Got, { kind: 'failed' }>;
type Limits = Pick<GetOptions, 'maxBytes' | 'keepBytes'>;

const maxRobotsBytes = 512_000;
const failed = (why: string): Failed => ({ kind: 'failed', why });

/** Asked for once per host. Missing or moved means everything is allowed; out of order means nothing is. RFC 9309 section 2.3.1 */
async function robotsOf(world: World, url: URL, options: GetOptions): Promise<Robots | undefined> {
  const known = world.robots.get(url.origin);
  if (known) return known;
  const limits = { maxBytes: maxRobotsBytes, keepBytes: maxRobotsBytes };
  const got = await httpGet(new URL('/robots.txt', url), { ...options, ...limits });
  if (got.kind !== 'got' || got.status >= 500) return undefined;
  const robots = got.status === 200 ? parseRobots(got.start.toString('utf8')) : [];
  world.robots.set(url.origin, robots);
  return robots;
}

/** The extra request of the `mediaProbe` setting, which a host must answer too. */
async function probe({ settings }: World, url: URL, options: GetOptions): Promise<Failed | undefined> {
  if (settings.mediaProbe === 'none') return undefined;
  const isHead = settings.mediaProbe === 'head';
  const got = await httpGet(url, { ...options, ...(isHead ? { method: 'HEAD' } : { range: 'bytes=0-1023' }) });
  if (got.kind !== 'got') return failed(got.why);
  return got.status === 200 || (!isHead && got.status === 206)
    ? undefined
    : failed(`the ${settings.mediaProbe} probe answered ${got.status}`);
}

/** `got` is always a 200. Redirects are not followed. */
export async function crawl(world: World, address: string, limits: Limits): Promise<Got> {
  if (!URL.canParse(address)) return failed('it is not an address');
  const url = new URL(address);
  const reach = reachOf(url, world.app.allowHttp);
  if (reach.kind === 'refused') return failed(reach.why);
  const { mediaTimeoutMs: timeoutMs } = world.settings;
  const options: GetOptions = { ...limits, lookup: reach.lookup, timeoutMs, signal: world.closing.signal };
  const robots = await robotsOf(world, url, options);
  if (!robots) return failed('robots.txt cannot be read');
  if (!mayFetch(robots, url.pathname + url.search)) return failed('robots.txt forbids it');
  const refusal = await probe(world, url, options);
  if (refusal) return refusal;
  const got = await httpGet(url, options);
  return got.kind === 'got' && got.status !== 200 ? failed(`it answered ${got.status}`) : got;
}
