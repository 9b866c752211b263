/** The browser's own memory: unsaved text, where to go after signing in. Works (forgetfully) where storage is blocked. */

export type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

function blockedMemory(): Memory {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

function openMemory(): Memory {
  try {
    localStorage.setItem('postora.probe', '1');
    localStorage.removeItem('postora.probe');
    return localStorage;
  } catch {
    return blockedMemory();
  }
}

export const memory: Memory = openMemory();

/** After signing out nothing written stays behind in this browser; the chosen theme does. */
export function forgetEverything(): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith('postora.') && key !== 'postora.theme') localStorage.removeItem(key);
    }
  } catch {
    // Storage is blocked, so nothing was kept.
  }
}

const nextKey = 'postora.next';
const nextLifeMs = 30 * 60_000;

/** Remembers a page of ours to go to after signing in; the mailed link opens in another tab, so it cannot be in memory. */
export const rememberNext = (path: string): void => memory.setItem(nextKey, JSON.stringify([Date.now() + nextLifeMs, path]));

/** Call on arrival. */
export const forgetNext = (): void => memory.removeItem(nextKey);

export function nextPath(): string {
  const text = memory.getItem(nextKey);
  try {
    const parsed: unknown = JSON.parse(text ?? '');
    if (!Array.isArray(parsed)) return '/posts';
    const [until, path]: unknown[] = parsed;
    const isOurs = typeof path === 'string' && /^\/(?:posts|connections|settings)(?:[/?]|$)/.test(path);
    return isOurs && typeof until === 'number' && Date.now() < until ? path : '/posts';
  } catch {
    return '/posts';
  }
}
