/** Hostile media addresses through every rule, and as the target of the one HTTP client: what passes has to be plain, and nothing is ever opened. */
import { isIP } from 'node:net';
import type { Part } from '../../lib/core/content.ts';
import { checkLinkedMedia } from '../../lib/core/rules/linked-media.ts';
import { checkPost } from '../../lib/core/rules/post.ts';
import { httpClient } from '../../lib/providers/http.ts';
import { seededRandom } from '../sim/random.ts';
import { hostileUrl } from './hostile-urls.ts';
import { socketsOpenedBy } from './socket-watch.ts';

export type UrlTally = { urls: number; taken: number; crashes: string[]; wronglyTaken: string[]; sockets: number; offList: string[] };

const origin = 'https://graph.threads.net';

/** Read with a plain pattern, not with the parser that the rule uses: only an address that all programs read alike may pass. */
const plain = /^https:\/\/(?<host>[^\s/?#@:\\%[\]]+)(?::\d*)?(?:[/?][^#]*)?$/i;
const inside = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa|onion)\.?$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const unprintable = /[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\\\ud800-\udfff]/;
const isUnprintable = (url: string): boolean => unprintable.test(url.replaceAll(/[\ud800-\udbff][\udc00-\udfff]/g, ''));

function objectionTo(url: string): string | undefined {
  const host = plain.exec(url)?.groups?.['host']?.normalize('NFKC').replaceAll('。', '.');
  if (host === undefined) return 'no plain https address';
  if (isUnprintable(url)) return 'characters that nobody sees or parsers disagree about';
  if (isIP(host.replace(/\.$/, '')) !== 0 || /(?:^|\.)(?:0x[0-9a-f]*|\d+)\.?$/i.test(host)) return 'a numeric address';
  return inside.test(host) || !host.replace(/\.$/, '').includes('.') ? 'a private name' : undefined;
}

const partWith = (url: string): Part => ({
  text: `see ${url}`,
  media: [{ kind: 'image', url, alt: url.slice(0, 1_001) }],
  options: { linkAttachment: url, quotePostId: url, gifId: url, topicTag: url },
});

/**
 * The client with a listed origin notes where it would go; the other lists nothing of ours and has the real `fetch`, so whatever it let
 * through would open a socket.
 */
async function offer(url: string, reached: string[]): Promise<void> {
  const noting: typeof globalThis.fetch = async (input) => {
    reached.push(String(input));
    return new Response('{}');
  };
  for (const [allowed, fetch] of [
    [origin, noting],
    ['https://nowhere.invalid', globalThis.fetch],
  ] as const) {
    const client = httpClient({ allowedOrigins: [allowed], fetch, timeoutMs: 1_000 });
    await client({ method: 'GET', url }).catch(() => undefined);
  }
}

async function runOne(url: string, where: string, tally: UrlTally): Promise<void> {
  const linked = checkLinkedMedia(url, '#/media/0');
  checkPost({ parts: [partWith(url), partWith(url)] }, () => undefined);
  const reached: string[] = [];
  await offer(url, reached);
  for (const address of reached) if (new URL(address).origin !== origin) tally.offList.push(`${where}: ${address}`);
  if (linked.errors.length > 0) return;
  tally.taken += 1;
  const objection = objectionTo(url);
  if (objection) tally.wronglyTaken.push(`${where}: ${objection}`);
}

export async function runUrls({ count, seed }: { count: number; seed: number }): Promise<UrlTally> {
  const tally: UrlTally = { urls: 0, taken: 0, crashes: [], wronglyTaken: [], sockets: 0, offList: [] };
  const { sockets } = await socketsOpenedBy(async () => {
    for (let i = 0; i < count; i += 1) {
      const url = hostileUrl(seededRandom(`urls/${seed}/${i}`));
      const where = `url ${i} ${JSON.stringify(url.slice(0, 120))}`;
      await runOne(url, where, tally).catch((error: unknown) => tally.crashes.push(`${where}: ${String(error)}`));
      tally.urls += 1;
    }
  });
  return { ...tally, sockets };
}
