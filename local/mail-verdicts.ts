/** What SES would say of a mail: its five verdicts, and the headers that it puts in front. */
import { authenticate } from 'mailauth';
import type { PretendDomains } from './pretend-domains.ts';

type Verdict = 'PASS' | 'FAIL' | 'GRAY' | 'PROCESSING_FAILED';
export type Verdicts = Record<'spam' | 'virus' | 'spf' | 'dkim' | 'dmarc', Verdict>;
export type Arrival = { raw: Buffer; from: string; to: string[]; helo: string; ip: string };
type Status = { result: string } | undefined;

/** The standard test strings: nobody scans on a laptop. */
const spamTest = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X';
const virusTest = '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';

const words: Record<string, Verdict> = { pass: 'PASS', fail: 'FAIL', temperror: 'PROCESSING_FAILED', permerror: 'PROCESSING_FAILED' };
const verdictOf = (status: Status): Verdict => words[status?.result ?? 'none'] ?? 'GRAY';

/** A signature that holds is enough; one that is there and does not hold is a failure, whatever the reason is called. */
function dkimVerdict(statuses: readonly { result: string }[]): Verdict {
  const signed = statuses.filter(({ result }) => result !== 'none');
  const found = signed.map(verdictOf);
  if (found.includes('PASS')) return 'PASS';
  if (found.includes('PROCESSING_FAILED')) return 'PROCESSING_FAILED';
  return signed.length > 0 ? 'FAIL' : 'GRAY';
}

const statusOf = (checked: false | { status: { result: string } } | undefined): Status => (checked ? checked.status : undefined);

export async function judgeMail(
  { raw, from, helo, ip }: Arrival,
  domains: PretendDomains,
): Promise<{ verdicts: Verdicts; headers: string }> {
  const { resolve: resolver } = domains;
  const settings = { trustReceived: false, mta: 'amazonses.com', disableArc: true, disableBimi: true };
  const { spf, dkim, dmarc, headers } = await authenticate(raw, { ip, helo, sender: from, resolver, ...settings });
  return {
    verdicts: {
      spam: raw.includes(spamTest) ? 'FAIL' : 'PASS',
      virus: raw.includes(virusTest) ? 'FAIL' : 'PASS',
      spf: verdictOf(statusOf(spf)),
      dkim: dkimVerdict(dkim.results.map(({ status }) => status)),
      dmarc: verdictOf(statusOf(dmarc)),
    },
    headers,
  };
}
