/** What an app asks the authorization window for, and the JSON pages a user sees when it asks wrongly. */
import { type Answer, json } from '../reply.ts';
import type { Params } from '../request.ts';
import type { App } from '../world.ts';
import { basicScope, splitScopes, unknownScopeIn } from './scopes.ts';

export type WindowRequest = { clientId: string; redirectUri: string; scopes: string[]; state: string | undefined };

/** Codes as seen by users; the texts are ours. idx:55483946297, [bright-136], idx:70114819921 */
const windowErrors = {
  wrongClient: { code: 4476002, message: 'No application data: the client_id is not the id of a Threads app.' },
  insecureRedirect: { code: 1349187, message: 'Insecure page: the redirect_uri must use https.' },
  unknownRedirect: { code: 1349168, message: 'Blocked URL: the redirect_uri is not one of the registered redirect URIs.' },
  testerPending: { code: 1349245, message: 'The user has not accepted the invite to test the app.' },
  badRequest: { code: 100, message: 'Invalid request' },
} as const;

/** A page of the window that ends the flow without going back to the app. */
export function windowError(name: keyof typeof windowErrors, detail = ''): Answer {
  const { code, message } = windowErrors[name];
  return json({ error_message: detail === '' ? message : `${message}: ${detail}`, error_code: code }, 400);
}

const loopbackHosts = ['127.0.0.1', 'localhost', '[::1]'];

function isInsecure(redirectUri: string, allowHttp: boolean): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const { protocol, hostname } = new URL(redirectUri);
  return protocol === 'http:' && !(allowHttp && loopbackHosts.includes(hostname));
}

function checkRedirect(app: App, redirectUri: string): Answer | undefined {
  if (isInsecure(redirectUri, app.allowHttp)) return windowError('insecureRedirect');
  return app.redirectUris.includes(redirectUri) ? undefined : windowError('unknownRedirect');
}

function checkScopes(scopes: readonly string[]): Answer | undefined {
  const unknown = unknownScopeIn(scopes);
  if (unknown !== undefined) return windowError('badRequest', `unknown scope ${unknown}`);
  return scopes.includes(basicScope) ? undefined : windowError('badRequest', `scope must contain ${basicScope}`);
}

/** The request, or the page that says what is wrong with it. */
export function readWindowRequest(app: App, params: Params): WindowRequest | Answer {
  const clientId = params.get('client_id') ?? '';
  const redirectUri = params.get('redirect_uri') ?? '';
  const scopes = splitScopes(params.get('scope') ?? '');
  if (clientId !== app.id) return windowError('wrongClient');
  const refused = checkRedirect(app, redirectUri) ?? checkScopes(scopes);
  if (refused) return refused;
  if (params.get('response_type') !== 'code') return windowError('badRequest', 'response_type must be code');
  return { clientId, redirectUri, scopes, state: params.get('state') };
}

export const isAnswer = (value: WindowRequest | Answer): value is Answer => 'kind' in value;

/** Where the user goes next; the registered URI stays as it is, byte for byte. */
export function backToApp({ redirectUri, state }: WindowRequest, result: Record<string, string>): string {
  const query = new URLSearchParams(result);
  if (state !== undefined) query.set('state', state);
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}#_`;
}
