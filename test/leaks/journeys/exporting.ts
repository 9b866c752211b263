/** Somebody takes a copy of everything along: asked for, made, told by mail, fetched, erased a day later. */
import * as z from 'zod';
import type { Browser } from '../../support/world.ts';
import type { Watched } from '../watched-world.ts';
import { type Person, proveAgain } from './prove-again.ts';

const exportSchema = z.object({ id: z.string() });
const downloadSchema = z.object({ url: z.string() });

/** Needs a fresh proof of presence, and fails loudly without. */
export async function exportAll({ world: w, secrets }: Watched, browser: Browser): Promise<void> {
  const { id } = z.parse(exportSchema, (await browser.request('POST', '/v1/exports', { body: {} })).body);
  for (const queue of ['export', 'mail'] as const) await w.deliverOne(queue);
  for (const path of ['/v1/exports', `/v1/exports/${id}`]) await browser.request('GET', path);
  const { url } = z.parse(downloadSchema, (await browser.request('POST', `/v1/exports/${id}/download`, { body: {} })).body);
  secrets.add('download_signature', new URL(url).searchParams.get('X-Amz-Signature') ?? undefined);
}

export async function takeACopy(at: Watched, { browser, address }: Person): Promise<void> {
  await proveAgain(at, browser, address);
  await exportAll(at, browser);
  // Nobody gets it without a fresh proof.
  at.world.clock.advance(15 * 60_000);
  await browser.request('POST', '/v1/exports', { body: {} });
  at.world.clock.advance(24 * 3_600_000);
  await at.world.sweep();
  await at.world.deliver('export');
  await at.world.eraseExpired();
}
