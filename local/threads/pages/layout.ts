/** The frame of every page, and pieces that several pages show. */
import { pictureUrl } from '../api/profile.ts';
import { type Answer, answer } from '../reply.ts';
import type { Account } from '../state.ts';
import type { World } from '../world.ts';
import { type Html, html } from './html.ts';
import { css } from './style.ts';

const sheet: Html = { html: `<style>${css}</style>` };

const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
};

export function page(title: string, body: Html, status = 200): Answer {
  const document = html`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} – Threads simulator</title>${sheet}</head>
<body>
<header><strong>Threads simulator</strong><a href="/">Accounts</a><a href="/faults">Faults and clock</a><a href="/callbacks">Callbacks</a></header>
<main>${body}</main>
</body>
</html>`;
  const reply = answer(status, 'text/html; charset=utf-8', document.html);
  return { ...reply, headers: { ...reply.headers, ...securityHeaders } };
}

export const timeOf = (ms: number): Html => {
  const iso = new Date(ms).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
};

/** The path only, so that pictures also load when the simulator is reached by another name. */
export const picture = (world: World, account: Account): Html =>
  html`<img src="${new URL(pictureUrl(world, account)).pathname}" alt="" width="56" height="56">`;

export const profilePath = ({ username }: Account): string => `/@${username}`;

export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
