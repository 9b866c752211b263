/** `node --import plant.ts?<name>` loads the source with this bug in it. */
import { registerHooks } from 'node:module';
import { type Plant, type PlantName, plants } from './plants.ts';

const isKnown = (name: string): name is PlantName => Object.hasOwn(plants, name);
const name = new URL(import.meta.url).search.slice(1);
if (!isKnown(name)) throw new Error(`there is no plant ${name}`);
const { file, was, becomes }: Plant = plants[name];

function planted(source: string): string {
  if (source.split(was).length !== 2) throw new Error(`the plant ${name} does not fit ${file} any more`);
  return source.replace(was, () => becomes);
}

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context);
    if (!url.endsWith(`/${file}`)) return loaded;
    const { source } = loaded;
    if (source === undefined || source === null) throw new Error(`${file} has no source`);
    return { ...loaded, source: planted(typeof source === 'string' ? source : new TextDecoder().decode(source)) };
  },
});
