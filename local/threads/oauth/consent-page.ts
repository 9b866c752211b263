/** The page on which a person picks an account, ticks scopes and says yes or no. */
import { html, nothing } from '../pages/html.ts';
import { page } from '../pages/layout.ts';
import type { Answer } from '../reply.ts';
import type { Account } from '../state.ts';
import type { World } from '../world.ts';
import { basicScope } from './scopes.ts';
import type { WindowRequest } from './window-request.ts';

const hidden = (name: string, value: string) => html`<input type="hidden" name="${name}" value="${value}">`;

const choice = (account: Account, isFirst: boolean) =>
  html`<label class="tick"><input type="radio" name="account" value="${account.id}" ${isFirst ? { html: 'checked' } : nothing}>${account.name} (@${account.username})</label>`;

const scopeTick = (scope: string) =>
  scope === basicScope
    ? html`<label class="tick"><input type="checkbox" checked disabled>${scope} (always granted)</label>`
    : html`<label class="tick"><input type="checkbox" name="grant:${scope}" checked>${scope}</label>`;

/** The request travels in hidden fields and is checked again when the form comes back. */
function requestFields({ clientId, redirectUri, scopes, state }: WindowRequest) {
  return [
    hidden('client_id', clientId),
    hidden('redirect_uri', redirectUri),
    hidden('response_type', 'code'),
    hidden('scope', scopes.join(',')),
    ...(state === undefined ? [] : [hidden('state', state)]),
  ];
}

export function consentPage(world: World, request: WindowRequest, problem?: string): Answer {
  const accounts = [...world.accounts.values()];
  const body = html`<h1>Allow this app to use your Threads account?</h1>
<p class="soft">App ${request.clientId} · you go back to <code>${request.redirectUri}</code></p>
${problem === undefined ? nothing : html`<p class="bad" role="alert">${problem}</p>`}
<form method="post" action="/oauth/authorize">
${requestFields(request)}
<h2>Sign in as</h2>
${accounts.map((account, i) => choice(account, i === 0))}
<label class="tick"><input type="radio" name="account" value="new" ${accounts.length === 0 ? { html: 'checked' } : nothing}>A new account:
<input name="username" placeholder="username" aria-label="New username" pattern="[a-z0-9._]{1,30}" autocomplete="off"></label>
<h2>What the app may do</h2>
${request.scopes.map(scopeTick)}
<p class="row"><button class="main" name="decision" value="allow">Allow</button><button name="decision" value="cancel" formnovalidate>Cancel</button></p>
</form>`;
  return page('Allow access', body, problem === undefined ? 200 : 400);
}
