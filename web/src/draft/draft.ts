/** Saves what is written by itself, one call at a time, and never over somebody else's change. Knows nothing of React. */
import type { PostBody, Stored } from '../api/calls.ts';
import { type ApiProblem, toProblem } from '../api/problem.ts';
import { bodyOf, type Content, changesBetween, contentOf, isEmpty, isSameContent } from './content.ts';
import type { LocalCopies } from './local-copy.ts';

export type Phase =
  /** The server has exactly this (or there is nothing yet to save). */
  | { kind: 'clean' }
  | { kind: 'saved' }
  | { kind: 'unsaved' }
  | { kind: 'saving' }
  /** Kept in this browser. Tried again by itself if that can help. */
  | { kind: 'failed'; problem: ApiProblem }
  /** Someone else (another tab) changed it: the person decides. */
  | { kind: 'conflict'; theirs: Stored }
  /** It is out or may be: nothing can be changed any more. */
  | { kind: 'locked'; problem: ApiProblem };

export type DraftState = { content: Content; stored: Stored | undefined; phase: Phase; isRestored: boolean };

export type DraftApi = {
  create: (body: PostBody) => Promise<Stored>;
  change: (id: string, etag: string, body: Partial<PostBody>) => Promise<Stored>;
  read: (id: string) => Promise<Stored>;
};

type Input = { api: DraftApi; copies: LocalCopies; stored: Stored | undefined; onStored: (stored: Stored) => void; now: () => Date };

export type Draft = {
  state: () => DraftState;
  subscribe: (listener: () => void) => () => void;
  edit: (change: (content: Content) => Content) => void;
  /** Saves now; true if the server has everything afterwards. */
  flush: () => Promise<boolean>;
  keepMine: () => Promise<boolean>;
  takeTheirs: () => void;
};

export const pauseMs = 1200;
const retryMs = 5000;
const newId = 'new';

function openState(copies: LocalCopies, stored: Stored | undefined, now: Date): DraftState {
  const copy = copies.read(stored?.post.id ?? newId);
  const clean: DraftState = { content: contentOf(stored?.post), stored, phase: { kind: 'clean' }, isRestored: false };
  if (copy === undefined) return clean;
  const { parts, targets, schedule = clean.content.schedule, ifUnclear = clean.content.ifUnclear } = copy;
  const content = { parts, targets, schedule, ifUnclear };
  if (isSameContent(clean.content, content, now)) return clean;
  if (stored && copy.etag !== stored.etag) return { ...clean, content, phase: { kind: 'conflict', theirs: stored }, isRestored: true };
  return { ...clean, content, phase: { kind: 'unsaved' }, isRestored: true };
}

/** What a failed save means. Our own change that came through although its answer was lost is no conflict. */
async function phaseAfter(error: unknown, { api, now }: Input, id: string | undefined, sent: Content): Promise<Phase | Stored> {
  const problem = toProblem(error);
  if (problem.code === 'post_locked') return { kind: 'locked', problem };
  if (problem.code !== 'version_conflict' || id === undefined) return { kind: 'failed', problem };
  try {
    const theirs = await api.read(id);
    return isSameContent(contentOf(theirs.post), sent, now()) ? theirs : { kind: 'conflict', theirs };
  } catch (readError) {
    return { kind: 'failed', problem: toProblem(readError) };
  }
}

export function openDraft(input: Input): Draft {
  const { api, copies, stored, onStored, now } = input;
  let state = openState(copies, stored, now());
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | undefined;
  const listeners = new Set<() => void>();
  const idOf = (): string => state.stored?.post.id ?? newId;

  const set = (change: Partial<DraftState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  const isWorthSaving = (): boolean =>
    state.stored ? !isSameContent(contentOf(state.stored.post), state.content, now()) : !isEmpty(state.content);
  const schedule = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), ms);
  };

  /** There is nothing to save. */
  const rest = (): void => {
    clearTimeout(timer);
    copies.clear(idOf());
    if (state.phase.kind !== 'saved') set({ phase: { kind: 'clean' } });
  };

  /** The server has what was `sent`, in its own form `next`; the person may have written on meanwhile. */
  const take = (next: Stored, sent: Content): boolean => {
    copies.clear(idOf());
    set({ stored: next, isRestored: false });
    onStored(next);
    if (state.content !== sent && isWorthSaving()) {
      copies.write(next.post.id, { ...state.content, etag: next.etag });
      set({ phase: { kind: 'unsaved' } });
      schedule(pauseMs);
      return false;
    }
    set({ phase: { kind: 'saved' } });
    return true;
  };

  const save = async (): Promise<boolean> => {
    const sent = state.content;
    const before = state.stored;
    set({ phase: { kind: 'saving' } });
    try {
      if (!before) return take(await api.create(bodyOf(sent, now())), sent);
      return take(await api.change(before.post.id, before.etag, changesBetween(contentOf(before.post), sent, now())), sent);
    } catch (error) {
      const after = await phaseAfter(error, input, before?.post.id, sent);
      if ('post' in after) return take(after, sent);
      set({ phase: after });
      if (after.kind === 'failed' && after.problem.isRetryable) schedule(after.problem.details.retryAfterMs ?? retryMs);
      return false;
    }
  };

  const flush = async (): Promise<boolean> => {
    clearTimeout(timer);
    if (running) await running;
    if (state.phase.kind === 'conflict' || state.phase.kind === 'locked') return false;
    if (!isWorthSaving()) {
      rest();
      return state.stored !== undefined;
    }
    running = save().finally(() => {
      running = undefined;
    });
    return running;
  };

  if (state.phase.kind === 'unsaved') schedule(pauseMs);

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    edit: (change) => {
      set({ content: change(state.content) });
      const { kind } = state.phase;
      const isUndecided = kind === 'conflict' || kind === 'locked';
      if (!isUndecided && kind !== 'saving' && !isWorthSaving()) return rest();
      copies.write(idOf(), { ...state.content, etag: state.stored?.etag ?? '' });
      if (isUndecided) return;
      if (kind !== 'saving') set({ phase: { kind: 'unsaved' } });
      schedule(pauseMs);
    },
    flush,
    keepMine: () => {
      if (state.phase.kind === 'conflict') set({ stored: state.phase.theirs, phase: { kind: 'unsaved' } });
      return flush();
    },
    takeTheirs: () => {
      if (state.phase.kind !== 'conflict') return;
      const { theirs } = state.phase;
      copies.clear(idOf());
      set({ stored: theirs, content: contentOf(theirs.post), phase: { kind: 'clean' }, isRestored: false });
      onStored(theirs);
    },
  };
}
