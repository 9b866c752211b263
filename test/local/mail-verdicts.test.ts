/** Verdicts as SES gives them, from signatures and pretend DNS records. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, describe, expect, it } from 'vitest';
import { judgeMail } from '../../local/mail-verdicts.ts';
import { pretendDomains } from '../../local/pretend-domains.ts';

const dir = mkdtempSync(join(tmpdir(), 'postora-verdicts-'));
afterAll(() => rmSync(dir, { recursive: true }));
const domains = pretendDomains(dir);

async function written(from: string, text = 'Please delete my account.'): Promise<Buffer> {
  const dkim = domains.signing(from.split('@')[1] ?? '');
  const transport = createTransport({ streamTransport: true, buffer: true, ...(dkim ? { dkim } : {}) });
  const { message } = await transport.sendMail({ from, to: 'help@postora.xyz', subject: 'Hello', text });
  return Buffer.from(message as Buffer);
}
const judge = async (raw: Buffer, from: string) =>
  (await judgeMail({ raw, from, to: ['help@postora.xyz'], helo: 'laptop', ip: '127.0.0.1' }, domains)).verdicts;

describe(judgeMail, () => {
  it.each([
    ['ada@friend.example', { spf: 'FAIL', dkim: 'PASS', dmarc: 'PASS' }],
    ['ada@office.example', { spf: 'PASS', dkim: 'GRAY', dmarc: 'PASS' }],
    ['ada@spoofed.example', { spf: 'FAIL', dkim: 'GRAY', dmarc: 'FAIL' }],
    ['ada@anywhere.example', { spf: 'GRAY', dkim: 'GRAY', dmarc: 'GRAY' }],
  ])('of %s are %j', async (from, verdicts) => {
    expect(await judge(await written(from), from)).toEqual({ spam: 'PASS', virus: 'PASS', ...verdicts });
  });

  it('find a changed body, whatever the library calls it', async () => {
    const changed = Buffer.from((await written('ada@friend.example')).toString().replace('delete', 'pamper'));

    expect(await judge(changed, 'ada@friend.example')).toMatchObject({ dkim: 'FAIL', dmarc: 'FAIL' });
  });

  it('take a good signature of another domain for no proof of From', async () => {
    const forged = Buffer.from(
      (await written('ada@friend.example')).toString().replace('From: ada@friend.example', 'From: ada@spoofed.example'),
    );

    expect(await judge(forged, 'ada@friend.example')).toMatchObject({ dmarc: 'FAIL' });
  });

  it('find the standard test strings for spam and viruses', async () => {
    const spam = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X';
    const virus = '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';

    expect(await judge(await written('a@b.example', spam), 'a@b.example')).toMatchObject({ spam: 'FAIL', virus: 'PASS' });
    expect(await judge(await written('a@b.example', virus), 'a@b.example')).toMatchObject({ spam: 'PASS', virus: 'FAIL' });
  });

  it('name the signer in one header of SES', async () => {
    const { headers } = await judgeMail(
      { raw: await written('ada@friend.example'), from: 'ada@friend.example', to: [], helo: 'laptop', ip: '127.0.0.1' },
      domains,
    );

    expect(headers.match(/^Authentication-Results: amazonses\.com;/gm)).toHaveLength(1);
    expect(headers).toContain('dkim=pass header.i=@friend.example');
  });
});

describe(pretendDomains, () => {
  it('keeps its key over a restart', () => {
    expect(pretendDomains(dir).signing('friend.example')).toEqual(domains.signing('friend.example'));
    expect(domains.signing('spoofed.example')).toBeUndefined();
  });

  it('knows no real domain, and asks nobody', async () => {
    await expect(domains.resolve('_dmarc.gmail.com', 'TXT')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(domains.resolve('friend.example', 'MX')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});
