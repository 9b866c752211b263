/** The control API under /_control: JSON in, JSON out, for tests and scripts. Threads has nothing like it. */
import * as z from 'zod';
import { newAccountSchema } from '../accounts.ts';
import { newFaultSchema } from '../faults/fault.ts';
import { faultTable } from '../faults/table.ts';
import { json, type Reply } from '../reply.ts';
import type { Route } from '../router.ts';
import { settingsPatchSchema } from '../settings.ts';
import { type Control, ControlError, controlOf } from './control.ts';
import type { CallbackView } from './views.ts';

type Do = (control: Control, body: unknown, name: string) => unknown;

const moveSchema = z.strictObject({ advance_ms: z.int().min(0) });
const tokenSchema = z.strictObject({
  scopes: z.array(z.string()).default(['threads_basic', 'threads_content_publish']),
  kind: z.enum(['short', 'long']).default('long'),
});

const done = (callback: CallbackView | undefined) => ({ success: true, ...(callback === undefined ? {} : { callback }) });

const rows: [method: Route['method'], path: string, run: Do][] = [
  ['GET', '/accounts', (control) => ({ data: control.accounts() })],
  ['POST', '/accounts', (control, body) => control.addAccount(newAccountSchema.parse(body))],
  ['GET', '/accounts/:name', (control, _body, name) => control.account(name)],
  ['POST', '/accounts/:name/revoke', async (control, _body, name) => done(await control.revoke(name))],
  ['POST', '/accounts/:name/delete-data', async (control, _body, name) => done(await control.requestDeletion(name))],
  ['POST', '/accounts/:name/tokens', (control, body, name) => ({ access_token: control.mintToken(name, tokenSchema.parse(body ?? {})) })],
  ['POST', '/posts/:name/remove', (control, _body, name) => control.removePost(name)],
  ['GET', '/callbacks', (control) => ({ data: control.callbacks() })],
  ['POST', '/callbacks/:name/replay', (control, _body, name) => control.replay(name)],
  ['POST', '/settle', (control) => control.settled()],
  ['GET', '/tokens', (control) => ({ data: control.tokens() })],
  ['GET', '/faults', (control) => ({ data: control.faults() })],
  ['POST', '/faults', (control, body) => control.addFault(newFaultSchema.parse(body))],
  ['DELETE', '/faults', (control) => control.clearFaults()],
  ['DELETE', '/faults/:name', (control, _body, name) => control.removeFault(name)],
  ['GET', '/fault-table', () => ({ data: faultTable })],
  ['GET', '/clock', (control) => control.clock()],
  ['POST', '/clock', (control, body) => control.advance(moveSchema.parse(body).advance_ms)],
  ['GET', '/settings', (control) => control.settings()],
  ['PUT', '/settings', (control, body) => control.changeSettings(settingsPatchSchema.parse(body))],
  ['POST', '/reset', (control) => control.reset()],
];

async function answerControl(run: () => unknown): Promise<Reply> {
  try {
    return json((await run()) ?? { success: true });
  } catch (error) {
    if (error instanceof ControlError) return json({ error: error.message }, error.status);
    if (error instanceof z.ZodError) return json({ error: z.prettifyError(error) }, 400);
    throw error;
  }
}

const rowRoutes = rows.map(
  ([method, path, run]): Route => ({
    method,
    path: `/_control${path}`,
    run: ({ world, request, path: { name = '' } }) => answerControl(() => run(controlOf(world), request.jsonBody, name)),
  }),
);

export const controlRoutes: Route[] = [
  ...rowRoutes,
  { method: 'GET', path: '/_control', run: () => json({ routes: rows.map(([method, path]) => `${method} /_control${path}`) }) },
];
