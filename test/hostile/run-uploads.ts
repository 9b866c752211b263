/** Hostile files through the real check over the memory store: what came of them, and whether anything public was never found fit. */
import { createHash } from 'node:crypto';
import { checkUpload } from '../../lib/app/check-upload.ts';
import { expireMedia } from '../../lib/app/remove-media.ts';
import { startUpload } from '../../lib/app/start-upload.ts';
import type { Media, MediaType } from '../../lib/core/media.ts';
import { inspectFile } from '../../lib/core/media-inspect/inspect-file.ts';
import { type Random, seededRandom } from '../sim/random.ts';
import { anId } from '../support/builders.ts';
import { sourceOf } from '../support/media-files.ts';
import { type World, world } from '../support/world.ts';
import { type HostileFile, hostileFile, recipeNames } from './hostile-files.ts';
import { type IncidentName, incidentNames, incidentOf, Killed } from './incidents.ts';

export type UploadTally = {
  uploads: number;
  /** How the first check ended: `ready`, `changed`, a refusal's code … */
  ends: Map<string, number>;
  crashes: string[];
  servedUnchecked: string[];
  /** Of one check: how often the store was read, and how many bytes beyond twice the file's own. */
  mostReads: number;
  mostBytesRead: number;
};

const userId = anId('usr');
/** Below the number of uploads that one user may announce within an hour. */
const casesPerWorld = 150;

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const startsAs = {
  'image/jpeg': /^\xff\xd8\xff/,
  'image/png': /^\x89PNG\r\n.\n/,
  'video/mp4': /^....ftyp(?!qt)/s,
  'video/quicktime': /^....ftypqt/s,
} satisfies Record<MediaType, RegExp>;

/** As unzip looks for it: from the end backwards, as far as a comment may reach. */
function opensAsArchive(bytes: Buffer): boolean {
  const at = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  return at >= 0 && at >= bytes.length - 65_557 && at + 22 <= bytes.length;
}

/** Why this public file should not be there; undefined when it may. Judged anew from its own bytes. */
async function objectionTo(
  kept: { bytes: Uint8Array; contentType: string },
  row: Media | undefined,
  isQuiet: boolean,
): Promise<string | undefined> {
  // A removed file goes with its message, which is on its way until all is quiet.
  if (row?.state !== 'ready' && (isQuiet || row?.state !== 'deleted')) return `public, but the row is ${row?.state ?? 'gone'}`;
  const bytes = Buffer.from(kept.bytes);
  if (sha256Of(bytes) !== row.sha256) return 'other bytes than were checked';
  if (kept.contentType !== row.contentType) return 'another type than was checked';
  if (!startsAs[row.contentType].test(bytes.toString('latin1', 0, 16))) return 'it begins as something else';
  if (opensAsArchive(bytes)) return 'it opens as an archive';
  return (await inspectFile(sourceOf(bytes), row.contentType)).kind === 'fit' ? undefined : 'it was never found fit';
}

function lyingPublish({ mediaFiles }: World): World['mediaFiles']['publish'] {
  const { publish } = mediaFiles;
  return async (input) => {
    const said = await publish(input);
    mediaFiles.put(input.to, Buffer.from('<script>'), input.contentType);
    return said;
  };
}

/** What an incident left behind, so that the next case begins without it. */
function calm(w: World, { publish }: Pick<World['mediaFiles'], 'publish'>): void {
  w.mediaFiles.before = () => undefined;
  w.mediaFiles.publish = publish;
  w.hooks.beforeCommit = async () => undefined;
}

async function announce(w: World, { bytes, contentType }: HostileFile, incident: IncidentName, random: Random): Promise<Media> {
  const truth = { contentType, sizeBytes: bytes.length, sha256: sha256Of(bytes) };
  const told = incidentOf(incident).announce?.(truth, random) ?? truth;
  return (await startUpload(w.deps, { userId, ...told })).media;
}

async function firstEnd(w: World, media: Media, checksAtOnce: number): Promise<string> {
  const check = () => checkUpload(w.deps, { key: media.incomingKey });
  const ends = await Promise.allSettled(Array.from({ length: checksAtOnce }, check));
  const crash = ends.find((end) => end.status === 'rejected');
  if (crash) throw crash.reason;
  const [first] = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  return first?.outcome === 'refused' ? first.code : (first?.outcome ?? 'nothing');
}

/** A copy that is not what was asked for is the one failure that a check may answer with an error: it comes again. */
const isExpected = (error: unknown, incident: IncidentName): boolean =>
  error instanceof Killed || (incident === 'copied as other bytes' && error instanceof Error && /copy/.test(error.message));

async function runOne(
  w: World,
  random: Random,
  tally: UploadTally,
  where: string,
  incident: IncidentName,
  file: HostileFile,
): Promise<void> {
  const media = await announce(w, file, incident, random);
  w.mediaFiles.put(media.incomingKey, file.bytes, file.contentType);
  incidentOf(incident).prepare?.({ world: w, random, media, bytes: file.bytes });
  const before = { reads: w.mediaFiles.reads(), bytes: w.mediaFiles.readBytes() };
  const { checksAtOnce = 1 } = incidentOf(incident);
  const end = await firstEnd(w, media, checksAtOnce).catch((error: unknown) => {
    if (!isExpected(error, incident)) tally.crashes.push(`${where}: ${String(error)}`);
    return 'error';
  });
  tally.ends.set(end, (tally.ends.get(end) ?? 0) + 1);
  tally.mostReads = Math.max(tally.mostReads, (w.mediaFiles.reads() - before.reads) / checksAtOnce);
  tally.mostBytesRead = Math.max(tally.mostBytesRead, (w.mediaFiles.readBytes() - before.bytes) / checksAtOnce - 2 * file.bytes.length);
  const object = async (isQuiet: boolean) => {
    const kept = w.mediaFiles.get(media.objectKey);
    const objection = kept && (await objectionTo(kept, await w.deps.media.get(userId, media.id), isQuiet));
    if (objection) tally.servedUnchecked.push(`${where}: ${objection}`);
  };
  // A killed check may leave its copy for the next one, which comes by itself; every other ending has to be clean at once.
  if (end !== 'error' || incident === 'copied as other bytes') await object(false);
  w.mediaFiles.before = () => undefined;
  await checkUpload(w.deps, { key: media.incomingKey }).catch((error: unknown) => tally.crashes.push(`${where}, again: ${String(error)}`));
  await w.deliver('media');
  await expireMedia(w.deps, { userId, mediaId: media.id });
  await object(true);
  const strays = w.mediaFiles.keys().filter((key) => key !== media.objectKey && key !== media.incomingKey);
  for (const key of strays) tally.servedUnchecked.push(`${where}: a file nobody announced, ${key}`);
  for (const key of w.mediaFiles.keys()) await w.mediaFiles.remove(key);
}

type Options = {
  count: number;
  seed: number;
  /** A planted bug: the store publishes something else, and says that it did not. */
  isStoreLying?: boolean;
};

/** The same seed gives the same files and incidents on every machine. */
export async function runUploads({ count, seed, isStoreLying = false }: Options): Promise<UploadTally> {
  const tally: UploadTally = { uploads: 0, ends: new Map(), crashes: [], servedUnchecked: [], mostReads: 0, mostBytesRead: 0 };
  let w = world(seed);
  let publish = w.mediaFiles.publish;
  for (let i = 0; i < count; i += 1) {
    if (i % casesPerWorld === 0) {
      w = world(seed + i);
      publish = isStoreLying ? lyingPublish(w) : w.mediaFiles.publish;
    }
    calm(w, { publish });
    const random = seededRandom(`uploads/${seed}/${i}`);
    const recipe = recipeNames[i % recipeNames.length] ?? 'true file';
    const incident = random.chance(0.5) ? 'none' : (incidentNames[random.between(0, incidentNames.length - 1)] ?? 'none');
    await runOne(w, random, tally, `upload ${i} (${recipe}, ${incident})`, incident, hostileFile(recipe, random));
    tally.uploads += 1;
  }
  return tally;
}
