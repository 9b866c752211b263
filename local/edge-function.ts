/** Runs the template's CloudFront Functions: their very code, in a context of its own with nothing of Node in it. */
import { createContext, Script } from 'node:vm';
import * as z from 'zod';
import type { ApiRequest } from './http-event.ts';

/** The request as the function leaves it, or the answer it gives itself. */
export type EdgeResult =
  | { kind: 'request'; request: ApiRequest }
  | { kind: 'response'; status: number; headers: [string, string][]; body: string };
export type EdgeFunction = (request: ApiRequest, viewerIp: string) => EdgeResult;

const valueSchema = z.looseObject({ value: z.string() });
const requestSchema = z.looseObject({ uri: z.string(), headers: z.record(z.string(), valueSchema) });
const responseSchema = z.looseObject({
  statusCode: z.int(),
  headers: z.record(z.string(), valueSchema).default({}),
  body: z.union([z.string(), z.looseObject({ data: z.string() }).transform(({ data }) => data)]).default(''),
});

export function edgeFunction(code: string): EdgeFunction {
  const context = createContext({}, { codeGeneration: { strings: false, wasm: false } });
  new Script(code).runInContext(context);
  const run = new Script('JSON.stringify(handler(JSON.parse(event)))');
  return (request, viewerIp) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, { value }]));
    const querystring = Object.fromEntries([...new URLSearchParams(request.query)].map(([name, value]) => [name, { value }]));
    const shown = { method: request.method, uri: request.path, querystring, headers, cookies: {} };
    context['event'] = JSON.stringify({
      version: '1.0',
      context: { eventType: 'viewer-request' },
      viewer: { ip: viewerIp },
      request: shown,
    });
    const result: unknown = JSON.parse(String(run.runInContext(context)));
    const response = responseSchema.safeParse(result);
    if (response.success) {
      const { statusCode, headers: given, body } = response.data;
      return { kind: 'response', status: statusCode, headers: Object.entries(given).map(([name, { value }]) => [name, value]), body };
    }
    const changed = requestSchema.parse(result);
    const kept = Object.fromEntries(Object.entries(changed.headers).map(([name, { value }]) => [name, value]));
    return { kind: 'request', request: { ...request, path: changed.uri, headers: kept } };
  };
}
