/** Every shape of content that a provider says it can publish: exactly as approved, found again, read back. */
import { expect, it } from 'vitest';
import type { Content } from '../../lib/core/provider.ts';
import { type Capability, type ProviderName, providerFacts } from '../../lib/core/provider.ts';
import { connect, findInput, type ProviderSetup, prepareFully, publish, readyMemo, type Shown, textContent } from './provider-setup.ts';

type Get = () => ProviderSetup;
type Shape = { needs: Capability; name: string; content: (setup: ProviderSetup) => Content; shown: Omit<Shown, 'id'> };

const text = 'Bridges in the rain, first sketch.';
const alone = { itemCount: 0, altTexts: [], text } as const;

const shapes: readonly Shape[] = [
  { needs: 'text', name: 'a text', content: () => textContent(text), shown: { ...alone, kind: 'text' } },
  {
    needs: 'image',
    name: 'an image with its description',
    content: ({ images }) => ({ text, media: [{ kind: 'image', url: images[0], alt: 'A bridge' }], options: {} }),
    shown: { text, kind: 'image', itemCount: 1, altTexts: ['A bridge'] },
  },
  {
    needs: 'video',
    name: 'a video without a description',
    content: ({ video }) => ({ text, media: [{ kind: 'video', url: video, alt: '' }], options: {} }),
    shown: { text, kind: 'video', itemCount: 1, altTexts: [''] },
  },
  {
    needs: 'carousel',
    name: 'a carousel in the order given',
    content: ({ images: [first, second], video }) => ({
      text,
      media: [
        { kind: 'image', url: second, alt: 'Second bridge' },
        { kind: 'video', url: video, alt: 'A train' },
        { kind: 'image', url: first, alt: '' },
      ],
      options: {},
    }),
    shown: { text, kind: 'carousel', itemCount: 3, altTexts: ['Second bridge', 'A train', ''] },
  },
  {
    needs: 'poll',
    name: 'a poll',
    content: () => ({ text, media: [], options: { poll: ['Stone', 'Steel', 'Rope'] } }),
    shown: { ...alone, kind: 'text', poll: ['Stone', 'Steel', 'Rope'] },
  },
];

const can = (name: ProviderName, capability: Capability): boolean => providerFacts[name].capabilities.includes(capability);

export function everyShape(name: ProviderName, get: Get): void {
  const known = shapes.filter(({ needs }) => can(name, needs));

  it.each(known)('shows nothing of $name before send, and exactly what was approved after it', async ({ content, shown }) => {
    const setup = get();
    const token = await connect(setup);
    const memo = await readyMemo(setup, token, content(setup));
    const before = setup.visible();

    const sent = await setup.provider.send(token, memo);

    expect(before).toEqual([]);
    expect(setup.visible()).toEqual([{ id: sent.kind === 'sent' ? sent.remoteId : 'not sent', ...shown }]);
  });

  it.each(known)('finds $name again when the answer was lost', async ({ content }) => {
    const setup = get();
    const token = await connect(setup);
    const input = { content: content(setup), memo: await readyMemo(setup, token, content(setup)), sentAt: setup.now() };
    setup.loseNextAnswer();

    const sent = await setup.provider.send(token, input.memo);
    await setup.advance(5_000);
    const found = await setup.provider.find(token, findInput(setup, input));

    expect(sent.kind).toBe('unknown');
    expect(found).toMatchObject({ kind: 'published', remoteId: setup.visible()[0]?.id });
    expect(setup.visible()).toHaveLength(1);
  });

  it.each(known)('reads back $name: its address, its words and the number of its items', async ({ content, shown }) => {
    const setup = get();
    const token = await connect(setup);
    const id = await publish(setup, token, content(setup));

    const read = await setup.provider.readBack(token, id, content(setup));

    const permalink = expect.stringMatching(/^https?:\/\//);
    expect(read).toEqual({ kind: 'shown', permalink, isSameText: true, itemCount: shown.itemCount });
  });

  it.each(known)('makes one whole of $name although every second request is cut', async ({ content, shown }) => {
    const setup = get();
    const token = await connect(setup);
    let calls = 0;
    const cutSome = () => {
      calls += 1;
      if (calls % 2 === 1) setup.cutNextRequest();
    };

    const memo = await readyMemo(setup, token, content(setup), cutSome);
    await setup.provider.send(token, memo);

    expect(setup.visible()).toMatchObject([shown]);
  });

  it.each(known)('makes one whole of $name although the first answer is lost', async ({ content, shown }) => {
    const setup = get();
    const token = await connect(setup);
    setup.loseNextAnswer();

    const memo = await readyMemo(setup, token, content(setup));
    await setup.provider.send(token, memo);

    expect(setup.visible()).toMatchObject([shown]);
  });

  if (can(name, 'image')) mediaAlone(get);
  if (can(name, 'quote')) quotes(get);
  if (can(name, 'chain')) chains(get);
}

function mediaAlone(get: Get): void {
  it('takes no other post for an image that has no words', async () => {
    const setup = get();
    const token = await connect(setup);
    const content: Content = { text: '', media: [{ kind: 'image', url: setup.images[0], alt: '' }], options: {} };
    await publish(setup, token, content);
    const input = { content, memo: await readyMemo(setup, token, content), sentAt: setup.now() };
    setup.loseNextAnswer();

    await setup.provider.send(token, input.memo);
    await setup.advance(5_000);
    const found = await setup.provider.find(token, findInput(setup, input));

    expect(setup.visible()).toHaveLength(2);
    expect(['published', 'unclear']).toContain(found.kind);
    expect([undefined, setup.visible()[0]?.id]).toContain(found.kind === 'published' ? found.remoteId : undefined);
  });
}

function quotes(get: Get): void {
  it('quotes a post, and finds the quote, not a plain post with the same words', async () => {
    const setup = get();
    const token = await connect(setup);
    const quotePostId = await publish(setup, token, textContent('Quoted'));
    const content: Content = { text, media: [], options: { quotePostId } };
    const input = { content, memo: await readyMemo(setup, token, content), sentAt: setup.now() };
    const plainMemo = await readyMemo(setup, token, textContent(text));
    await setup.provider.send(token, plainMemo);
    setup.loseNextAnswer();

    await setup.provider.send(token, input.memo);
    await setup.advance(5_000);
    const found = await setup.provider.find(token, findInput(setup, input));

    expect(setup.visible()[0]).toMatchObject({ text, quoted: quotePostId });
    expect(found).toMatchObject({ kind: 'published', remoteId: setup.visible()[0]?.id });
  });
}

function chains(get: Get): void {
  it('puts each part of a chain under the one before', async () => {
    const setup = get();
    const token = await connect(setup);

    const first = await publish(setup, token, textContent('One'));
    const second = await publish(setup, token, { ...textContent('Two'), replyTo: first });
    const third = await publish(setup, token, { ...textContent('Three'), replyTo: second });

    const shown = setup.visible().map(({ id, text: words, replyTo }) => ({ id, words, replyTo }));
    expect(shown).toEqual([
      { id: third, words: 'Three', replyTo: second },
      { id: second, words: 'Two', replyTo: first },
      { id: first, words: 'One', replyTo: undefined },
    ]);
  });

  it('finds a part whose answer was lost, and not its parent with the same words', async () => {
    const setup = get();
    const token = await connect(setup);
    const content = { ...textContent(text), replyTo: await publish(setup, token, textContent(text)) };
    const input = { content, memo: await readyMemo(setup, token, content), sentAt: setup.now() };
    setup.loseNextAnswer();

    await setup.provider.send(token, input.memo);
    await setup.advance(5_000);
    const found = await setup.provider.find(token, findInput(setup, input));

    expect(setup.visible()).toHaveLength(2);
    expect(found).toMatchObject({ kind: 'published', remoteId: setup.visible()[0]?.id });
  });

  it('does not go on below a part that was taken down', async () => {
    const setup = get();
    const token = await connect(setup);
    const replyTo = await publish(setup, token, textContent('One'));
    setup.remove(replyTo);

    const answer = await prepareFully(setup, token, { ...textContent('Two'), replyTo });

    expect(answer).toMatchObject({ kind: 'rejected', failure: { code: 'reply_parent_gone' } });
    expect(setup.visible()).toEqual([]);
  });
}
