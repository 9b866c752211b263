/** The page of signed calls: users who remove the app or ask for deletion, and what the app answered. */
import { type Control, ControlError, controlOf } from '../control/control.ts';
import type { CallbackView } from '../control/views.ts';
import { type Reply, redirect } from '../reply.ts';
import type { RouteInput } from '../router.ts';
import type { Account } from '../state.ts';
import { type Html, html, nothing } from './html.ts';
import { page, profilePath, timeOf } from './layout.ts';

const kinds = { deauthorize: 'Removed the app', data_deletion: 'Asked for deletion' } as const satisfies Record<
  CallbackView['kind'],
  string
>;

const button = (action: string, name: string, value: string, label: string): Html =>
  html`<form method="post" action="/callbacks/${action}"><input type="hidden" name="${name}" value="${value}"><button>${label}</button></form>`;

const accountRow = (account: Account): Html => html`<div class="card row spread"><a href="${profilePath(account)}">@${account.username}</a>
<div class="row">${button('revoke', 'account', account.id, 'Remove the app')}${button('delete-data', 'account', account.id, 'Ask for deletion')}</div></div>`;

function deliveryOf({ at, status, body, url, confirmation_code, problem }: CallbackView['deliveries'][number]): Html {
  const code = confirmation_code === null ? nothing : html`<br>Confirmation code <code>${confirmation_code}</code>`;
  const link = url === null ? nothing : html`<br><a href="${url}" rel="noopener noreferrer">${url}</a>`;
  const trouble = problem === null ? nothing : html`<br><span class="bad">${problem}</span>`;
  const answer = body === '' || url !== null ? nothing : html`<br><code>${body.slice(0, 300)}</code>`;
  return html`<li>${timeOf(Date.parse(at))}: ${status === null ? 'no answer' : `HTTP ${status}`}${trouble}${link}${code}${answer}</li>`;
}

const callbackCard = ({ id, kind, account, sent_to, deliveries }: CallbackView): Html => html`<article class="card">
<div class="row spread"><p><strong>${kinds[kind]}</strong> · @${account ?? '?'}<br><span class="soft">to ${sent_to}</span></p>${button('replay', 'id', id, 'Send again')}</div>
<ul>${deliveries.map(deliveryOf)}</ul></article>`;

export function showCallbacks({ world }: RouteInput): Reply {
  const calls = controlOf(world).callbacks().reverse();
  const { deauthorizeUrl, dataDeletionUrl } = world.settings;
  const urlOf = (url: string) => (url === '' ? 'not set' : url);
  return page(
    'Callbacks',
    html`<h1>Callbacks</h1>
<p class="soft">Deauthorize: <code>${urlOf(deauthorizeUrl)}</code><br>Data deletion: <code>${urlOf(dataDeletionUrl)}</code><br>
Change them, and how the calls are written, under <a href="/faults#settings">settings</a>.</p>
${[...world.accounts.values()].map(accountRow)}
<h2>Calls</h2>${calls.length === 0 ? html`<p class="soft">None yet.</p>` : calls.map(callbackCard)}`,
  );
}

const submit =
  (run: (control: Control, value: string) => Promise<unknown>, name: 'account' | 'id') =>
  async ({ world, request }: RouteInput): Promise<Reply> => {
    try {
      await run(controlOf(world), request.params.get(name) ?? '');
      return redirect(303, '/callbacks');
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      return page('Not done', html`<h1>Not done</h1><p>${error.message}</p><p><a href="/callbacks">Back</a></p>`, error.status);
    }
  };

export const submitRevoke = submit((control, account) => control.revoke(account), 'account');
export const submitDeletion = submit((control, account) => control.requestDeletion(account), 'account');
export const submitReplay = submit((control, id) => control.replay(id), 'id');
