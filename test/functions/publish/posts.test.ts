/** Writing posts: create, delete, cancel, validate. Editing is in edit-post.test.ts, listing in list-posts.test.ts. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anId } from '../../support/builders.ts';
import { world } from '../../support/world.ts';
import { hashOf } from '../route-samples.ts';
import { approve, connect, outcomeOf, postOf, problemOf, readPost, signIn, withApproved, withDraft, write } from '../steps.ts';

describe('POST /v1/posts', () => {
  it('stores the text byte for byte, and says what an approval must name', async () => {
    const w = world();
    const browser = await signIn(w);
    const text = '  two blanks, CRLF\r\n“quotes” 👩‍👩‍👧 e\u0301 \u0000 end  ';

    const answer = await browser.request('POST', '/v1/posts', { body: { text, targets: [] } });

    expect(answer.status).toBe(201);
    expect(answer.headers['etag']).toBe('"1"');
    expect(postOf(answer)).toMatchObject({
      text,
      status: 'draft',
      approval: null,
      publications: [],
      is_editable: true,
      hash: hashOf(text, []),
    });
  });

  it('takes each target once, in any order', async () => {
    const w = world();
    const browser = await signIn(w);
    const [a, b] = [await connect(w, browser, { remoteId: '1' }), await connect(w, browser, { remoteId: '2' })];

    const [first, second] = [await write(browser, [a, b]), await write(browser, [b, a, b])];

    expect(first.hash).toBe(second.hash);
  });

  it('T6.1 refuses a connection of somebody else like one that does not exist', async () => {
    const w = world();
    const { connectionId } = await withDraft(w);
    const eve = await signIn(w, 'eve@example.org');

    const answers = [connectionId, anId('con', 77)].map((id) => eve.request('POST', '/v1/posts', { body: { text: 'x', targets: [id] } }));

    const [foreign, missing] = (await Promise.all(answers)).map((answer) => ({
      outcome: outcomeOf(answer),
      errors: problemOf(answer).errors,
    }));
    expect(foreign).toEqual({ outcome: '422 validation_failed', errors: [expect.objectContaining({ pointer: '#/targets/0' })] });
    expect(missing).toEqual(foreign);
  });

  it('points at the target that is wrong as the caller sent it', async () => {
    const w = world();
    const { browser, connectionId } = await withDraft(w);

    const answer = await browser.request('POST', '/v1/posts', { body: { text: 'x', targets: [connectionId, anId('con', 0)] } });

    expect(problemOf(answer).errors).toEqual([expect.objectContaining({ pointer: '#/targets/1' })]);
  });

  it.each(['\ud800', 'before \udfff after'])(
    'I3 refuses half a character: no form carries it unchanged, so what goes out would not be what was approved: %j',
    async (text) => {
      const browser = await signIn(world());

      const answer = await browser.request('POST', '/v1/posts', { body: { text, targets: [] } });

      expect(answer.status).toBe(400);
    },
  );
});

describe('DELETE /v1/posts/{post_id}', () => {
  it('deletes a draft', async () => {
    const { browser, post } = await withDraft(world());

    const answer = await browser.request('DELETE', `/v1/posts/${post.id}`);

    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await browser.request('GET', `/v1/posts/${post.id}`)).status).toBe(404);
  });

  it('keeps the record of what was ever approved', async () => {
    const { browser, post } = await withApproved(world());
    await browser.request('POST', `/v1/posts/${post.id}/cancel`);

    const answer = await browser.request('DELETE', `/v1/posts/${post.id}`);

    expect(outcomeOf(answer)).toBe('409 post_locked');
    expect((await readPost(browser, post.id)).status).toBe('canceled');
  });

  it('I2 a post that is approved at the same moment is not lost from sight', async () => {
    const w = world();
    const { browser, post } = await withDraft(w);
    w.hooks.beforeCommit = async () => {
      w.hooks.beforeCommit = async () => undefined;
      await approve(browser, post);
    };

    await browser.request('DELETE', `/v1/posts/${post.id}`);
    const publications = w.dump('main').filter(({ kind }) => kind === 'publication');
    const posts = w.dump('main').filter(({ kind }) => kind === 'post');

    expect({ publications: publications.length, posts: posts.length }).toEqual({ publications: 1, posts: 1 });
  });
});

describe('POST /v1/posts/{post_id}/cancel', () => {
  it('stops what has not gone out, and a new approval may start it again', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);

    const canceled = await browser.request('POST', `/v1/posts/${post.id}/cancel`);
    await w.deliver('publish');
    const sentWhileCanceled = w.platform.posts.length;
    await approve(browser, post);
    await w.deliver('publish');

    expect(postOf(canceled).status).toBe('canceled');
    expect(sentWhileCanceled).toBe(0);
    expect(w.platform.posts).toHaveLength(1);
  });

  it('stops it in the middle of being prepared', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.platform.next.prepare.push({ kind: 'waiting', memo: { container: 'c' }, waitMs: 60_000 });
    await w.deliverOne('publish');

    const canceled = await browser.request('POST', `/v1/posts/${post.id}/cancel`);
    await w.deliver('publish');

    expect(postOf(canceled).status).toBe('canceled');
    expect(w.platform.calls.send).toBe(0);
  });

  it.each(['draft', 'published'])('refuses when nothing is left that could be stopped: a %s post', async (which) => {
    const w = world();
    const { browser, post } = which === 'draft' ? await withDraft(w) : await withApproved(w);
    await w.deliver('publish');

    const answer = await browser.request('POST', `/v1/posts/${post.id}/cancel`);

    expect(outcomeOf(answer)).toBe('409 already_publishing');
  });
});

describe('POST /v1/posts/validate', () => {
  const validate = async (text: string) => {
    const { body } = await (await signIn(world())).request('POST', '/v1/posts/validate', { body: { text, targets: [] } });
    return z
      .object({ valid: z.boolean(), errors: z.array(z.object({ code: z.string() })), warnings: z.array(z.object({ code: z.string() })) })
      .parse(body);
  };

  it.each([
    ['Bridges in the rain.', true, [], []],
    ['', false, ['text_empty'], []],
    ['x'.repeat(501), false, ['text_too_long'], []],
    ['日'.repeat(200), true, [], ['text_maybe_too_long']],
  ])('finds what the publisher would find: %#', async (text, valid, errors, warnings) => {
    const found = await validate(text);

    expect(found.valid).toBe(valid);
    expect(found.errors.map(({ code }) => code)).toEqual(errors);
    expect(found.warnings.map(({ code }) => code)).toEqual(warnings);
  });

  it('stores nothing', async () => {
    const w = world();
    const browser = await signIn(w);
    const before = w.stored();

    await browser.request('POST', '/v1/posts/validate', { body: { text: 'x', targets: [] } });

    expect(w.stored()).toBe(before);
  });
});
