/** Whether a text that Threads shows is ours: it may have other blanks, and its topic without the `#`. Pure. */

const normalise = (text: string): string => text.normalize('NFC').trim().replace(/\s+/gu, ' ');

/** The first tag of a text becomes the topic and loses its `#`; which one is theirs to say, so any one may be missing. */
export function isSameText(ours: string, theirs: string): boolean {
  const [wanted, found] = [normalise(ours), normalise(theirs)];
  if (wanted === found) return true;
  return [...wanted.matchAll(/#(?=[^\s#])/gu)].some(({ index }) => wanted.slice(0, index) + wanted.slice(index + 1) === found);
}

/** Tags are compared without regard to case, which Threads ignores, too. */
export const isSameTag = (ours: string, theirs: string): boolean =>
  normalise(ours.replace(/^#/u, '')).toLowerCase() === normalise(theirs.replace(/^#/u, '')).toLowerCase();
