/** T3.1 to T3.3: tokens sealed under data keys of a key service that checks the context. */
import { describe, expect, it } from 'vitest';
import { tokenSealer } from '../../../lib/aws/token-sealer.ts';
import { tokenContext } from '../../../lib/core/connection.ts';
import { isAppError } from '../../../lib/core/errors.ts';
import type { KeyContext, KeyService } from '../../../lib/core/ports.ts';
import { aConnection, anId, seededBytes } from '../../support/builders.ts';
import { fakeKeyService } from './fake-key-service.ts';

const token = 'THAAV-a-long-lived-access-token';
type Row = { sealed: string; wrapped: Uint8Array; context: KeyContext; token: string };

function setup() {
  const randomBytes = seededBytes(32);
  const keyService = fakeKeyService(randomBytes);
  return { keyService, sealer: tokenSealer(keyService, randomBytes) };
}
type Sealer = ReturnType<typeof setup>['sealer'];

async function rowsOf(sealer: Sealer, count: number): Promise<Row[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, n): Promise<Row> => {
      const context = tokenContext(aConnection({ id: anId('con', n), userId: anId('usr', n), remoteHash: String(n).padStart(64, '0') }));
      return { ...(await sealer.seal(`${token}-${n}`, context)), context, token: `${token}-${n}` };
    }),
  );
}

/** What opening says: the token, or kind and code of the refusal. */
const outcomeOf = (sealer: Sealer, { sealed, wrapped, context }: Omit<Row, 'token'>): Promise<string> =>
  sealer.open(sealed, wrapped, context).then(
    (opened) => Buffer.from(opened).toString(),
    (error: unknown) => (isAppError(error) ? `${error.kind} ${error.code}` : String(error)),
  );
const refused = 'reconnect token_not_readable';

describe('tokenSealer', () => {
  it('opens each row under its own context', async () => {
    const { sealer } = setup();
    const rows = await rowsOf(sealer, 20);

    expect(await Promise.all(rows.map((row) => outcomeOf(sealer, row)))).toEqual(rows.map((row) => row.token));
  });

  it('T3.1 refuses all 39,800 ordered swaps of 200 rows, whatever is swapped, with one kind of error', { timeout: 60_000 }, async () => {
    const { sealer } = setup();
    const rows = await rowsOf(sealer, 200);
    const outcomes = new Set<string>();
    let tried = 0;

    for (const [i, a] of rows.entries()) {
      for (const [j, b] of rows.entries()) {
        if (i === j) continue;
        tried += 1;
        // Each pair in one of the three ways, so that all pairs and all ways come up.
        const swaps: Omit<Row, 'token'>[] = [
          { ...a, sealed: b.sealed },
          { ...a, wrapped: b.wrapped },
          { ...b, context: a.context },
        ];
        outcomes.add(await outcomeOf(sealer, swaps[(i + j) % 3]!));
      }
    }

    expect(tried).toBe(39_800);
    expect([...outcomes]).toEqual([refused]);
  });

  it('T3.2 refuses every changed value of the context', async () => {
    const { sealer } = setup();
    const [row] = await rowsOf(sealer, 1);

    const outcomes = await Promise.all(
      Object.keys(row!.context).map((name) => outcomeOf(sealer, { ...row!, context: { ...row!.context, [name]: 'other' } })),
    );

    expect(outcomes).toEqual(Array(7).fill(refused));
  });

  it('T3.2 refuses a changed context even if the key service looked the other way', async () => {
    const { sealer, keyService } = setup();
    const [row] = await rowsOf(sealer, 1);
    const careless: KeyService = { ...keyService, decryptDataKey: (wrapped) => keyService.decryptDataKey(wrapped, row!.context) };

    const outcome = await outcomeOf(tokenSealer(careless, seededBytes(1)), { ...row!, context: { ...row!.context, epoch: '2' } });

    expect(outcome).toBe(refused);
  });

  it('T3.2 contexts are opaque: no address, handle or URL', async () => {
    const { sealer, keyService } = setup();
    const person = aConnection({
      username: 'ada.paints',
      name: 'Ada',
      remoteId: '17841400000000001',
      pictureUrl: 'https://x.example/a.jpg',
    });

    await sealer.seal(token, tokenContext(person));

    for (const value of keyService.contexts.flatMap((context) => Object.values(context))) {
      expect(value).toMatch(/^(?:token|threads|\d+|[a-z]{3,4}_[0-9A-Z]{26}|[0-9a-f]{64})$/);
    }
  });

  it('T3.1 refuses a stored text that was cut, changed or emptied', async () => {
    const { sealer } = setup();
    const [row] = await rowsOf(sealer, 1);
    const bytes = Buffer.from(row!.sealed, 'base64');
    bytes[70] = (bytes[70] ?? 0) ^ 1;

    const outcomes = await Promise.all(
      ['', 'x', row!.sealed.slice(4), row!.sealed.slice(0, -4), bytes.toString('base64'), `AAAA${row!.sealed}`].map((sealed) =>
        outcomeOf(sealer, { ...row!, sealed }),
      ),
    );

    expect(outcomes).toEqual(Array(6).fill(refused));
  });

  it('T3.1 refuses a stored text that was lengthened behind its end', async () => {
    const { sealer } = setup();
    const [row] = await rowsOf(sealer, 1);

    const outcomes = await Promise.all(
      ['!', '=', '\n', '=AAAA'].map((extra) => outcomeOf(sealer, { ...row!, sealed: row!.sealed + extra })),
    );

    expect(outcomes).toEqual(Array(4).fill(refused));
  });

  it('T3.3 keeps no data key: each open asks the key service, each seal asks for a new key', async () => {
    const { sealer, keyService } = setup();
    const rows = await rowsOf(sealer, 10);
    for (let i = 0; i < 5; i += 1) for (const row of rows) await sealer.open(row.sealed, row.wrapped, row.context);

    expect([keyService.generated, keyService.opened]).toEqual([10, 50]);
  });

  it('T3.3 clears every data key that it was given, also when opening or sealing fails', async () => {
    const { sealer, keyService } = setup();
    const [row] = await rowsOf(sealer, 1);
    await sealer.open(row!.sealed, row!.wrapped, row!.context);
    await outcomeOf(sealer, { ...row!, sealed: row!.sealed.slice(0, 100) });
    const noRandom = tokenSealer(keyService, () => {
      throw new Error('no random bytes');
    });
    await expect(noRandom.seal(token, row!.context)).rejects.toThrow('no random bytes');

    expect(keyService.handedOut).toHaveLength(4);
    expect(keyService.handedOut.flatMap((key) => [...key]).every((byte) => byte === 0)).toBe(true);
  });

  it('a key service that cannot be asked is no verdict about the token', async () => {
    const { sealer, keyService } = setup();
    const [row] = await rowsOf(sealer, 1);
    keyService.decryptDataKey = async () => {
      throw new Error('ECONNRESET');
    };

    await expect(sealer.open(row!.sealed, row!.wrapped, row!.context)).rejects.toThrow('ECONNRESET');
  });

  it('no refusal says anything of the token or the key', async () => {
    const { sealer } = setup();
    const [row] = await rowsOf(sealer, 1);

    const error: unknown = await sealer.open(row!.sealed, row!.wrapped, { ...row!.context, epoch: '9' }).catch((thrown: unknown) => thrown);

    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/THAAV|con_|usr_/);
  });
});
