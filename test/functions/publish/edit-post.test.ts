/** Editing a post: the version, what an edit voids, and what cannot be changed any more. */
import { describe, expect, it } from 'vitest';
import { world } from '../../support/world.ts';
import { approve, edit, outcomeOf, postOf, readPost, withApproved, withDraft } from '../steps.ts';

describe('PATCH /v1/posts/{post_id}', () => {
  it('changes what is named, leaves the rest, and gives a new version', async () => {
    const { browser, post, connectionId } = await withDraft(world());

    const answer = await edit(browser, post, { text: 'Changed.' });

    expect(postOf(answer)).toMatchObject({ text: 'Changed.', targets: [connectionId], etag: '"2"' });
    expect(postOf(answer).hash).not.toBe(post.hash);
    expect((await readPost(browser, post.id)).text).toBe('Changed.');
  });

  it.each([[undefined], ['1'], ['W/"1"'], ['*'], ['"x"'], ['"1", "2"'], ['"-1"'], ['']])(
    'wants to know the version: If-Match %s is refused',
    async (given) => {
      const { browser, post } = await withDraft(world());

      const answer = await browser.request('PATCH', `/v1/posts/${post.id}`, { body: { text: 'x' }, headers: { 'if-match': given } });

      expect(outcomeOf(answer)).toBe('428 if_match_required');
    },
  );

  it.each(['"0"', '"2"', '"999999999"'])('refuses another version than the stored one: %s', async (etag) => {
    const w = world();
    const { browser, post } = await withDraft(w);
    const before = w.stored();

    const answer = await edit(browser, { ...post, etag }, { text: 'Changed.' });

    expect(outcomeOf(answer)).toBe('412 version_conflict');
    expect(w.stored()).toBe(before);
  });

  it('of 20 edits of one version at the same time one wins', async () => {
    const { browser, post } = await withDraft(world());

    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => edit(browser, post, { text: `Edit ${i}` })));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
  });

  it('voids the approval and stops what was not sent yet', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);

    const edited = postOf(await edit(browser, await readPost(browser, post.id), { text: 'Something else.' }));
    await w.deliver('publish');

    expect(edited).toMatchObject({ status: 'draft', approval: null, publications: [{ state: 'canceled' }] });
    expect(w.platform.calls).toMatchObject({ prepare: 0, send: 0 });
  });

  it('an edit back to the approved text does not bring the stopped publication back', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    const once = postOf(await edit(browser, post, { text: 'Something else.' }));

    const back = postOf(await edit(browser, once, { text: post.text }));
    await w.deliver('publish');

    expect(back).toMatchObject({ hash: post.hash, status: 'canceled' });
    expect(w.platform.posts).toEqual([]);
  });

  it('changing the targets voids it just the same', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);

    const edited = postOf(await edit(browser, post, { targets: [] }));
    await w.deliver('publish');

    expect(edited).toMatchObject({ status: 'draft', publications: [{ state: 'canceled' }] });
    expect(w.platform.posts).toEqual([]);
  });

  it('an edit that changes nothing keeps the approval', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);

    await edit(browser, post, { text: post.text });
    await w.deliver('publish');

    expect((await readPost(browser, post.id)).status).toBe('published');
  });

  it('refuses to change what is out', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    await w.deliver('publish');

    const answer = await edit(browser, post, { text: 'Changed.' });

    expect(outcomeOf(answer)).toBe('409 post_locked');
  });

  it('refuses to change what is just being sent', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    const outcomes: string[] = [];
    w.platform.whileSending = async () => {
      outcomes.push(outcomeOf(await edit(browser, post, { text: 'Changed.' })));
      outcomes.push(outcomeOf(await browser.request('POST', `/v1/posts/${post.id}/cancel`)));
      outcomes.push(outcomeOf(await browser.request('DELETE', `/v1/posts/${post.id}`)));
      outcomes.push(outcomeOf(await approve(browser, post)));
    };

    await w.deliver('publish');

    expect(outcomes).toEqual(['409 post_locked', '409 already_publishing', '409 post_locked', '409 already_approved']);
    expect(w.platform.posts).toHaveLength(1);
  });
});
