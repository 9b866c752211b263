/** The words of our mails, as text and HTML. No post text, no token but the one-time link itself. */
import type { Mail } from '../core/ports.ts';
import { escapeHtml } from '../core/public-page.ts';

type Words = { to: string; subject: string; lead: string; url: string; action: string; after: string };

export function mail({ to, subject, lead, url, action, after }: Words): Mail {
  const text = `${lead}\n\n${url}\n\n${after}\n`;
  const body = `<p>${escapeHtml(lead)}</p><p><a href="${escapeHtml(url)}">${escapeHtml(action)}</a></p><p>${escapeHtml(after)}</p>`;
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(subject)}</title><body>${body}</body></html>`;
  return { to, subject, text, html };
}

export const signInMail = (to: string, url: string): Mail =>
  mail({
    to,
    url,
    subject: 'Your sign-in link for Postora',
    lead: 'Open this link within ten minutes, in the browser in which you asked for it:',
    action: 'Sign in to Postora',
    after: 'If you did not ask for it, ignore this mail: nothing happens without the link.',
  });

/** `until` is an ISO instant. */
export const exportMail = (to: string, url: string, until: string): Mail =>
  mail({
    to,
    url,
    subject: 'Your data at Postora is ready to download',
    lead: `The copy of your data that you asked for is ready. Fetch it in your settings until ${until.slice(0, 16).replace('T', ' ')} UTC:`,
    action: 'Open your settings',
    after: 'After that the file is erased. If you did not ask for it, sign out all browsers in your settings, and write to us.',
  });

export const inviteMail = (to: string, url: string): Mail =>
  mail({
    to,
    url,
    subject: 'You are invited to Postora',
    lead: 'You are invited to Postora. Accept within 24 hours:',
    action: 'Accept the invitation',
    after: 'If you did not expect this, ignore this mail: nothing is stored until you accept.',
  });

const longDay = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** "in 7 days", counted as people do: what is begun is a day. */
function inDays(endsAt: Date, now: Date): string {
  const days = Math.max(1, Math.ceil((endsAt.getTime() - now.getTime()) / 86_400_000));
  return days === 1 ? 'within a day' : `in ${days} days`;
}

export const connectionTroubleMail = (
  to: string,
  url: string,
  { username, platform, endsAt, now }: { username: string; platform: string; endsAt: Date; now: Date },
): Mail =>
  mail({
    to,
    url,
    subject: `@${username} on ${platform}: please connect it again`,
    lead: `Postora could not renew its access to @${username} on ${platform}. It ends ${inDays(endsAt, now)}, on ${longDay.format(endsAt)}. To keep it, open your connections and press "Connect again" at @${username}:`,
    action: 'Open my connections',
    after: `If you do nothing, posts for @${username} wait from then on and are not lost. Postora keeps trying until then; if that works, nothing is left for you to do.`,
  });

/** The one automatic answer to whoever is on file and wrote to the help address, whatever they wrote: no machine reads it. */
export const deletionMail = (to: string, url: string): Mail => ({
  ...mail({
    to,
    url,
    subject: 'Your mail to Postora, and how to delete everything',
    lead: 'Thank you for writing. This answer was written by a machine; a person reads your mail as well. If you want everything deleted that Postora keeps of you, open this page within 24 hours and confirm it there:',
    action: 'See what will be deleted, and confirm',
    after:
      'If that is not what you want, let the link be: nothing is deleted unless you press the button on that page. If you did not write to us, somebody else did in your name, and nothing comes of it.',
  }),
  answers: { messageId: undefined },
});
