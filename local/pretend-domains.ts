/**
 * Domains that exist on the laptop alone, with the DNS records that senders are judged by. Every other domain has none, whatever the real
 * DNS says: no question leaves the machine. The one signing key is made when it is first needed, and kept.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What nodemailer signs with. */
export type Signing = { domainName: string; keySelector: string; privateKey: string };
export type PretendDomains = {
  /** As mailauth asks: values of one record type of one name. @throws with code ENOTFOUND when there are none. */
  resolve(name: string, type: string): Promise<string[][]>;
  /** How mail of this domain is signed; undefined for domains that do not sign. */
  signing(domain: string): Signing | undefined;
};

const selector = 'laptop';
/** Signs its mail: proven. */
const signingDomain = 'friend.example';

const textRecords: Record<string, string> = {
  [signingDomain]: 'v=spf1 -all',
  [`_dmarc.${signingDomain}`]: 'v=DMARC1; p=reject',
  // Nobody may send in its name, and nobody signs for it: whatever claims to come from it is forged.
  'spoofed.example': 'v=spf1 -all',
  '_dmarc.spoofed.example': 'v=DMARC1; p=reject',
  // Sends from this machine and does not sign: DMARC passes, but the sender is not proven.
  'office.example': 'v=spf1 ip4:127.0.0.1 -all',
  '_dmarc.office.example': 'v=DMARC1; p=reject',
};

function keptKey(file: string): string {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}

const publicPart = (pem: string): string =>
  createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'der' }).toString('base64');

export function pretendDomains(dataDir: string): PretendDomains {
  const key = () => keptKey(join(dataDir, 'mail-key.pem'));
  const textOf = (name: string): string | undefined =>
    name === `${selector}._domainkey.${signingDomain}` ? `v=DKIM1; k=rsa; p=${publicPart(key())}` : textRecords[name];
  return {
    async resolve(name, type) {
      const text = type === 'TXT' ? textOf(name.toLowerCase().replace(/\.$/, '')) : undefined;
      if (text === undefined) throw Object.assign(new Error(`${type} ${name} is not there`), { code: 'ENOTFOUND' });
      return [[text]];
    },
    signing: (domain) => (domain === signingDomain ? { domainName: domain, keySelector: selector, privateKey: key() } : undefined),
  };
}
