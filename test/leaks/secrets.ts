/** The canaries: what must stand nowhere but in its declared places. They are gathered while the journeys go on, and searched for afterwards. */
import type { ParameterName } from '../../functions/duties.ts';

export const secretKinds = {
  session_cookie: 'what opens a session',
  browser_cookie: 'the mark of one browser',
  invite_token: 'the one-time part of an invite',
  link_token: 'the one-time part of a mailed sign-in link',
  deletion_token: 'the one-time part of a mailed link that confirms a deletion',
  deletion_code: 'what opens the page of a deletion',
  oauth_state: 'the state of one OAuth round trip',
  oauth_code: 'the code that the platform sends back',
  short_token: 'the token that a code is exchanged for',
  access_token: 'a long-lived token of a connection',
  app_secret: 'the secret of the Threads app',
  hash_key: 'the key of the keyed hashes',
  origin_secret: 'what CloudFront shows the API',
  data_key: 'a data key in plaintext',
  wrapped_key: 'a data key as the key service wrapped it: in the vault it is at home, in no backup anywhere else',
  handle: 'what a connected account is called',
  post_text: 'what somebody wrote',
  mail_text: 'subject and body of a mail to the help address',
  address: 'the e-mail address of a person',
  upload_signature: 'the signature of an upload address',
  download_signature: 'the signature of the address of an export',
  aws_secret: 'what a function signs its AWS calls with',
} as const;
export type SecretKind = keyof typeof secretKinds;
const isKind = (name: string): name is SecretKind => Object.hasOwn(secretKinds, name);
export const allKinds: readonly SecretKind[] = Object.keys(secretKinds).filter(isKind);

/** What each parameter of a stage is. A new one does not compile until it is said what it is. */
export const parameterKinds = {
  'origin-secret': 'origin_secret',
  'origin-secret-previous': 'origin_secret',
  'hash-key': 'hash_key',
  'threads-app-secret': 'app_secret',
  'meta-app-secret': 'app_secret',
  'threads-app-id': 'public',
} as const satisfies Record<ParameterName, SecretKind | 'public'>;

/** By the page that they lead to. */
const linkKinds = new Map<string, SecretKind>([
  ['invite', 'invite_token'],
  ['sign-in', 'link_token'],
  ['delete', 'deletion_token'],
]);

export type Secret = { kind: SecretKind; value: string | Uint8Array };

/** Each value once. */
export class Secrets {
  readonly #known = new Map<string, Secret>();

  add(kind: SecretKind, value: string | Uint8Array | undefined): void {
    if (value === undefined || value.length === 0) return;
    // Bytes are cleared by whoever got them.
    const kept = typeof value === 'string' ? value : Uint8Array.from(value);
    this.#known.set(`${kind} ${Buffer.from(kept).toString('base64')}`, { kind, value: kept });
  }

  /** The one-time parts of the links in a mail. */
  addLinks(mail: string): void {
    for (const [, page = '', token] of mail.matchAll(/\/([a-z-]+)#([\w-]{43})/g)) this.add(linkKinds.get(page) ?? 'link_token', token);
  }

  all(): Secret[] {
    return [...this.#known.values()];
  }

  /** The newest text of a kind. @throws {Error} when there is none: a journey then did not do what it is for. */
  newest(kind: SecretKind): string {
    const found = this.all().findLast((secret) => secret.kind === kind && typeof secret.value === 'string');
    if (typeof found?.value !== 'string') throw new Error(`there is no ${kind} yet`);
    return found.value;
  }
}
