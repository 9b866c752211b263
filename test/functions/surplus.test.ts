/** T9.3: attributes that somebody else put into stored items: no answer, page, mail, message or export holds any of them. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Item } from '../../lib/core/ports.ts';
import { readZip } from '../support/read-zip.ts';
import { exportOf, wholeLife } from '../support/whole-life.ts';
import { type Browser, world } from '../support/world.ts';
import { askInConsole, settled } from './eraser/person.ts';
import { allRoutes, ask, type Ids, nobodys } from './route-samples.ts';
import { signInAgain } from './steps.ts';

const planted = 'canary-of-a-stranger';

/** Beside every attribute, and within every object and list of objects. */
function withSurplus(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSurplus);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.entries(value).map(([name, one]) => [name, withSurplus(one)]);
  return { ...Object.fromEntries(inner), diary: planted, access_token: planted, owner: { note: planted } };
}
const spoiled = (items: readonly Item[]): Item[] => items.map((item) => withSurplus(item) as Item);

const idsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });
const firstOf = async (browser: Browser, path: string): Promise<string> =>
  z.parse(idsSchema, (await browser.request('GET', path)).body).data[0]?.id ?? '';

describe('surplus attributes of stored items', () => {
  it('T9.3 leave by no route, mail, message or page', async () => {
    const w = world();
    const ada = await settled(w);
    const ids: Ids = {
      ...nobodys,
      post: await firstOf(ada.browser, '/v1/posts'),
      connection: ada.connectionId,
      sandbox: ada.sandboxId,
      export: await firstOf(ada.browser, '/v1/exports'),
      media: w.dump('main').find(({ kind, state }) => kind === 'media' && state === 'ready')?.sk ?? '',
    };
    w.restore('main', spoiled(w.dump('main')));
    w.queued.length = 0;
    w.mails.length = 0;

    const answers: string[] = [];
    const statuses: number[] = [];
    // What ends the session or the connection comes last.
    const last = (key: string) => Number(/DELETE|sign-out|deletions/.test(key));
    for (const route of [...allRoutes].sort((a, b) => last(a.key) - last(b.key))) {
      const { status, text, headers } = await ask(ada.browser, route, ids);
      statuses.push(status);
      answers.push(text, JSON.stringify(headers));
    }
    const code = await askInConsole(ada).catch(
      () =>
        w
          .dump('main')
          .find(({ kind }) => kind === 'deletion')
          ?.pk.slice('DELETION#'.length) ?? '',
    );
    w.restore('main', spoiled(w.dump('main')));
    for (const path of [`/deletion/${code}`, `/v1/deletions/${code}`]) answers.push((await w.browser().request('GET', path)).text);
    for (const queue of ['mail', 'publish', 'media', 'export', 'erase'] as const) await w.deliverOne(queue);

    expect(statuses.filter((status) => status < 400).length).toBeGreaterThan(15);
    expect(JSON.stringify(w.dump('main'))).toContain(planted);
    expect(answers.filter((answer) => answer.includes(planted))).toEqual([]);
    expect(JSON.stringify([w.queued, w.mails, w.logs])).not.toContain(planted);
  });

  it('T9.3 are in no export: it holds what the data map names, and no attribute besides', async () => {
    const life = await wholeLife();
    await signInAgain(life.w, life.browser);
    life.w.restore(
      'main',
      life.w.dump('main').map((item) => ({ ...item, diary: planted, owner: { note: planted } })),
    );

    const zip = readZip(await exportOf(life));

    expect(zip.size).toBeGreaterThan(9);
    expect([...zip].filter(([, content]) => content.includes(planted)).map(([name]) => name)).toEqual([]);
  });
});
