/** Fetching a video after its container was made: the status stays IN_PROGRESS until it is here and was looked at. */
import { type Checked, fetchVideo } from '../media/fetch-media.ts';
import type { Container } from '../state.ts';
import type { World } from '../world.ts';

function finish(container: Container, checked: Checked): void {
  container.downloadingFrom = null;
  container.media = checked.kind === 'checked' ? checked.media : null;
  container.errorMessage ??= checked.kind === 'checked' ? checked.problem : 'FAILED_DOWNLOADING_VIDEO';
}

async function download(world: World, container: Container, from: string): Promise<void> {
  const checked = await fetchVideo(world, from);
  // A simulator that is being closed starts this download again the next time.
  if (world.closing.signal.aborted) return;
  finish(container, checked);
  world.save();
}

export function startDownload(world: World, container: Container, from: string): void {
  const running = download(world, container, from).finally(() => world.downloads.delete(running));
  world.downloads.add(running);
}

/** After a restart: whatever had not come yet. */
export function resumeDownloads(world: World): void {
  for (const container of world.containers.values()) {
    if (container.downloadingFrom !== null) startDownload(world, container, container.downloadingFrom);
  }
}

/** Resolves when nothing is being fetched in the background. */
export async function untilDownloaded(world: World): Promise<void> {
  while (world.downloads.size > 0) await Promise.all(world.downloads);
}
