/** Media at an address of the user's. Threads fetches it, we never do, so only the address itself is judged. */
import { type Findings, finding, type RuleCode } from './findings.ts';
import { isAddress } from './web-address.ts';

/** Names that mean something only inside a house or a machine (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`). */
const privateNames = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|arpa|test|invalid|onion)$/u;
/** At least two labels; the last begins with a letter, so no numeric address passes. */
const publicName = /^(?:[a-z0-9_-]+\.)+[a-z][a-z0-9-]*$/u;

const isPublicName = (host: string): boolean => publicName.test(host) && !privateNames.test(host);

/** Also the empty ones of `https://@host`, which a parsed address does not show any more. */
const hasCredentials = (url: string): boolean => /^[^/]*\/\/[^/?#]*@/u.test(url);

type Row = { code: RuleCode; isBroken: (url: string) => boolean; detail: string; remediation: string };

/**
 * Public: doc. Https, no secrets and nothing behind `#`: ours, so that what was reviewed is what is fetched.
 * @see https://developers.facebook.com/docs/threads/posts/ (read 2026-11-23)
 */
const rows: readonly Row[] = [
  {
    code: 'media_url_invalid',
    isBroken: (url) => !isAddress(url),
    detail: 'This is no web address.',
    remediation: 'Paste the whole address.',
  },
  {
    code: 'media_url_not_https',
    isBroken: (url) => isAddress(url) && new URL(url).protocol !== 'https:',
    detail: 'The address does not begin with https.',
    remediation: 'Use its https address, or upload the file.',
  },
  {
    code: 'media_url_credentials',
    isBroken: (url) => isAddress(url) && hasCredentials(url),
    detail: 'The address holds a name or password.',
    remediation: 'Upload the file instead.',
  },
  {
    code: 'media_url_fragment',
    isBroken: (url) => isAddress(url) && url.includes('#'),
    detail: 'The address has a # in it.',
    remediation: 'Remove the # and what follows.',
  },
  {
    code: 'media_url_not_public',
    isBroken: (url) => isAddress(url) && !isPublicName(new URL(url).hostname.replace(/\.$/u, '')),
    detail: 'The platform cannot reach this address from outside.',
    remediation: 'Upload the file instead.',
  },
];

export function checkLinkedMedia(url: string, pointer: string): Findings {
  const at = `${pointer}/url`;
  const broken = rows.filter(({ isBroken }) => isBroken(url));
  const detail = 'Whatever is at this address when Threads fetches it goes out, even if it changed after your approval.';
  return {
    errors: broken.map((row) => finding(row.code, at, row.detail, row.remediation)),
    warnings: [finding('media_not_frozen', at, detail, 'Upload the file to freeze it.')],
  };
}
