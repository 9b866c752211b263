import { describe, expect, it } from 'vitest';
import type { MediaInput, MediaView } from '../../lib/core/media-api.ts';
import type { StartedUpload } from '../../web/src/api/calls.ts';
import { ApiProblem, noAnswer } from '../../web/src/api/problem.ts';
import { contentOf } from '../../web/src/draft/content.ts';
import { addMedia } from '../../web/src/draft/parts.ts';
import { judgeFile } from '../../web/src/media/accept.ts';
import { attachArrived, factsOf, isUnderWay } from '../../web/src/media/attach.ts';
import { openUploads, type UploadPorts } from '../../web/src/media/uploads.ts';
import { linked } from './support.ts';

const photo = (name = 'bread.jpg', type = 'image/jpeg') => new File(['bytes'], name, { type });
const view = (change: Partial<MediaView> = {}): MediaView => ({
  object: 'media',
  id: 'med_01KAVQ3N7Z5W8XJ2M4P6R9T0B1',
  state: 'uploading',
  kind: 'image',
  content_type: 'image/jpeg',
  size_bytes: 5,
  sha256: 'a'.repeat(64),
  filename: 'bread.jpg',
  url: null,
  width: null,
  height: null,
  video: null,
  refusal: null,
  created_at: '2026-11-23T10:00:00.000Z',
  expires_at: '2026-11-24T10:00:00.000Z',
  ...change,
});
const ready = view({ state: 'ready', url: 'https://media.example/m/a.jpg', width: 4, height: 3 });
const address = { url: 'https://bucket.example/incoming/1', method: 'PUT' as const, headers: {}, expires_at: '2026-11-23T10:15:00.000Z' };

/** Every port answers well unless the test says otherwise; `calls` tells in which order they were used. */
function setUp(change: Partial<UploadPorts> = {}) {
  const calls: string[] = [];
  const inputs: MediaInput[] = [];
  const good: UploadPorts = {
    hash: async () => 'a'.repeat(64),
    start: async (input): Promise<StartedUpload> => {
      inputs.push(input);
      return { ...view(), upload: address };
    },
    put: async () => undefined,
    look: async () => ready,
    pause: async () => undefined,
  };
  const named = Object.entries({ ...good, ...change }).map(([name, port]) => [
    name,
    (...args: unknown[]) => {
      if (name !== 'pause') calls.push(name);
      return (port as (...given: unknown[]) => unknown)(...args);
    },
  ]);
  const uploads = openUploads(Object.fromEntries(named) as UploadPorts);
  const seen: string[] = [];
  uploads.subscribe(() => {
    const kind = uploads.state().get('a')?.state.kind ?? 'gone';
    if (seen.at(-1) !== kind) seen.push(kind);
  });
  /** Resolves when the upload is over, well or not. */
  const settled = () =>
    new Promise<void>((resolve) => {
      const look = () => {
        if ([...uploads.state().values()].some(isUnderWay)) return;
        stop();
        resolve();
      };
      const stop = uploads.subscribe(look);
      look();
    });
  return { uploads, calls, inputs, seen, settled, stateOf: (key = 'a') => uploads.state().get(key)?.state };
}

describe(openUploads, () => {
  it('reads, announces, sends and waits for the check, in this order', async () => {
    const { uploads, calls, inputs, seen, settled, stateOf } = setUp();

    uploads.add('a', photo());
    await settled();

    expect(calls).toEqual(['hash', 'start', 'put', 'look']);
    expect(seen).toEqual(['waiting', 'reading', 'sending', 'checking', 'ready']);
    expect(stateOf()).toEqual({ kind: 'ready', media: ready });
    expect(inputs).toEqual([{ filename: 'bread.jpg', content_type: 'image/jpeg', size_bytes: 5, sha256: 'a'.repeat(64) }]);
  });

  it('keeps looking until there is a verdict', async () => {
    const answers = [view(), view(), ready];
    const { uploads, calls, settled, stateOf } = setUp({ look: async () => answers.shift()! });

    uploads.add('a', photo());
    await settled();

    expect(calls.filter((call) => call === 'look')).toHaveLength(3);
    expect(stateOf()?.kind).toBe('ready');
  });

  it('says what the check found wrong', async () => {
    const refusal = { code: 'media_malformed' as const, sentence: 'The file is damaged and cannot be read. Export it again.' };
    const { uploads, settled, stateOf } = setUp({ look: async () => view({ state: 'refused', refusal }) });

    uploads.add('a', photo());
    await settled();

    expect(stateOf()).toEqual({ kind: 'refused', sentence: refusal.sentence });
  });

  it('sends nothing of a file that will never do, and says what helps', async () => {
    const { uploads, calls, stateOf } = setUp();

    uploads.add('a', photo('bread.heic', 'image/heic'));

    expect(stateOf()).toEqual({ kind: 'refused', sentence: 'Threads takes this image only as JPEG or PNG. Save it as JPEG or PNG.' });
    expect(calls).toEqual([]);
  });

  it('asks for a new address after the line broke, without reading the file again', async () => {
    let puts = 0;
    const put = async () => {
      puts += 1;
      if (puts === 1) throw new ApiProblem(0, 'upload_interrupted', 'The connection broke.');
    };
    const { uploads, calls, settled, stateOf } = setUp({ put });

    uploads.add('a', photo());
    await settled();
    expect(stateOf()).toMatchObject({ kind: 'failed', problem: { code: 'upload_interrupted' } });
    uploads.retry('a');
    await settled();

    expect(calls).toEqual(['hash', 'start', 'put', 'start', 'put', 'look']);
    expect(stateOf()?.kind).toBe('ready');
  });

  it('asks for a new address when the old one is not good any more', async () => {
    let puts = 0;
    const put = async () => {
      puts += 1;
      if (puts === 1) throw new ApiProblem(403, 'upload_refused', 'Not taken.');
    };
    const { uploads, settled, stateOf } = setUp({ put });

    uploads.add('a', photo());
    await settled();
    expect(stateOf()?.kind).toBe('failed');
    uploads.retry('a');
    await settled();

    expect(stateOf()?.kind).toBe('ready');
  });

  it('does not send again what has arrived: after a failed look it goes on looking', async () => {
    let isDown = true;
    const look = async () => {
      if (isDown) throw noAnswer();
      return ready;
    };
    const { uploads, calls, settled, stateOf } = setUp({ look });

    uploads.add('a', photo());
    await settled();
    expect(stateOf()?.kind).toBe('failed');
    expect(calls.filter((call) => call === 'look')).toHaveLength(3);
    isDown = false;
    uploads.retry('a');
    await settled();

    expect(calls.filter((call) => call === 'put')).toHaveLength(1);
    expect(stateOf()?.kind).toBe('ready');
  });

  it('takes a no of the server as final, and a busy server as something to try again', async () => {
    const no = setUp({
      start: () =>
        Promise.reject(new ApiProblem(413, 'media_too_large', 'An image may have 8 MB at most.', { remediation: 'Export it smaller.' })),
    });
    const busy = setUp({ start: () => Promise.reject(new ApiProblem(429, 'too_many_uploads', 'Too many uploads.')) });

    no.uploads.add('a', photo());
    busy.uploads.add('a', photo());
    await Promise.all([no.settled(), busy.settled()]);

    expect(no.stateOf()).toEqual({ kind: 'refused', sentence: 'An image may have 8 MB at most. Export it smaller.' });
    expect(busy.stateOf()?.kind).toBe('failed');
  });

  it('says so when the file itself cannot be read', async () => {
    const { uploads, settled, stateOf } = setUp({ hash: () => Promise.reject(new DOMException('gone', 'NotReadableError')) });

    uploads.add('a', photo());
    await settled();

    expect(stateOf()).toMatchObject({ kind: 'failed', problem: { code: 'file_unreadable' } });
  });

  it('stops what is taken away, and what was stopped never comes back', async () => {
    let signal: AbortSignal | undefined;
    let end: () => void = () => undefined;
    const put: UploadPorts['put'] = (_, __, watch) => {
      signal = watch.signal;
      return new Promise((resolve) => {
        end = resolve;
      });
    };
    const { uploads, seen } = setUp({ put });

    uploads.add('a', photo());
    await expect.poll(() => signal).toBeDefined();
    uploads.remove('a');
    expect(signal?.aborted).toBe(true);
    end();
    await Promise.resolve();

    expect(uploads.state().size).toBe(0);
    expect(seen.at(-1)).toBe('gone');
  });

  it('sends three at a time', async () => {
    const ends: (() => void)[] = [];
    const { uploads, settled, stateOf } = setUp({ put: () => new Promise((resolve) => ends.push(resolve)) });

    for (const key of ['a', 'b', 'c', 'd']) uploads.add(key, photo());
    await expect.poll(() => ends.length).toBe(3);
    expect(stateOf('d')?.kind).toBe('waiting');
    ends[0]?.();
    await expect.poll(() => ends.length).toBe(4);
    for (const end of ends) end();
    await settled();

    expect([...uploads.state().values()].map(({ state }) => state.kind)).toEqual(['ready', 'ready', 'ready', 'ready']);
  });
});

describe(judgeFile, () => {
  it.each([
    ['a.jpg', 'image/jpeg', 'image'],
    ['a.png', 'image/png', 'image'],
    ['a.mp4', 'video/mp4', 'video'],
    ['a.mov', 'video/quicktime', 'video'],
    ['a.MOV', '', 'video'],
  ])('takes %s (%s)', (name, type, kind) => {
    expect(judgeFile(photo(name, type))).toMatchObject({ accepted: { kind } });
  });

  it.each([
    [{ name: 'a.webm', type: 'video/webm', size: 9 }, 'Threads takes this video only as MP4 or MOV.'],
    [{ name: 'a.gif', type: 'image/gif', size: 9 }, 'only as JPEG or PNG'],
    [{ name: 'a.jpg', type: 'text/html', size: 9 }, 'only as JPEG or PNG'],
    [{ name: 'a.jpg', type: 'image/jpeg', size: 0 }, 'The image is empty.'],
    [{ name: 'a.jpg', type: 'image/jpeg', size: 9_000_000 }, 'The image is larger than 8 MB.'],
  ])('refuses %j in plain words', (file, sentence) => {
    const judged = judgeFile(file);

    expect(judged.accepted).toBeUndefined();
    expect('sentence' in judged && judged.sentence).toContain(sentence);
  });
});

describe(attachArrived, () => {
  const coming = { ...linked(''), key: 'a', isComing: true };
  const empty = contentOf(undefined);
  const content = addMedia(empty, empty.parts[0]!.key, [
    { ...coming, alt: 'Rye bread' },
    { ...coming, key: 'b' },
  ]);

  it('puts in what has arrived, keeps its description and its place, and leaves the rest', () => {
    const next = attachArrived(content, new Map([['a', { file: photo(), kind: 'image', state: { kind: 'ready', media: ready } }]]));

    expect(next.parts[0]?.media).toMatchObject([
      { key: 'a', media_id: ready.id, sha256: ready.sha256, url: ready.url, alt: 'Rye bread', isComing: false },
      { key: 'b', isComing: true },
    ]);
  });

  it('gives back the same content when nothing is new', () => {
    expect(attachArrived(content, new Map())).toBe(content);
  });
});

describe(factsOf, () => {
  it('tells the rules what the check found, and nothing that it did not', () => {
    const video = { duration_ms: 301_000, codec: 'avc1', frames_per_second: 30, is_index_first: false, has_edits: true };

    expect(factsOf(view())).toEqual({ contentType: 'image/jpeg', sizeBytes: 5 });
    expect(factsOf(view({ content_type: 'video/mp4', width: 16, height: 9, video }))).toEqual({
      contentType: 'video/mp4',
      sizeBytes: 5,
      width: 16,
      height: 9,
      durationMs: 301_000,
      framesPerSecond: 30,
      isIndexFirst: false,
      hasEdits: true,
    });
  });
});
