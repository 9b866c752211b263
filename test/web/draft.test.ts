import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem, noAnswer } from '../../web/src/api/problem.ts';
import { type Content, newPart } from '../../web/src/draft/content.ts';
import { openDraft, pauseMs } from '../../web/src/draft/draft.ts';
import { localCopies } from '../../web/src/draft/local-copy.ts';
import { addMedia, addPart, changeMedia, changePart } from '../../web/src/draft/parts.ts';
import { setUp, stored, text } from './draft-server.ts';
import { postId as id, linked, uploaded } from './support.ts';

const words = ({ parts }: Pick<Content, 'parts'>) => parts.map((part) => part.text);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe(openDraft, () => {
  it('creates the post once, after a pause, and forgets the local copy when the server has it', async () => {
    const { server, kept, open } = setUp();
    const draft = open();

    draft.edit(text('Good'));
    draft.edit(text('Good morning'));
    expect(kept.size).toBe(1);
    expect(server.creates).toBe(0);
    await vi.advanceTimersByTimeAsync(pauseMs);

    expect(pauseMs).toBeLessThanOrEqual(2000);
    expect(server).toMatchObject({ creates: 1, bodies: [{ text: 'Good morning', media: [], options: {}, replies: [], targets: [] }] });
    expect(draft.state().phase.kind).toBe('saved');
    expect(kept.size).toBe(0);
  });

  it('does not store an empty post', async () => {
    const { server, kept, open } = setUp();
    const draft = open();

    draft.edit(text('x'));
    draft.edit(text(' '));
    await vi.advanceTimersByTimeAsync(pauseMs);

    expect(server.creates).toBe(0);
    expect(kept.size).toBe(0);
  });

  it('saves what was written during a save with the next one, one call at a time', async () => {
    const { server, open } = setUp();
    const draft = open();
    let release: () => void = () => undefined;
    server.failures.push(() => new Promise<never>((resolve) => (release = () => (resolve as () => void)())));

    draft.edit(text('one'));
    await vi.advanceTimersByTimeAsync(pauseMs);
    draft.edit(text('one two'));
    await vi.advanceTimersByTimeAsync(pauseMs * 3);
    expect(server.bodies).toHaveLength(1);
    release();
    await vi.advanceTimersByTimeAsync(pauseMs);

    expect(server.stored?.post.text).toBe('one two');
    expect(server.creates).toBe(1);
    expect(draft.state().phase.kind).toBe('saved');
  });

  it('sends only what differs, so that a connection that is gone does not stop the text', async () => {
    const { server, open } = setUp(stored('old', 1, { targets: ['con_gone'] }));
    const draft = open();

    draft.edit(text('new'));
    await draft.flush();

    expect(server.bodies).toEqual([{ text: 'new' }]);
  });

  it('keeps the text in the browser while offline, and tries again by itself', async () => {
    const { server, kept, open } = setUp(stored('old'));
    const draft = open();
    server.failures.push(() => Promise.reject(noAnswer()));

    draft.edit(text('written in a tunnel'));
    await vi.advanceTimersByTimeAsync(pauseMs);
    expect(draft.state().phase.kind).toBe('failed');
    expect([...kept.values()].join()).toContain('written in a tunnel');
    await vi.advanceTimersByTimeAsync(5000);

    expect(server.stored?.post.text).toBe('written in a tunnel');
    expect(draft.state().phase.kind).toBe('saved');
  });

  it('restores what the browser kept', async () => {
    const { server, copies, open } = setUp(stored('old'));
    copies.write(id, { parts: [newPart('unsaved')], targets: [], etag: '"1"' });

    const draft = open();
    expect(draft.state()).toMatchObject({ content: { parts: [{ text: 'unsaved' }] }, isRestored: true });
    await vi.advanceTimersByTimeAsync(pauseMs);

    expect(server.stored?.post.text).toBe('unsaved');
  });

  it('shows both versions when the post was changed elsewhere, and saves nothing before the person chose', async () => {
    const { server, open } = setUp(stored('old'));
    const draft = open();
    server.stored = stored('theirs', 2);

    draft.edit(text('mine'));
    await vi.advanceTimersByTimeAsync(pauseMs);
    expect(draft.state().phase).toMatchObject({ kind: 'conflict', theirs: { post: { text: 'theirs' } } });
    draft.edit(text('mine, longer'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.stored.post.text).toBe('theirs');

    expect(await draft.keepMine()).toBe(true);
    expect(server.stored).toMatchObject({ etag: '"3"', post: { text: 'mine, longer' } });
  });

  it('takes the other version when asked', async () => {
    const { server, kept, open } = setUp(stored('old'));
    const draft = open();
    server.stored = stored('theirs', 2);
    draft.edit(text('mine'));
    await draft.flush();

    draft.takeTheirs();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(draft.state()).toMatchObject({ content: { parts: [{ text: 'theirs' }] }, phase: { kind: 'clean' } });
    expect(server.stored.post.text).toBe('theirs');
    expect(kept.size).toBe(0);
  });

  it('sees no conflict in its own change whose answer was lost', async () => {
    const { server, open } = setUp(stored('old'));
    const draft = open();
    server.failures.push(async () => {
      server.stored = stored('new', 2);
      throw noAnswer();
    });

    draft.edit(text('new'));
    await vi.advanceTimersByTimeAsync(pauseMs + 5000);

    expect(draft.state()).toMatchObject({ phase: { kind: 'saved' }, stored: { etag: '"2"' } });
  });

  it('saves parts and options like words, and only those that changed', async () => {
    const { server, open } = setUp(stored('one'));
    const draft = open();

    draft.edit((content) => addPart(content, newPart('two')));
    await draft.flush();
    draft.edit((content) => changePart(content, content.parts[0]!.key, { options: { topic_tag: 'bread' } }));
    await draft.flush();

    expect(server.bodies).toEqual([{ replies: [{ text: 'two', media: [], options: {} }] }, { options: { topic_tag: 'bread' } }]);
    expect(draft.state().phase.kind).toBe('saved');
  });

  it('tells the server of a file once it is there, not before', async () => {
    const { server, kept, open } = setUp();
    const draft = open();
    const coming = { ...linked(''), key: 'file', isComing: true };

    draft.edit((content) => addMedia(content, content.parts[0]!.key, [coming]));
    await vi.advanceTimersByTimeAsync(pauseMs);
    expect(server.creates).toBe(0);
    expect(kept.size).toBe(0);
    draft.edit((content) => changeMedia(content, 'file', { ...uploaded('A'), alt: 'Rye bread', isComing: false }));
    await vi.advanceTimersByTimeAsync(pauseMs);

    expect(server.bodies).toMatchObject([{ text: '', media: [{ media_id: uploaded('A').media_id, alt: 'Rye bread' }] }]);
  });

  it('does not save again and again what the server keeps in a form of its own', async () => {
    const { server, open } = setUp(stored('old'));
    const draft = open();
    server.failures.push(async () => {
      throw noAnswer();
    });

    draft.edit((content) =>
      addMedia(content, content.parts[0]!.key, [{ ...linked('https://example.org/a.jpg'), key: 'k', isComing: false }]),
    );
    await vi.advanceTimersByTimeAsync(60_000);

    // This server forgets media; the console believes its answer until the next change.
    expect(server.bodies).toHaveLength(2);
    expect(draft.state().phase.kind).toBe('saved');
  });

  it('stops when the post cannot be changed any more, and keeps the text', async () => {
    const { server, kept, open } = setUp(stored('old'));
    const draft = open();
    server.failures.push(() => Promise.reject(new ApiProblem(409, 'post_locked', 'It is out.')));

    draft.edit(text('too late'));
    await vi.advanceTimersByTimeAsync(60_000);

    expect(draft.state().phase.kind).toBe('locked');
    expect(server.bodies).toHaveLength(1);
    expect([...kept.values()].join()).toContain('too late');
  });
});

describe(localCopies, () => {
  it('brings back parts, media and options, but no file that was still on its way', () => {
    const { copies } = setUp();
    const media = [
      { ...uploaded('A', { alt: 'Rye bread' }), key: 'a', isComing: false },
      { ...linked('https://example.org/b.png'), key: 'b', isComing: false },
      { ...linked(''), key: 'c', isComing: true },
    ];
    const first = { ...newPart('one'), media, options: { poll: ['yes', 'no'], reply_audience: 'followers_only' as const } };

    copies.write('new', { parts: [first, newPart('two')], targets: ['con_1'], etag: '"7"' });

    const copy = copies.read('new')!;
    expect(words(copy)).toEqual(['one', 'two']);
    expect(copy.parts[0]).toMatchObject({ media: [{ alt: 'Rye bread' }, { url: 'https://example.org/b.png' }], options: first.options });
    expect(copy.parts[0]?.media).toHaveLength(2);
    expect(copy).toMatchObject({ targets: ['con_1'], etag: '"7"' });
  });

  it('still reads a copy from before there were parts', () => {
    const { kept, copies } = setUp();
    kept.set('postora.draft.usr_1.new', JSON.stringify({ text: 'Old words', targets: ['con_1'], etag: '' }));

    const copy = copies.read('new')!;

    expect(words(copy)).toEqual(['Old words']);
    expect(copy.parts[0]).toMatchObject({ media: [], options: {} });
  });

  it('keeps the words even where the rest of a copy cannot be read', () => {
    const { kept, copies } = setUp();
    const part = { text: 'Words', media: [{ kind: 'hologram' }], options: { topic_tag: 7 } };
    kept.set('postora.draft.usr_1.new', JSON.stringify({ parts: [part, 'nonsense'], targets: [], etag: '' }));

    expect(copies.read('new')?.parts).toMatchObject([{ text: 'Words', media: [], options: {} }]);
  });

  it('shows nobody another person’s text, and survives nonsense in the storage', () => {
    const { kept, copies } = setUp();
    copies.write('new', { parts: [newPart('secret')], targets: [], etag: '' });
    const memory = { getItem: (key: string) => kept.get(key) ?? null, setItem: () => undefined, removeItem: () => undefined };

    expect(localCopies(memory, 'usr_2').read('new')).toBeUndefined();
    kept.set('postora.draft.usr_1.new', '{"text":1}');
    expect(copies.read('new')).toBeUndefined();
    kept.set('postora.draft.usr_1.new', 'not json');
    expect(copies.read('new')).toBeUndefined();
  });
});
