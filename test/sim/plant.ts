/** `node --import plant.ts?<name>` loads the source with this bug in it. */
import { loadPlanted } from '../support/plant.ts';
import { type PlantName, plants } from './plants.ts';

const isKnown = (name: string): name is PlantName => Object.hasOwn(plants, name);
const name = new URL(import.meta.url).search.slice(1);
if (!isKnown(name)) throw new Error(`there is no plant ${name}`);
loadPlanted(name, plants[name]);
