/** Whose signature: read from SES's own header, and from that alone. */
import { describe, expect, it } from 'vitest';
import { alignmentOf } from '../../../lib/core/mail-alignment.ts';
import { resultsHeader } from '../../support/ses-events.ts';

const results = (value: string) => [{ name: 'Authentication-Results', value }];

describe('alignmentOf', () => {
  it.each([
    ['example.org', 'example.org'],
    ['example.org', 'news.example.org'],
    ['EXAMPLE.org', 'example.org'],
  ])('a signature of %s speaks for %s', (signer, domain) => {
    expect(alignmentOf([resultsHeader(signer)], domain)).toBe('aligned');
  });

  it.each([
    ['example.net', 'example.org'],
    ['news.example.org', 'example.org'],
    ['notexample.org', 'example.org'],
    ['org', 'example.org'],
    ['example.org', ''],
  ])('a signature of %s does not speak for %s', (signer, domain) => {
    expect(alignmentOf([resultsHeader(signer)], domain)).toBe('not_aligned');
  });

  it.each([
    ['no header at all', []],
    ['no signature', [resultsHeader(null)]],
    ['another server’s results', [resultsHeader('example.org', 'mx.evil.example')]],
    ['a server that only begins alike', [resultsHeader('example.org', 'amazonses.com.evil.example')]],
    ['a signature that failed', results('amazonses.com; dkim=fail header.i=@example.org')],
    ['one that did not pass in another way', results('amazonses.com; dkim=passed header.i=@example.org')],
    ['the words in a comment', results('amazonses.com; dkim=fail (; dkim=pass header.i=@example.org;)')],
    ['the words in a quoted text', results('amazonses.com; spf=pass smtp.helo="x; dkim=pass header.i=@example.org"')],
    ['the words behind another method', results('amazonses.com; spf=pass dkim=pass header.i=@example.org')],
    ['a comment that never ends', results('amazonses.com (; dkim=pass header.i=@example.org')],
  ])('counts not: %s', (_, headers) => {
    expect(alignmentOf(headers, 'example.org')).toBe('not_aligned');
  });

  it('takes any of several signatures, and header.d as well', () => {
    const value = 'amazonses.com;\r\n dkim=pass header.i=@mailer.example;\r\n dkim=pass header.d=example.org header.s=s1; dmarc=pass';

    expect(alignmentOf(results(value), 'example.org')).toBe('aligned');
  });

  it('is in doubt when two headers claim to be of SES, whatever they say', () => {
    expect(alignmentOf([resultsHeader('example.org'), resultsHeader('example.org')], 'example.org')).toBe('doubtful');
    expect(alignmentOf([resultsHeader(null), resultsHeader('example.org', 'AmazonSES.com 1')], 'example.org')).toBe('doubtful');
  });

  it('lets other servers’ results stand beside it', () => {
    expect(alignmentOf([resultsHeader('example.org'), resultsHeader('example.org', 'mx.example.org')], 'example.org')).toBe('aligned');
  });
});
