/** Loads sources with a bug in them. `was` has to stand in its file exactly once: a plant that no longer fits is an error, not a success. */
import { registerHooks } from 'node:module';

export type Edit = { file: string; was: string; becomes: string };

export function loadPlanted(name: string, edits: readonly Edit[]): void {
  const planted = (source: string, { file, was, becomes }: Edit): string => {
    if (source.split(was).length !== 2) throw new Error(`the plant ${name} does not fit ${file} any more`);
    return source.replace(was, () => becomes);
  };
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context);
      const here = edits.filter(({ file }) => new URL(url).pathname.endsWith(`/${file}`));
      if (here.length === 0) return loaded;
      const { source } = loaded;
      if (source === undefined || source === null) throw new Error(`${url} has no source`);
      return { ...loaded, source: here.reduce(planted, typeof source === 'string' ? source : new TextDecoder().decode(source)) };
    },
  });
}
