/** The laptop refuses what the template does not grant, in AWS's own words. */
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { newPublication, sending } from '../../lib/core/publication-moves.ts';
import { approvalStore } from '../../lib/store/approval-store.ts';
import { dynamoDatabase } from '../../lib/store/dynamo.ts';
import { publicationStore } from '../../lib/store/publication-store.ts';
import type { Cloud } from '../../local/cloud.ts';
import { type Synth, synthesizeApp } from '../../local/synth.ts';
import { parseTemplate } from '../../local/template.ts';
import { until } from '../../local/visitor.ts';
import { aConnection, aPerson, aPost, approve, type Journey, openCloud, read } from './open-cloud.ts';

const keyOf = ({ accessKeyId, secretAccessKey, sessionToken }: Cloud['credentials']['admin']) => ({
  accessKeyId,
  secretAccessKey,
  ...(sessionToken === undefined ? {} : { sessionToken }),
});
const sdk = (cloud: Cloud, duty: string) => ({
  endpoint: cloud.gatewayUrl,
  region: cloud.region,
  credentials: keyOf(cloud.credentials.of(duty)),
  maxAttempts: 1,
});
const tableOf = (cloud: Cloud, name: string): string => cloud.tables.names.find((table) => table.toLowerCase().includes(name)) ?? '';

describe('IAM on the laptop', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await openCloud();
  });
  afterAll(() => journey.close());

  it('T8.3 keeps `publish` from writing an approval', async () => {
    const { cloud } = journey;
    const put = new PutItemCommand({
      TableName: tableOf(cloud, 'main'),
      Item: { pk: { S: 'APPROVALS#usr_1' }, sk: { S: 'post_1#apr_1' } },
    });

    const attempt = new DynamoDBClient(sdk(cloud, 'publish')).send(put);

    await expect(attempt).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(/publish.* is not authorized to perform: dynamodb:PutItem/),
    });
  });

  it('T3.5 keeps `publish` from decrypting', async () => {
    const { cloud } = journey;
    const KeyId = cloud.templates.ofType('AWS::KMS::Key')[0]?.names.attributes['Arn'];
    const decrypt = new DecryptCommand({
      CiphertextBlob: Buffer.from('anything'),
      ...(KeyId ? { KeyId } : {}),
      EncryptionContext: { purpose: 'token' },
    });

    const attempt = new KMSClient(sdk(cloud, 'publish')).send(decrypt);

    await expect(attempt).rejects.toMatchObject({ name: 'AccessDeniedException', message: expect.stringContaining('kms:Decrypt') });
  });

  it('lets no publication become `sending` without its approval', async () => {
    const { cloud } = journey;
    const admin = new DynamoDBClient({ ...sdk(cloud, 'publish'), credentials: keyOf(cloud.credentials.admin) });
    const ids = {
      id: `pub_${'0'.repeat(26)}`,
      userId: `usr_${'0'.repeat(26)}`,
      postId: `post_${'0'.repeat(26)}`,
      connectionId: `con_${'0'.repeat(26)}`,
    };
    const bound = {
      approvalId: `apr_${'0'.repeat(26)}`,
      hash: 'f'.repeat(64),
      userEpoch: 1,
      connectionEpoch: 1,
      provider: 'threads' as const,
      partCount: 1,
      publishAt: undefined,
      ifLate: 'ask' as const,
      isRepeatMeant: false,
    };
    const now = new Date();
    const waiting = newPublication({ ...ids, ...bound }, now, undefined);
    await dynamoDatabase(admin, { main: tableOf(cloud, 'main') }).commit([
      publicationStore(dynamoDatabase(admin, { main: tableOf(cloud, 'main') })).create(waiting),
    ]);
    const db = dynamoDatabase(new DynamoDBClient(sdk(cloud, 'publisher')), { main: tableOf(cloud, 'main') });

    const attempt = db.commit([
      publicationStore(db).replace(sending(waiting, now, 1000)),
      approvalStore(db).checkExists(waiting, new Error('no approval')),
    ]);

    await expect(attempt).rejects.toThrow('no approval');
    expect((await publicationStore(db).get(ids.userId, ids.postId, ids.connectionId))?.state).toBe('waiting');
  });
});

const functionSchema = z.object({
  Properties: z.object({ FunctionName: z.string(), Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }) }),
});

/** The app's templates with one action of one duty taken away. */
const without =
  (duty: string, action: string): Synth =>
  async (input) => {
    const synthesized = await synthesizeApp(input);
    const stacks = synthesized.stacks.map(({ name, template }) => {
      const functions = Object.values(template.Resources).flatMap((resource) => functionSchema.safeParse(resource).data ?? []);
      const role = functions.find(({ Properties }) => Properties.FunctionName.endsWith(`-${duty}`))?.Properties.Role['Fn::GetAtt'][0];
      const weaken = (id: string, resource: unknown) =>
        id === role ? JSON.parse(JSON.stringify(resource).replaceAll(`"${action}"`, '"kms:DescribeKey"')) : resource;
      const Resources = Object.fromEntries(Object.entries(template.Resources).map(([id, resource]) => [id, weaken(id, resource)]));
      return parseTemplate(name, { ...template, Resources });
    });
    return { ...synthesized, stacks };
  };

describe('a template that grants one action less', () => {
  it('fails the journey with AccessDenied naming the action', async () => {
    const { cloud, close } = await openCloud({ synth: without('publisher', 'kms:Decrypt') });
    try {
      const browser = await aPerson(cloud, 'denied@example.org');
      const { connectionId, accountId } = await aConnection(cloud, browser, 'denied');
      const post = await approve(browser, await aPost(browser, connectionId, 'Never goes out'));

      const denied = await until('an AccessDenied of the publisher', () =>
        cloud.logs.lines().find(({ text }) => text.includes('AccessDenied') && text.includes('kms:Decrypt')),
      );

      expect(denied.text).toContain('"denied":"kms:Decrypt"');
      expect((await read(browser, post.id)).status).toBe('publishing');
      expect((await cloud.threads?.account(accountId))?.public_post_count).toBe(0);
    } finally {
      await close();
    }
  });
});
