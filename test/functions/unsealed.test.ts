/** T9.9: a sealer that forgets to seal. Wherever a token or a key is written, the database takes nothing of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TokenSealer } from '../../lib/core/ports.ts';
import { type Browser, type World, world } from '../support/world.ts';
import { connect, signIn, signInAgain } from './steps.ts';

type Slip = 'token' | 'key';
const address = 'first@example.org';
const rawKey = new Uint8Array(32).fill(7);

/** Hands the token back as it is, or the key as it was made. */
function forgetToSeal(w: World, slip: Slip): void {
  const { sealer } = w.deps;
  const seal: TokenSealer['seal'] = async (token, context) => {
    const done = await sealer.seal(token, context);
    return slip === 'token' ? { ...done, sealed: token } : { ...done, wrapped: rawKey };
  };
  w.deps.sealer = { ...sealer, seal };
}

const reconnect = async (w: World, browser: Browser): Promise<void> => {
  await signInAgain(w, browser, address);
  await connect(w, browser);
};
const renew = async (w: World): Promise<void> => {
  const [row] = w.dump('main').filter(({ kind }) => kind === 'token');
  w.clock.advance(16 * 86_400_000);
  const message = { kind: 'refresh', user_id: row?.pk.slice('TOKENS#'.length) ?? '', connection_id: row?.sk ?? '' } as const;
  await w.deps.sendMessage('refresh', message);
  await w.deliverOne('refresh');
};

/** Each place in `lib/app` that gives a token or a key to the database, by file. */
const sites = {
  'finish-connect.ts': [
    ['connecting', async (w: World) => void (await connect(w, await signIn(w)))],
    ['connecting again', reconnect],
  ],
  'store-refreshed.ts': [['renewing', renew]],
} as const satisfies Record<string, readonly (readonly [string, (w: World, browser: Browser) => Promise<void>])[]>;

const cases = Object.values(sites).flatMap((all) =>
  all.flatMap(([what, act]) => (['token', 'key'] as const).map((slip) => ({ what, act, slip }))),
);

describe('a sealer that forgets to seal', () => {
  it.each(cases)('T9.9 $what stores no $slip as it is', async ({ what, act, slip }) => {
    const w = world();
    const browser = await signIn(w, address);
    if (what !== 'connecting') await connect(w, browser);
    const secretsOf = () => [...w.dump('main'), ...w.dump('vault')].filter(({ kind }) => kind === 'token' || kind === 'data_key');
    const before = secretsOf().map((item) => [item['sealed'], item['wrapped']]);
    forgetToSeal(w, slip);

    await act(w, browser).catch(() => undefined);

    expect(secretsOf().map((item) => [item['sealed'], item['wrapped']])).toEqual(before);
    expect(w.platform.tokens.length).toBeGreaterThan(before.length === 0 ? 0 : 1);
    for (const token of w.platform.tokens) expect(w.stored()).not.toContain(token);
    expect(w.stored()).not.toContain(Buffer.from(rawKey).toString('base64'));
  });

  it('T9.9 has been tried at every place that writes a token or a key', () => {
    const dir = join(import.meta.dirname, '../../lib/app');
    const writing = readdirSync(dir).filter((file) =>
      /sealer\.seal\(|vault\.create\(|tokens\.put\(/.test(readFileSync(join(dir, file), 'utf8')),
    );

    expect(writing.sort()).toEqual(Object.keys(sites).sort());
  });
});
