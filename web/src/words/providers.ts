/** What a platform is for, for somebody who is about to connect it. */

type Pitch = { text: string; hint?: string };

const pitches: Readonly<Record<string, Pitch>> = {
  sandbox: { text: 'Connect in one click; nobody but you sees it. It behaves like the real thing.', hint: 'Good for trying' },
  threads: { text: 'You sign in at Threads itself and allow two things: seeing the profile, and publishing posts that you approved.' },
};

/** Also for a platform that this console does not know yet. */
export const pitchOf = (provider: string): Pitch => pitches[provider] ?? { text: 'You sign in at the platform itself.' };

/** Everybody has one sandbox; of other platforms one may have several profiles. */
export const isSingle = (provider: string): boolean => provider === 'sandbox';

/** Whoever begins tries it where nobody else looks; later the real ones come first. */
export function inOrder<T extends { name: string }>(providers: readonly T[], isFirstRun: boolean): T[] {
  const [pretend, real] = [providers.filter(({ name }) => name === 'sandbox'), providers.filter(({ name }) => name !== 'sandbox')];
  return isFirstRun ? [...pretend, ...real] : [...real, ...pretend];
}
