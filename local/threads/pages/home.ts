/** The first page: every account with its public posts counted, and a form for a new one. */
import { createAccount } from '../accounts.ts';
import { type Reply, redirect } from '../reply.ts';
import type { RouteInput } from '../router.ts';
import type { Account } from '../state.ts';
import { visiblePosts, type World } from '../world.ts';
import { html, nothing } from './html.ts';
import { counted, page, picture, profilePath, timeOf } from './layout.ts';

function card(world: World, account: Account) {
  const pending = account.isTesterPending ? html` · tester invite pending` : nothing;
  const locked = account.isPrivate ? html` · private` : nothing;
  return html`<div class="card person">${picture(world, account)}
<div><p><a href="${profilePath(account)}">${account.name}</a></p><p class="soft">@${account.username}${locked}${pending}</p></div>
<p class="count"><strong>${counted(visiblePosts(world, account.id).length, 'public post')}</strong><br><span class="soft">${counted(account.publishAttempts.length, 'publish call')}</span></p></div>`;
}

export function showHome({ world }: RouteInput): Reply {
  const cards = [...world.accounts.values()].map((account) => card(world, account));
  return page(
    'Accounts',
    html`<h1>Accounts</h1><p class="soft">Simulated time: ${timeOf(world.clock.now())}</p>${cards}
<h2>New account</h2>
<form class="row" method="post" action="/accounts">
<label><span>Username</span><input name="username" required pattern="[a-z0-9._]{1,30}" autocomplete="off"></label>
<label><span>Name</span><input name="name" maxlength="100" autocomplete="off"></label>
<label><span>Biography</span><input name="biography" maxlength="500" autocomplete="off"></label>
<label class="tick"><input type="checkbox" name="private">Private</label>
<label class="tick"><input type="checkbox" name="tester_pending">Tester invite pending</label>
<label class="tick"><input type="checkbox" name="geo_gating">May name countries</label>
<button class="main">Create</button>
</form>`,
  );
}

export function addAccount({ world, request: { params } }: RouteInput): Reply {
  const name = params.get('name') || undefined;
  const biography = params.get('biography') || undefined;
  try {
    createAccount(world, {
      username: params.get('username') ?? '',
      private: params.has('private'),
      tester_pending: params.has('tester_pending'),
      geo_gating: params.has('geo_gating'),
      ...(name === undefined ? {} : { name }),
      ...(biography === undefined ? {} : { biography }),
    });
  } catch {
    return page(
      'Not created',
      html`<h1>Not created</h1><p>The username must be free and made of a-z, 0-9, dot and underscore.</p><p><a href="/">Back</a></p>`,
      400,
    );
  }
  return redirect(303, '/');
}
