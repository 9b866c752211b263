/** Files on their way: read, announced, sent, checked; some at a time, each can be stopped and tried again. Knows nothing of React. */
import type { MediaKind } from '../../../lib/core/content.ts';
import type { MediaInput, MediaView, UploadView } from '../../../lib/core/media-api.ts';
import type { StartedUpload } from '../api/calls.ts';
import { ApiProblem, toProblem } from '../api/problem.ts';
import { judgeFile } from './accept.ts';
import type { Watch } from './hash-file.ts';

export type UploadState =
  /** Others go first. */
  | { kind: 'waiting' }
  | { kind: 'reading'; share: number }
  | { kind: 'sending'; share: number }
  | { kind: 'checking' }
  | { kind: 'ready'; media: MediaView }
  /** This file will never do. */
  | { kind: 'refused'; sentence: string }
  /** Trying again can help; what was done already is not done again. */
  | { kind: 'failed'; problem: ApiProblem };

export type Upload = { file: File; kind: MediaKind; state: UploadState };

export type UploadPorts = {
  hash: (file: Blob, watch: Watch) => Promise<string>;
  start: (input: MediaInput) => Promise<StartedUpload>;
  put: (to: UploadView, file: Blob, watch: Watch) => Promise<void>;
  look: (mediaId: string) => Promise<MediaView>;
  pause: (ms: number) => Promise<void>;
};

export type Uploads = {
  /** By the key of the item in the post. */
  state: () => ReadonlyMap<string, Upload>;
  subscribe: (listener: () => void) => () => void;
  add: (key: string, file: File) => void;
  retry: (key: string) => void;
  /** Stops it, wherever it stands. */
  remove: (key: string) => void;
  /** Stops all. */
  close: () => void;
};

const atOnce = 3;
const lookAfterMs = [500, 1000, 1000, 2000, 2000] as const;
const lookLaterMs = 3000;
const maxLooks = 300;
/** So many looks in a row may go unanswered. */
const maxMisses = 3;

const unreadable = (): ApiProblem =>
  new ApiProblem(0, 'file_unreadable', 'The file could not be read.', { remediation: 'Was it moved or changed? Then choose it again.' });
const slowCheck = (): ApiProblem =>
  new ApiProblem(0, 'check_slow', 'The file has arrived, but its check takes unusually long.', { remediation: 'Look again in a while.' });

/** What is known of one upload beyond its state; survives a retry. */
type Job = { abort: AbortController; hash?: string; mediaId?: string };

const isOver = ({ status, isRetryable }: ApiProblem): boolean => !isRetryable && status >= 400 && status < 500 && status !== 401;

/** Waits for the verdict about an arrived file. */
async function verdict(ports: UploadPorts, mediaId: string, signal: AbortSignal): Promise<MediaView> {
  let misses = 0;
  for (let looks = 0; looks < maxLooks; looks += 1) {
    await ports.pause(lookAfterMs[looks] ?? lookLaterMs);
    signal.throwIfAborted();
    try {
      const media = await ports.look(mediaId);
      misses = 0;
      if (media.state !== 'uploading') return media;
    } catch (error) {
      misses += 1;
      if (misses >= maxMisses || !toProblem(error).isRetryable) throw error;
    }
  }
  throw slowCheck();
}

type Step = { file: File; job: Job; type: MediaInput['content_type']; set: (state: UploadState) => void };

/** From wherever it stands to its verdict. @throws {ApiProblem} */
async function bring(ports: UploadPorts, { file, job, type, set }: Step): Promise<UploadState> {
  const { signal } = job.abort;
  if (job.hash === undefined) {
    set({ kind: 'reading', share: 0 });
    job.hash = await ports.hash(file, { signal, onShare: (share) => set({ kind: 'reading', share }) }).catch(() => {
      throw unreadable();
    });
  }
  if (job.mediaId === undefined) {
    set({ kind: 'sending', share: 0 });
    const name = file.name.slice(0, 255);
    const filename = name === '' ? {} : { filename: name };
    const { id, upload } = await ports.start({ ...filename, content_type: type, size_bytes: file.size, sha256: job.hash });
    signal.throwIfAborted();
    await ports.put(upload, file, { signal, onShare: (share) => set({ kind: 'sending', share }) });
    job.mediaId = id;
  }
  set({ kind: 'checking' });
  const media = await verdict(ports, job.mediaId, signal);
  return media.state === 'ready'
    ? { kind: 'ready', media }
    : { kind: 'refused', sentence: media.refusal?.sentence ?? 'The file was refused.' };
}

export function openUploads(ports: UploadPorts): Uploads {
  let uploads: ReadonlyMap<string, Upload> = new Map();
  const jobs = new Map<string, Job>();
  const queue: string[] = [];
  const listeners = new Set<() => void>();
  let running = 0;

  const change = (key: string, upload: Upload | undefined): void => {
    const next = new Map(uploads);
    if (upload) next.set(key, upload);
    else next.delete(key);
    uploads = next;
    for (const listener of listeners) listener();
  };
  const setState = (key: string, job: Job, state: UploadState): void => {
    const upload = uploads.get(key);
    if (upload && !job.abort.signal.aborted) change(key, { ...upload, state });
  };

  const run = async (key: string): Promise<void> => {
    const upload = uploads.get(key);
    const job = jobs.get(key);
    const judged = upload && judgeFile(upload.file);
    if (!upload || !job || !judged?.accepted) return;
    const set = (state: UploadState) => setState(key, job, state);
    try {
      set(await bring(ports, { file: upload.file, job, type: judged.accepted.type, set }));
    } catch (error) {
      const problem = toProblem(error);
      // What was announced is gone (an address lives for minutes, an unfinished upload for a day): the next try announces it anew.
      if (problem.status === 404) delete job.mediaId;
      const isFinal = job.mediaId === undefined && problem.code !== 'upload_refused' && problem.status !== 404 && isOver(problem);
      set(
        isFinal
          ? { kind: 'refused', sentence: `${problem.message} ${problem.details.remediation ?? ''}`.trim() }
          : { kind: 'failed', problem },
      );
    }
  };
  const pump = (): void => {
    while (running < atOnce) {
      const key = queue.shift();
      if (key === undefined) return;
      running += 1;
      void run(key).finally(() => {
        running -= 1;
        pump();
      });
    }
  };
  const enqueue = (key: string): void => {
    jobs.set(key, { ...jobs.get(key), abort: new AbortController() });
    queue.push(key);
    pump();
  };
  const stop = (key: string): void => {
    jobs.get(key)?.abort.abort();
    jobs.delete(key);
    change(key, undefined);
  };

  return {
    state: () => uploads,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add: (key, file) => {
      const judged = judgeFile(file);
      if (judged.accepted) {
        change(key, { file, kind: judged.accepted.kind, state: { kind: 'waiting' } });
        enqueue(key);
      } else {
        change(key, { file, kind: judged.kind, state: { kind: 'refused', sentence: judged.sentence } });
      }
    },
    retry: (key) => {
      const upload = uploads.get(key);
      if (upload?.state.kind !== 'failed') return;
      change(key, { ...upload, state: { kind: 'waiting' } });
      enqueue(key);
    },
    remove: stop,
    close: () => {
      for (const key of uploads.keys()) stop(key);
    },
  };
}
