/** GET /pictures/{account id}.svg: a profile picture drawn from the account's own id and initials. */
import { answer, type Reply } from '../reply.ts';
import type { RouteInput } from '../router.ts';
import { html } from './html.ts';
import { notFound } from './profile.ts';

export function showPicture({ world, path }: RouteInput): Reply {
  const account = world.accounts.get(path.id ?? '');
  if (!account) return notFound('There is no such picture.');
  // Ids follow each other closely; this spreads their colours.
  const hue = Number((BigInt(account.id) * 67n) % 360n);
  const initials = account.name
    .split(/\s+/, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
  const svg = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="320" height="320"><rect width="96" height="96" fill="hsl(${hue} 55% 42%)"/><text x="48" y="60" font-family="system-ui, sans-serif" font-size="36" fill="#fff" text-anchor="middle">${initials}</text></svg>`;
  return answer(200, 'image/svg+xml', svg.html);
}
