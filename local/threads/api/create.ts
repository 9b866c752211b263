/** POST /v1.0/me/threads: makes a container, which nobody sees. doc [pub-ref], [posts] */
import type { Media } from '../content.ts';
import type { AskFault } from '../faults/strike.ts';
import { crawl } from '../media/crawler.ts';
import { fetchImage } from '../media/fetch-media.ts';
import { json, type Reply } from '../reply.ts';
import type { Container } from '../state.ts';
import { nextId, type World } from '../world.ts';
import { lifeMs, type Times } from './container.ts';
import type { CallInput, DataCall } from './data-call.ts';
import { startDownload } from './download.ts';
import { GraphError } from './errors.ts';
import { containerParameters, type MediaType, readyDelay } from './media-types.ts';
import { publishAtOnce } from './publish.ts';
import { type Draft, readDraft } from './read-content.ts';

const linkBytes = 1_000_000;

/** A link that redirects, or is not there yet, is refused. seen idx:71635537131 */
async function checkLinkTarget(world: World, link: string | null): Promise<void> {
  if (link === null || world.settings.linkCheck === 'none') return;
  const got = await crawl(world, link, { maxBytes: Number.POSITIVE_INFINITY, keepBytes: linkBytes });
  if (got.kind !== 'got') throw new GraphError('linkRefused');
}

/** From when on this container answers as it should, given the faults that are on. */
function timesOf(world: World, mediaType: MediaType, ask: AskFault): Times {
  const createdAt = world.clock.now();
  const readyAt = createdAt + (ask('container_slow')?.ms ?? readyDelay(mediaType, world.settings));
  const expiresAt = createdAt + (ask('container_expired')?.ms ?? lifeMs);
  if (ask('container_lost')) return { createdAt, readyAt, expiresAt, statusFrom: null, publishableFrom: null };
  const statusFrom = createdAt + (ask('unreadable_after_create')?.ms ?? 0);
  if (ask('container_unpublishable')) return { createdAt, readyAt, expiresAt, statusFrom, publishableFrom: null };
  const fromCreate = createdAt + (ask('unpublishable_after_create')?.ms ?? 0);
  const fromFinished = readyAt + (ask('unpublishable_after_finished')?.ms ?? 0);
  return { createdAt, readyAt, expiresAt, statusFrom, publishableFrom: Math.max(fromCreate, fromFinished) };
}

type Found = { media: Media | null; errorMessage: string | null; downloadingFrom: string | null };

/** An image is fetched before the answer, a video in the background. @throws {GraphError} `mediaUnreachable` */
async function findMedia({ world, ask }: CallInput, { content, mediaUrl }: Draft): Promise<Found> {
  const nothing: Found = { media: null, errorMessage: null, downloadingFrom: null };
  if (mediaUrl === null) return nothing;
  const isFailing = ask('media_download_failed') !== undefined;
  if (content.mediaType === 'VIDEO') {
    return isFailing ? { ...nothing, errorMessage: 'FAILED_DOWNLOADING_VIDEO' } : { ...nothing, downloadingFrom: mediaUrl };
  }
  const checked = isFailing ? { kind: 'unreachable' as const } : await fetchImage(world, mediaUrl);
  if (checked.kind === 'checked') return { ...nothing, media: checked.media, errorMessage: checked.problem };
  if (world.settings.imageFailure === 'refuse') throw new GraphError('mediaUnreachable', mediaUrl);
  return { ...nothing, errorMessage: 'UNKNOWN' };
}

async function createContainer(input: CallInput): Promise<Reply> {
  const { world, account, ask } = input;
  const draft = readDraft(input);
  const { content, childIds, isCarouselItem } = draft;
  if (content.mediaType === 'CAROUSEL' && ask('children_refused')) throw new GraphError('childrenInvalid', childIds.join(', '));
  await checkLinkTarget(world, draft.link);
  const { media, errorMessage, downloadingFrom } = await findMedia(input, draft);

  const container: Container = {
    ...content,
    media,
    id: nextId(world),
    accountId: account.id,
    isCarouselItem,
    childIds,
    downloadingFrom,
    ...timesOf(world, content.mediaType, ask),
    errorMessage: ask('container_error')?.message ?? errorMessage,
    publishedShownAt: null,
    postIds: [],
  };
  world.containers.set(container.id, container);
  if (downloadingFrom !== null) startDownload(world, container, downloadingFrom);
  // The id is then the post's, and a client that does not get it has nothing to ask about. seen [fbsample]
  return json({ id: draft.isPublishedAtOnce ? publishAtOnce(input, container) : container.id });
}

export const createCall: DataCall = {
  name: 'create',
  scopes: ['threads_basic', 'threads_content_publish'],
  params: containerParameters,
  run: createContainer,
};
