/** The public status of a deletion, as a page and as JSON. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type World, world } from '../../support/world.ts';
import { askAtThreads, askInConsole, finish, type Person, settled } from '../eraser/person.ts';
import { outcomeOf } from '../steps.ts';

let w: World;
let ada: Person;
beforeEach(async () => {
  w = world();
  ada = await settled(w);
});

const page = (code: string) => w.call('GET', `/deletion/${code}`, { headers: { 'sec-fetch-site': 'cross-site' } });
const json = (code: string) => w.call('GET', `/v1/deletions/${code}`);

describe('GET /deletion/{code}', () => {
  it('T4.8 T9.10 says what was erased, what is kept until when, and what only the person can do', async () => {
    const code = await askInConsole(ada);
    const first = await page(code);
    await finish(w, code);
    const last = await page(code);

    expect([first.status, last.status]).toEqual([200, 200]);
    expect(first.text).toContain('<h1>Your request is being carried out</h1>');
    expect(last.text).toContain('<h1>Deleted</h1>');
    expect(last.text).toContain('<b>4</b> posts');
    expect(last.text).toMatch(/encrypted backups .* <span class="soft">until 2026-12-28<\/span>/);
    expect(last.text).toMatch(/receipt.*until 2027-12-28/);
    expect(last.text).toContain('Posts that went out stay where they were published.');
    expect(last.text).toContain('remove it there');
  });

  it('T4.8 holds no personal data in any state', async () => {
    const code = await askInConsole(ada);
    const texts = [(await page(code)).text, (await json(code)).text];
    for (let i = 0; i < 3; i += 1) {
      await w.deliverOne('erase');
      texts.push((await page(code)).text, (await json(code)).text);
    }

    for (const text of texts) expect(ada.traces.filter((trace) => text.includes(trace))).toEqual([]);
    expect(texts.join()).not.toMatch(/usr_|con_|ada\.paints|Bridges|Out:/);
  });

  it('is a page of its own: no script, no inline style, no cookie, no search engine', async () => {
    const { text, cookies, headers } = await page(await askInConsole(ada));

    expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=|https?:\/\/(?!postora)/);
    expect(text).toContain('<meta name="robots" content="noindex, nofollow">');
    expect(cookies).toEqual([]);
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  });

  it('looks again by itself until it has ended', async () => {
    const code = await askInConsole(ada);
    const open = await page(code);
    await finish(w, code);

    expect(open.text).toContain('http-equiv="refresh"');
    expect((await page(code)).text).not.toContain('http-equiv="refresh"');
  });

  it('T4.8 does the same work for a code that nobody has, one that cannot be one, and a known one', async () => {
    const code = await askInConsole(ada);
    const traceOf = async (one: string) => {
      w.trace.length = 0;
      const { status } = await page(one);
      return { status, trace: [...w.trace] };
    };

    const [known, unknown, nonsense] = [await traceOf(code), await traceOf('A'.repeat(43)), await traceOf('x%3Cscript%3E')];

    expect([known.status, unknown.status, nonsense.status]).toEqual([200, 404, 404]);
    expect(unknown.trace).toEqual(known.trace);
    expect(nonsense.trace).toEqual(known.trace);
    expect((await page('x%3Cscript%3E')).text).not.toContain('script');
  });
});

describe('GET /v1/deletions/{code}', () => {
  it('tells a script the same as the page tells people', async () => {
    const code = await askInConsole(ada);
    await finish(w, code);

    expect((await json(code)).body).toMatchObject({
      object: 'deletion',
      code,
      state: 'done',
      door: 'console',
      extent: 'user',
      refusal: null,
      erased: expect.arrayContaining([{ kind: 'post', label: 'posts', count: 4 }]),
    });
    expect(outcomeOf(await json('A'.repeat(43)))).toBe('404 deletion_not_found');
  });

  it('says of a platform’s request that drafts stay with the account', async () => {
    w.clock.advance(2_000);
    const code = await askAtThreads(w, 'deletion', ada.remoteId);
    await finish(w, code);

    expect((await json(code)).body).toMatchObject({
      extent: 'connection',
      kept: expect.arrayContaining([expect.objectContaining({ what: expect.stringContaining('belong to your Postora account') })]),
    });
  });
});
