/** What happens around one upload while it is checked: lies at the announcement, swaps, kills, doubles, removals, a copy gone wrong. */
import { removeMedia } from '../../lib/app/remove-media.ts';
import type { Media } from '../../lib/core/media.ts';
import type { Random } from '../sim/random.ts';
import type { World } from '../support/world.ts';

export type Announced = { contentType: Media['contentType']; sizeBytes: number; sha256: string };
export type Scene = { world: World; random: Random; media: Media; bytes: Buffer };
type Incident = {
  /** What the uploader says of the file; the truth when absent. */
  announce?: (truth: Announced, random: Random) => Announced;
  /** Set up after the file was put, before it is checked. */
  prepare?: (scene: Scene) => void;
  /** Checks that run at the same time. */
  checksAtOnce?: number;
};

export class Killed extends Error {}

const steps = ['head', 'read', 'publish', 'published', 'remove'] as const;
const page = Buffer.from('<script>alert(document.domain)</script>');

/** Once, at the n-th time that this step is reached. */
function once(world: World, step: string, nth: number, act: () => Promise<void> | void): void {
  let left = nth;
  world.mediaFiles.before = async (at) => {
    if (at !== step || left === 0) return;
    left -= 1;
    if (left === 0) await act();
  };
}

function swapAt(step: (typeof steps)[number]): Incident {
  return {
    prepare: ({ world, random, media, bytes }) => {
      const other = random.pick([page, Buffer.concat([bytes, page]), bytes.subarray(0, bytes.length >> 1), Buffer.from(bytes).reverse()]);
      once(world, step, random.between(1, 2), () => world.mediaFiles.put(media.incomingKey, other, media.contentType));
    },
  };
}

/** A store that answers a copy with what it made, but made it of other bytes. */
function copyOther({ world, random }: Scene): void {
  const { publish } = world.mediaFiles;
  const says = random.pick([undefined, 'what it made']);
  world.mediaFiles.publish = async (input) => {
    world.mediaFiles.publish = publish;
    await publish(input);
    world.mediaFiles.put(input.to, page, input.contentType);
    return { sha256: says && world.mediaFiles.get(input.to)?.sha256 };
  };
}

export const incidents = {
  none: {},
  'another size announced': { announce: (truth, random) => ({ ...truth, sizeBytes: truth.sizeBytes + random.between(1, 9) }) },
  'another type announced': {
    announce: (truth, random) => ({ ...truth, contentType: random.pick(['image/jpeg', 'image/png', 'video/mp4', 'video/quicktime']) }),
  },
  'another checksum announced': { announce: (truth) => ({ ...truth, sha256: [...truth.sha256].reverse().join('') }) },
  'swapped before it is looked up': swapAt('head'),
  'swapped before it is read': swapAt('read'),
  'swapped before the copy': swapAt('publish'),
  'swapped after the copy': swapAt('published'),
  'gone while it is checked': {
    prepare: ({ world, random, media }) =>
      once(world, random.pick(['read', 'publish']), 1, () => world.mediaFiles.remove(media.incomingKey)),
  },
  'copied as other bytes': { prepare: copyOther },
  'killed on the way': {
    prepare: ({ world, random }) =>
      once(world, random.pick(steps), random.between(1, 2), () => {
        throw new Killed();
      }),
  },
  'killed before the row is written': {
    prepare: ({ world }) => {
      world.hooks.beforeCommit = async () => {
        world.hooks.beforeCommit = async () => undefined;
        throw new Killed();
      };
    },
  },
  'checked three times at once': { checksAtOnce: 3 },
  'removed by its owner meanwhile': {
    prepare: ({ world, random, media }) =>
      once(world, random.pick(steps), 1, () => removeMedia(world.deps, { userId: media.userId, mediaId: media.id })),
  },
} satisfies Record<string, Incident>;

export type IncidentName = keyof typeof incidents;
const isIncident = (name: string): name is IncidentName => Object.hasOwn(incidents, name);
export const incidentNames: readonly IncidentName[] = Object.keys(incidents).filter(isIncident);
export const incidentOf = (name: IncidentName): Incident => incidents[name];
