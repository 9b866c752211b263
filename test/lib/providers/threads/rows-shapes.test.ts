/** Rows of media, and of objects that are not what they seem: produced by the simulator, told by the provider. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Content } from '../../../../lib/core/provider.ts';
import type { NewFault } from '../../../../local/threads/faults/fault.ts';
import { prepareFully, readyMemo, textContent } from '../../../contract/provider-setup.ts';
import { account, simulatedThreads } from '../simulated-threads.ts';

async function open() {
  const setup = await simulatedThreads();
  onTestFinished(() => setup.close());
  const [one, two] = setup.images;
  const image: Content = { text: 'A bridge', media: [{ kind: 'image', url: one, alt: '' }], options: {} };
  const carousel: Content = { ...image, media: [...image.media, { kind: 'image', url: two, alt: '' }] };
  const video: Content = { ...image, media: [{ kind: 'video', url: setup.video, alt: '' }] };
  const fault = (fault: NewFault) => void setup.simulator.control.addFault(fault);
  return { ...setup, token: setup.mint(), image, carousel, video, fault, setup };
}

describe('media', () => {
  it('E11-04 children that are refused are lost, and made anew they are taken', async () => {
    const { setup, token, carousel, fault } = await open();
    fault({ name: 'children_refused', times: 1 });

    const first = await prepareFully(setup, token, carousel);
    const second = await prepareFully(setup, token, carousel);

    expect(first).toMatchObject({ kind: 'gone', failure: { code: 'carousel_refused', provider: { subcode: 4279004 } } });
    expect(second.kind).toBe('ready');
  });

  it('E11-08 F12-07 media that Threads could not fetch is tried anew, and a while later it works', async () => {
    const { setup, token, image, fault } = await open();
    fault({ name: 'media_download_failed', times: 1 });

    const first = await prepareFully(setup, token, image);
    const second = await prepareFully(setup, token, image);

    expect(first).toMatchObject({ kind: 'gone', failure: { code: 'media_download_failed', provider: { subcode: 2207052 } } });
    expect(second.kind).toBe('ready');
  });

  it('F12-07 a video that could not be fetched is seen in its status, and tried anew', async () => {
    const { setup, token, video, fault } = await open();
    fault({ name: 'media_download_failed', times: 1 });

    const first = await prepareFully(setup, token, video);
    const second = await prepareFully(setup, token, video);

    expect(first).toMatchObject({ kind: 'gone', failure: { code: 'media_download_failed' } });
    expect(second.kind).toBe('ready');
  });

  it('F12-08 ERROR/UNKNOWN is tried anew, and names the file in the end', async () => {
    const { setup, token, image, fault } = await open();
    fault({ name: 'container_error' });

    expect(await prepareFully(setup, token, image)).toMatchObject({ kind: 'gone', failure: { code: 'media_refused' } });
  });
});

describe('objects that are not what they seem', () => {
  it('E11-19 a post is never taken for a container: its status cannot be read, and the list tells the truth', async () => {
    const { setup, provider, token, now, advance } = await open();
    const content = textContent('Bridges in the rain');
    const memo = await readyMemo(setup, token, content);
    const sentAt = now();
    const sent = await provider.send(token, memo);
    if (sent.kind !== 'sent') throw new Error(sent.kind);
    await advance(5_000);
    const asPost = { ...memo, container_id: sent.remoteId };

    const looked = await provider.prepare(token, { content, memo: asPost, polls: 1, now: now() });
    const found = await provider.find(token, { memo: asPost, content, sentAt, since: sentAt, now: now(), isAlone: true });

    expect(['waiting', 'gone']).toContain(looked.kind);
    expect(found).toMatchObject({ kind: 'published', remoteId: sent.remoteId });
  });

  it('E11-18 a post that is gone is gone only for a token that is good', async () => {
    const { setup, provider, token, simulator } = await open();
    const content = textContent('Bridges in the rain');
    const sent = await provider.send(token, await readyMemo(setup, token, content));
    if (sent.kind !== 'sent') throw new Error(sent.kind);
    simulator.control.removePost(sent.remoteId);

    const gone = await provider.readBack(token, sent.remoteId, content);
    await simulator.control.revoke(account);
    const unclear = await provider.readBack(token, sent.remoteId, content);

    expect(gone).toEqual({ kind: 'gone' });
    expect(unclear).toMatchObject({ kind: 'unclear' });
  });

  it('E11-14 a token that cannot be read asks for a new connection', async () => {
    const { provider, now } = await open();

    const begun = await provider.prepare('THAAnotATokenAtAll', { content: textContent('x'), polls: 0, now: now() });

    expect(begun).toMatchObject({ kind: 'rejected', failure: { code: 'reconnect_needed', provider: { code: 190 } } });
  });
});
