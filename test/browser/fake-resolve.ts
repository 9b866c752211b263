/** Settling an open outcome in the fake API: the real use case over the world's memory. */
import { randomBytes } from 'node:crypto';
import { resolvePublication } from '../../lib/app/resolve-publication.ts';
import type { Write } from '../../lib/core/ports.ts';
import type { Publication } from '../../lib/core/publication.ts';
import type { FakeWorld } from './fake-world.ts';

type Needs = Parameters<typeof resolvePublication>[0];
type Input = Parameters<typeof resolvePublication>[1];

const noWrite: Write = { op: 'check', table: 'main', key: { pk: '', sk: '' }, condition: { absent: true } };

/** @throws {AppError} as the real one */
export async function resolve(world: FakeWorld, input: Input): Promise<void> {
  const staged: Publication[] = [];
  const publications = {
    get: async (_: string, postId: string, connectionId: string) =>
      world.publicationsOf(postId).find((p) => p.connectionId === connectionId),
    replace: (p: Publication): Write => {
      staged.push(p);
      return noWrite;
    },
  };
  const commit = async () => staged.forEach(world.keep);
  const deps = { now: () => new Date(), randomBytes, publications, events: { record: () => noWrite }, commit };
  await resolvePublication(deps as unknown as Needs, input);
}
