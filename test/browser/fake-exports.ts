/** Exports at the fake API: asked for with a proof, ready when a test says so, fetched from a file of this very origin. */
import * as z from 'zod/mini';
import { exportView } from '../../functions/delete/exports.ts';
import { notFound } from '../../lib/core/errors.ts';
import { built, type Export, exportRunning, newExport, requireFetchable } from '../../lib/core/export.ts';
import { newId } from '../../lib/core/ids.ts';
import { requireProof } from '../../lib/core/session.ts';
import { seededBytes } from '../support/builders.ts';
import { expectBody, type FakeRoute, idPattern as id, ok } from './fake-route.ts';
import type { FakeWorld } from './fake-world.ts';

export type FakeExports = { made: Export[]; finish: () => void };

export function fakeExports(): FakeExports {
  const all: FakeExports = {
    made: [],
    finish: () => {
      all.made = all.made.map((one) => (one.state === 'building' ? built(one, 1_234_567, new Date()) : one));
    },
  };
  return all;
}

const randomBytes = seededBytes(77);
const now = () => new Date();

export const exportRoutes = (world: FakeWorld, exports: FakeExports, origin: () => string): FakeRoute[] => [
  [
    'POST',
    /^\/v1\/exports$/,
    ({ body, session }) => {
      expectBody(z.strictObject({}), body);
      requireProof(session, now());
      if (exports.made.some(({ state }) => state === 'building')) throw exportRunning();
      exports.made.unshift(newExport(newId('exp', { now, randomBytes }), world.user.id, now()));
      return { status: 202, body: exportView(exports.made[0]!, now()) };
    },
  ],
  [
    'GET',
    /^\/v1\/exports$/,
    () => ok({ object: 'list', data: exports.made.map((one) => exportView(one, now())), has_more: false, next_cursor: null }),
  ],
  [
    'POST',
    new RegExp(`^/v1/exports/${id}/download$`),
    ({ params: [wanted], body, session }) => {
      expectBody(z.strictObject({}), body);
      requireProof(session, now());
      const made = exports.made.find((one) => one.id === wanted);
      if (!made) throw notFound('export');
      requireFetchable(made, now());
      return ok({ object: 'download', url: `${origin()}/fake-export.zip`, expires_at: made.expiresAt });
    },
  ],
];
