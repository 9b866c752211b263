/** A copy of what is being written, kept in this browser on every keystroke until the server has it. */
import type { Memory } from '../browser/storage.ts';

export type Content = { text: string; targets: readonly string[] };
/** `etag` is the stored version that was being changed; empty for a post that is not stored yet. */
export type LocalCopy = Content & { etag: string };

export type LocalCopies = {
  read: (id: string) => LocalCopy | undefined;
  write: (id: string, copy: LocalCopy) => void;
  clear: (id: string) => void;
};

const isStrings = (value: unknown): value is string[] => Array.isArray(value) && value.every((item) => typeof item === 'string');

function parse(text: string | null): LocalCopy | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('text' in value) || !('targets' in value) || !('etag' in value)) return undefined;
    const { text: body, targets, etag } = value;
    return typeof body === 'string' && typeof etag === 'string' && isStrings(targets) ? { text: body, targets, etag } : undefined;
  } catch {
    return undefined;
  }
}

/** The user is part of the key: on a shared browser nobody is shown another person's text. */
export function localCopies(memory: Memory, userId: string): LocalCopies {
  const keyOf = (id: string): string => `postora.draft.${userId}.${id}`;
  return {
    read: (id) => parse(memory.getItem(keyOf(id))),
    write: (id, copy) => {
      try {
        memory.setItem(keyOf(id), JSON.stringify(copy));
      } catch {
        // Full storage: autosave still works.
      }
    },
    clear: (id) => memory.removeItem(keyOf(id)),
  };
}

export const isSameContent = (a: Content, b: Content): boolean =>
  a.text === b.text && [...a.targets].sort().join() === [...b.targets].sort().join();
