/** The template's receipt rule on the laptop: who may what, and what the function is handed. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { sesEventSchema } from '../../lib/core/ses-event.ts';
import { readHeaders, receiveInto } from '../../local/inbound-mail.ts';
import { pretendDomains } from '../../local/pretend-domains.ts';
import { openS3Store } from '../../local/s3-store.ts';
import { openTemplates, parseTemplate } from '../../local/template.ts';

const dir = mkdtempSync(join(tmpdir(), 'postora-inbound-'));
afterAll(() => rmSync(dir, { recursive: true }));
const account = '000000000000';
const ruleArn = `arn:aws:ses:us-east-1:${account}:receipt-rule-set/set:receipt-rule/help`;

type Changes = { rule?: object; permission?: object; statement?: object };
/** A bucket, a function and the rule between them, as small as they can be. */
const stackWith = ({ rule = {}, permission = {}, statement = {} }: Changes) => ({
  Resources: {
    bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'mail' } },
    policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'bucket' },
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'ses.amazonaws.com' },
              Action: 's3:PutObject',
              Resource: 'arn:aws:s3:::mail/inbound/*',
              Condition: { StringEquals: { 'aws:SourceAccount': account }, ArnEquals: { 'aws:SourceArn': ruleArn } },
              ...statement,
            },
          ],
        },
      },
    },
    inbox: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'inbox' } },
    permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { 'Fn::GetAtt': ['inbox', 'Arn'] },
        Action: 'lambda:InvokeFunction',
        Principal: 'ses.amazonaws.com',
        SourceAccount: account,
        SourceArn: ruleArn,
        ...permission,
      },
    },
    set: { Type: 'AWS::SES::ReceiptRuleSet', Properties: { RuleSetName: 'set' } },
    rule: {
      Type: 'AWS::SES::ReceiptRule',
      Properties: {
        RuleSetName: { Ref: 'set' },
        Rule: {
          Name: 'help',
          Enabled: true,
          Recipients: ['help@postora.xyz'],
          Actions: [
            { S3Action: { BucketName: { Ref: 'bucket' }, ObjectKeyPrefix: 'inbound/' } },
            { LambdaAction: { FunctionArn: { 'Fn::GetAtt': ['inbox', 'Arn'] }, InvocationType: 'Event' } },
          ],
          ScanEnabled: true,
          TlsPolicy: 'Optional',
          ...rule,
        },
      },
    },
  },
});

function open(changes: Changes = {}) {
  const calls: [string, unknown][] = [];
  const around = { account, region: 'us-east-1', gatewayUrl: 'http://g', apiUrl: 'http://a', parameter: () => '' };
  const objects = openS3Store(mkdtempSync(join(dir, 's3-')), () => new Date());
  const receive = receiveInto({
    templates: openTemplates([parseTemplate('stack', stackWith(changes))], around),
    objects,
    lambda: { invokeLater: (name, event) => void calls.push([name, event]) },
    clock: { now: () => new Date('2026-11-23T09:00:00Z') },
    domains: pretendDomains(dir),
    account,
    region: 'us-east-1',
  });
  return { objects, calls, receive };
}
const arrival = (to: string, raw = 'From: Ada\r\n <ada@example.org>\r\nTo: help@postora.xyz\r\n\r\nHello\r\n') => ({
  raw: Buffer.from(raw),
  from: 'ada@example.org',
  to: [to],
  helo: 'laptop',
  ip: '127.0.0.1',
});

describe(receiveInto, () => {
  it('stores the mail below the rule’s prefix, with SES’s own headers before it, and then calls with headers and verdicts', async () => {
    const { objects, calls, receive } = open();

    await receive(arrival('Help@postora.xyz'));

    const [key = ''] = objects.keys('mail');
    const object = objects.get('mail', key);
    const [call] = calls;
    const { ses } = z.parse(sesEventSchema, call?.[1]).Records[0] ?? {};
    const raw = object ? readFileSync(objects.path('mail', object), 'utf8') : '';
    expect(call?.[0]).toBe('inbox');
    expect(key).toBe(`inbound/${ses?.mail.messageId}`);
    expect(raw).toMatch(
      /^Return-Path: <ada@example\.org>\r\n[\s\S]+\r\nFrom: Ada\r\n <ada@example\.org>\r\nTo: help@postora\.xyz\r\n\r\nHello\r\n$/,
    );
    expect(ses?.mail.headers).toContainEqual({ name: 'From', value: 'Ada <ada@example.org>' });
    expect(ses?.mail).toMatchObject({ source: 'ada@example.org', headersTruncated: false, timestamp: '2026-11-23T09:00:00.000Z' });
    expect(ses?.receipt).toMatchObject({ dmarcVerdict: 'GRAY', dkimVerdict: 'GRAY', spamVerdict: 'PASS' });
  });

  it('leaves alone what is for somebody else', async () => {
    const { objects, calls, receive } = open();

    await receive(arrival('someone@postora.xyz'));

    expect([objects.keys('mail'), calls]).toEqual([[], []]);
  });

  it.each<[string, Changes, string]>([
    [
      'the bucket lets another rule put',
      { statement: { Condition: { ArnEquals: { 'aws:SourceArn': `${ruleArn}s` } } } },
      'no bucket policy',
    ],
    [
      'the bucket lets another account put',
      { statement: { Condition: { StringEquals: { 'aws:SourceAccount': '1' } } } },
      'no bucket policy',
    ],
    ['the bucket asks what nobody tells', { statement: { Condition: { StringEquals: { 'aws:Referer': account } } } }, 'no bucket policy'],
    ['the bucket has another prefix', { statement: { Resource: 'arn:aws:s3:::mail/other/*' } }, 'no bucket policy'],
    ['the function lets another rule call', { permission: { SourceArn: `${ruleArn}s` } }, 'no Lambda::Permission'],
    ['the function lets another account call', { permission: { SourceAccount: '1' } }, 'no Lambda::Permission'],
    ['the function lets another service call', { permission: { Principal: 's3.amazonaws.com' } }, 'no Lambda::Permission'],
  ])('tells the sender to try again when %s', async (_, changes, why) => {
    const { calls, receive } = open(changes);

    await expect(receive(arrival('help@postora.xyz'))).rejects.toThrow(why);
    expect(calls).toEqual([]);
  });

  it('does not start with a rule that does something else', () => {
    expect(() => open({ rule: { Actions: [{ BounceAction: {} }] } })).toThrow('receipt rules that store and call, not rule');
  });
});

describe(readHeaders, () => {
  it('unfolds, and ends at the first empty line', () => {
    expect(readHeaders(Buffer.from('A: 1\r\n 2\r\nB:3\n\tfour\r\nbroken\r\n\r\nC: body\r\n'))).toEqual({
      headers: [
        { name: 'A', value: '1 2' },
        { name: 'B', value: '3 four' },
      ],
      headersTruncated: false,
    });
  });

  it('cuts after ten kilobytes, and says so', () => {
    const { headers, headersTruncated } = readHeaders(Buffer.from(`A: 1\r\nB: ${'x'.repeat(10_240)}\r\nC: 3\r\n\r\n`));

    expect([headers.map(({ name }) => name), headersTruncated]).toEqual([['A'], true]);
  });
});
