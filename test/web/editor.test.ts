import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MediaView } from '../../lib/core/media-api.ts';
import type { Stored } from '../../web/src/api/calls.ts';
import { noAnswer } from '../../web/src/api/problem.ts';
import { openDraft } from '../../web/src/draft/draft.ts';
import { type Editor, leftEditors, takeArrivals } from '../../web/src/draft/editor.ts';
import { localCopies } from '../../web/src/draft/local-copy.ts';
import { addMedia } from '../../web/src/draft/parts.ts';
import { openUploads } from '../../web/src/media/uploads.ts';
import { linked, postId, stored, uploaded } from './support.ts';

const memory = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
const ready = { id: uploaded('A').media_id, state: 'ready', kind: 'image', sha256: 'a', url: uploaded('A').url } as MediaView;
const address = { url: '', method: 'PUT' as const, headers: {}, expires_at: '' };

/** An editor with one file on its way; `arrive` lets it come, `breakOff` does not. */
function setUp() {
  const bodies: unknown[] = [];
  let present: Stored = stored({ text: 'one' });
  const draft = openDraft({
    now: () => new Date(),
    api: {
      create: async () => present,
      change: async (_, __, body) => {
        bodies.push(body);
        present = stored({ text: 'one', media: [uploaded('A')] }, 2);
        return present;
      },
      read: async () => present,
    },
    copies: localCopies(memory, 'usr_1'),
    stored: present,
    onStored: () => undefined,
  });
  const { promise, resolve: arrive, reject } = Promise.withResolvers<void>();
  const uploads = openUploads({
    hash: async () => 'a',
    start: async () => ({ ...ready, upload: address }),
    put: () => promise,
    look: async () => ready,
    pause: async () => undefined,
  });
  const editor: Editor = { draft, uploads, onCreated: undefined };
  draft.edit((content) => addMedia(content, content.parts[0]!.key, [{ ...linked(''), key: 'file', isComing: true }]));
  uploads.add('file', new File(['x'], 'rye.png', { type: 'image/png' }));
  const outcomes: string[] = [];
  return { editor, bodies, arrive, breakOff: () => reject(noAnswer()), outcomes, left: leftEditors((outcome) => outcomes.push(outcome)) };
}
const settle = () => vi.advanceTimersByTimeAsync(10_000);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe(leftEditors, () => {
  it('goes on with a file after its editor was left, and saves the post with it', async () => {
    const { editor, bodies, arrive, outcomes, left } = setUp();

    left.leave(editor);
    expect(left.isBusy()).toBe(true);
    arrive();
    await settle();

    expect(bodies).toEqual([{ media: [{ media_id: uploaded('A').media_id, alt: '' }] }]);
    expect(outcomes).toEqual(['added']);
    expect(left.find(postId)).toBeUndefined();
    expect(left.isBusy()).toBe(false);
  });

  it('gives the same editor back to whoever returns, and then leaves the rest to them', async () => {
    const { editor, bodies, arrive, outcomes, left } = setUp();

    left.leave(editor);
    expect(left.find(postId)).toBe(editor);
    left.show(editor);
    expect(left.find(postId)).toBeUndefined();
    arrive();
    await settle();
    expect(bodies).toEqual([]);
    takeArrivals(editor);
    await settle();

    expect(bodies).toHaveLength(1);
    expect(outcomes).toEqual([]);
  });

  it('keeps an editor whose file waits for the person', async () => {
    const { editor, breakOff, outcomes, left } = setUp();

    left.leave(editor);
    breakOff();
    await settle();

    expect(outcomes).toEqual(['stuck']);
    expect(left.find(postId)).toBe(editor);
    expect(left.isBusy()).toBe(false);
  });

  it('stops everything when somebody signs out', async () => {
    const { editor, bodies, arrive, outcomes, left } = setUp();

    left.leave(editor);
    left.stopAll();
    arrive();
    await settle();

    expect(editor.uploads.state().size).toBe(0);
    expect(bodies).toEqual([]);
    expect(outcomes).toEqual([]);
  });
});
