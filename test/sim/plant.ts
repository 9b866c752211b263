/** `node --import plant.ts?<name>` loads the source with this bug in it. */
import { registerHooks } from 'node:module';
import { type Edit, type Plant, type PlantName, plants } from './plants.ts';

const isKnown = (name: string): name is PlantName => Object.hasOwn(plants, name);
const name = new URL(import.meta.url).search.slice(1);
if (!isKnown(name)) throw new Error(`there is no plant ${name}`);
const edits: Plant = plants[name];

function planted(source: string, { file, was, becomes }: Edit): string {
  if (source.split(was).length !== 2) throw new Error(`the plant ${name} does not fit ${file} any more`);
  return source.replace(was, () => becomes);
}

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context);
    const here = edits.filter(({ file }) => url.endsWith(`/${file}`));
    if (here.length === 0) return loaded;
    const { source } = loaded;
    if (source === undefined || source === null) throw new Error(`${url} has no source`);
    return { ...loaded, source: here.reduce(planted, typeof source === 'string' ? source : new TextDecoder().decode(source)) };
  },
});
