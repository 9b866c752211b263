/** The mailbox page: every mail of the laptop, for people (`/`, `/message/<id>`) and for tests (`/mails?to=`, `/mails/<id>`). */
import type { HttpHandler } from './http-server.ts';
import type { Mail, MailStore } from './mail.ts';

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const linked = (text: string) =>
  escapeHtml(text).replace(
    /https?:\/\/[^\s<]+?(?=[).,;]*(?:\s|$))/g,
    (url) => `<a href="${url}" target="_blank" rel="noreferrer">${url}</a>`,
  );

const style = `body{font:16px/1.5 system-ui;margin:2rem auto;max-width:50rem;padding:0 1rem;color:#1c2430;background:#fafafa}
a{color:#0b57d0}table{width:100%;border-collapse:collapse}td,th{text-align:left;padding:.5rem;border-bottom:1px solid #ddd;vertical-align:top}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#fff;border:1px solid #ddd;padding:1rem}iframe{width:100%;height:28rem;border:1px solid #ddd;background:#fff}
.none{color:#5a6472}@media(prefers-color-scheme:dark){body{color:#e6e9ee;background:#14181f}a{color:#8ab4f8}pre{background:#1c222b}td,th,pre,iframe{border-color:#39424f}.none{color:#a4adba}}`;

const page = (title: string, body: string, refreshes = false) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>${refreshes ? '<meta http-equiv="refresh" content="3">' : ''}
<style>${style}</style></head><body>${body}</body></html>`;

function list(mails: Mail[]): string {
  const rows = mails.map(
    ({ id, at, direction, from, to, subject }) =>
      `<tr><td>${escapeHtml(at.slice(0, 19).replace('T', ' '))}</td><td>${direction === 'sent' ? `to ${escapeHtml(to.join(', '))}` : `from ${escapeHtml(from)}`}</td>
<td><a href="/message/${id}">${escapeHtml(subject || '(no subject)')}</a></td></tr>`,
  );
  const none = '<p class="none">No mail yet. What Postora sends, and what arrives by SMTP, appears here by itself.</p>';
  const table = `<table><thead><tr><th>Time (UTC)</th><th>Who</th><th>Subject</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  return page('Mailbox', `<h1>Mailbox</h1>${mails.length > 0 ? table : none}`, true);
}

function message({ id, at, from, to, subject, text, html, headers, attachments }: Mail): string {
  const shown = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
  const frame = html
    ? `<h2>As HTML</h2><iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mails/${id}/html" title="The mail as HTML"></iframe>`
    : '';
  const files = attachments.map(({ name }, i) => `<li><a href="/mails/${id}/attachments/${i}">${escapeHtml(name)}</a></li>`).join('');
  return page(
    subject,
    `<p><a href="/">Mailbox</a></p><h1>${escapeHtml(subject || '(no subject)')}</h1>
<p>${escapeHtml(from)} to ${escapeHtml(to.join(', '))}, ${escapeHtml(at)}</p><h2>As text</h2><pre>${linked(text)}</pre>${files ? `<h2>Attached</h2><ul>${files}</ul>` : ''}${frame}
<details><summary>Headers</summary><pre>${escapeHtml(shown)}</pre></details>`,
  );
}

/** What a mail's HTML may do in the browser: show itself, open its links. */
const mailPolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox";

export function mailbox(store: MailStore): HttpHandler {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const [, folder, id = '', part, index] = url.pathname.split('/');
    const answer = (status: number, type: string, body: string | Buffer, headers: Record<string, string> = {}) =>
      void response
        .writeHead(status, {
          'content-type': `${type}; charset=utf-8`,
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          ...headers,
        })
        .end(body);
    const html = (body: string) =>
      answer(200, 'text/html', body, { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'" });

    if (url.pathname === '/') return html(list(store.list()));
    if (url.pathname === '/mails') {
      const filter = { to: url.searchParams.get('to') ?? undefined, direction: url.searchParams.get('direction') ?? undefined };
      return answer(200, 'application/json', JSON.stringify(store.list(filter)));
    }
    const mail = store.get(id);
    if (mail && folder === 'message') return html(message(mail));
    if (mail && folder === 'mails' && part === 'html')
      return answer(200, 'text/html', `<base target="_blank">${mail.html}`, { 'content-security-policy': mailPolicy });
    const file = folder === 'mails' && part === 'attachments' ? mail?.attachments[Number(index)] : undefined;
    // Never shown here: whoever wrote to the help address wrote it.
    if (file)
      return answer(200, 'application/octet-stream', Buffer.from(file.content, 'base64'), {
        'content-disposition': `attachment; filename="${file.name.replace(/[^\w.-]/g, '')}"`,
      });
    if (mail && folder === 'mails' && part === undefined) return answer(200, 'application/json', JSON.stringify(mail));
    return answer(404, 'text/plain', 'There is no such mail.');
  };
}
