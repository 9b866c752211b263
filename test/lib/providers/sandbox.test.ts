/** The sandbox keeps what every provider keeps, and needs no way out of the machine for it. */
import { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sandboxAccountOf } from '../../../lib/core/sandbox.ts';
import { providerContract } from '../../contract/provider.ts';
import { type ProviderSetup, type Shown, userId } from '../../contract/provider-setup.ts';
import { postsOf, pretendSandbox, redirectUri } from './sandbox/pretend-sandbox.ts';

const noWayOut = () => {
  throw new Error('the sandbox opened a socket');
};
const connecting = vi.spyOn(Socket.prototype, 'connect').mockImplementation(noWayOut);
const fetching = vi.spyOn(globalThis, 'fetch').mockImplementation(noWayOut);
beforeAll(() => {
  connecting.mockClear();
  fetching.mockClear();
});
afterAll(() => vi.restoreAllMocks());

function shownOf(pretend: ReturnType<typeof pretendSandbox>): Shown[] {
  const byTime = postsOf(pretend)
    .reverse()
    .sort((a, b) => Date.parse(b.publishedAt) - Date.parse(a.publishedAt));
  return byTime.map(({ id, text, media, options, replyTo }) => ({
    id,
    text,
    kind: media.length > 1 ? 'carousel' : (media[0]?.kind ?? 'text'),
    itemCount: media.length,
    altTexts: media.map(({ alt }) => alt),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(options.quotePostId === undefined ? {} : { quoted: options.quotePostId }),
    ...(options.poll === undefined ? {} : { poll: options.poll }),
  }));
}

/** There is no window, so what could be unticked is taken out of the code itself. */
async function sandboxSetup(): Promise<ProviderSetup> {
  const pretend = pretendSandbox();
  const { line } = pretend;
  return {
    provider: pretend.provider,
    redirectUri,
    now: pretend.now,
    advance: pretend.advance,
    consent: async (authorizeUrl, scopes) => {
      if (scopes === 'fewest') pretend.change('sandbox_code', { scopes: [] });
      const { searchParams } = new URL(authorizeUrl);
      return { code: searchParams.get('code') ?? '', state: searchParams.get('state') ?? undefined };
    },
    account: { remoteId: sandboxAccountOf(userId), username: 'sandbox' },
    images: ['https://pictures.example.org/one.jpg', 'https://pictures.example.org/two.png'],
    video: 'https://pictures.example.org/film.mp4',
    visible: () => shownOf(pretend),
    remove: (id) => pretend.drop((item) => item['id'] === id),
    revoke: () => pretend.drop(({ kind }) => kind === 'sandbox_token'),
    loseNextAnswer: () => {
      line.loseNext = true;
    },
    cutNextRequest: () => {
      line.cutNext = true;
    },
    requests: () => ({ all: line.all, writes: line.writes }),
    secrets: [],
    refusedText: 'x'.repeat(501),
    close: async () => undefined,
  };
}

providerContract('sandbox', sandboxSetup);

describe('the sandbox', () => {
  it('has opened no socket and fetched nothing in all of this', () => {
    expect(connecting).not.toHaveBeenCalled();
    expect(fetching).not.toHaveBeenCalled();
  });
});
