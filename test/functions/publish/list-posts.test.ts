/** Listing posts, page by page. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anId } from '../../support/builders.ts';
import { world } from '../../support/world.ts';
import { outcomeOf, signIn, withDraft, write } from '../steps.ts';

const listSchema = z.object({ data: z.array(z.object({ id: z.string() })), has_more: z.boolean(), next_cursor: z.nullable(z.string()) });

describe('GET /v1/posts', () => {
  it('T6.6 lists all posts once, newest first, in pages that stay put while new ones are written', async () => {
    const w = world();
    const browser = await signIn(w);
    const written: string[] = [];
    for (let i = 0; i < 25; i += 1) {
      w.clock.advance(1);
      written.unshift((await write(browser, [], `Post ${i}`)).id);
    }
    const seen: string[] = [];
    let after = '';
    const sizes: number[] = [];

    do {
      const { body } = await browser.request('GET', `/v1/posts?limit=10${after}`);
      const page = listSchema.parse(body);
      seen.push(...page.data.map(({ id }) => id));
      sizes.push(page.data.length);
      expect(page.has_more).toBe(page.next_cursor !== null);
      after = page.next_cursor === null ? '' : `&after=${page.next_cursor}`;
      w.clock.advance(1);
      await write(browser, [], 'written meanwhile');
    } while (after !== '');

    expect(seen).toEqual(written);
    expect(sizes.slice(0, 3)).toEqual([10, 10, 5]);
  });

  it('gives twenty unless told otherwise, at most a hundred', async () => {
    const w = world();
    const browser = await signIn(w);
    for (let i = 0; i < 21; i += 1) await write(browser, [], `Post ${i}`);

    const { body } = await browser.request('GET', '/v1/posts');

    expect(listSchema.parse(body).data).toHaveLength(20);
    expect((await browser.request('GET', '/v1/posts?limit=100')).status).toBe(200);
  });

  it.each([
    'limit=0',
    'limit=101',
    'limit=-1',
    'limit=1e2',
    'limit=10&limit=20',
    'limit=',
    'after=x',
    'after=con_1',
    `after=${anId('usr')}`,
  ])('T6.10 refuses ?%s', async (query) => {
    const browser = await signIn(world());

    const answer = await browser.request('GET', `/v1/posts?${query}`);

    expect(outcomeOf(answer)).toBe('400 invalid_request');
  });

  it('T6.1 shows nobody the posts of somebody else', async () => {
    const w = world();
    const { post } = await withDraft(w);
    const eve = await signIn(w, 'eve@example.org');

    const { body } = await eve.request('GET', `/v1/posts?after=${post.id}`);

    expect(body).toMatchObject({ data: [] });
  });
});
