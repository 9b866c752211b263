/** Deleting everything on the laptop cloud: real functions with their own rights, real tables, a real bucket. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { storedItems } from '../../local/search-secrets.ts';
import { expectStatus, until, visitor } from '../../local/visitor.ts';
import { jpeg } from '../support/media-files.ts';
import { aConnection, aPerson, aPost, approve, copied, type Journey, openCloud, settled, uploaded } from './open-cloud.ts';

const askedSchema = z.object({ code: z.string() });
const statusSchema = z.object({ state: z.string(), erased: z.array(z.object({ kind: z.string(), count: z.number() })) });

let journey: Journey;
beforeAll(async () => {
  journey = await openCloud();
});
afterAll(() => journey?.close());

const filesOf = ({ cloud }: Journey): string[] =>
  cloud.templates
    .ofType('AWS::S3::Bucket')
    .flatMap(({ names }) => cloud.objects.keys(names.ref).filter((key) => /^(?:m|incoming|exports)\//.test(key)));

describe('somebody with posts, files and a copy of everything', () => {
  it('T9.5 leaves neither an item nor a file behind, and no function lacks a right for it', async () => {
    const { cloud } = journey;
    const address = 'cleo@example.org';
    const cleo = await aPerson(cloud, address);
    const { connectionId, accountId } = await aConnection(cloud, cleo, 'cleo.leaves');
    const post = await approve(cleo, await aPost(cleo, connectionId, 'The last one.'));
    await settled(cleo, post.id, 'published');
    const media = await uploaded(cleo, jpeg({ width: 640, height: 480 }), 'image/jpeg');
    await copied(cleo);
    const { id: userId } = expectStatus(await cleo.call('GET', '/v1/me'), 200).body as { id: string };
    const before = filesOf(journey);

    const { code } = askedSchema.parse(expectStatus(await cleo.call('POST', '/v1/deletions', { scope: 'everything' }), 202).body);
    const receipt = await until(
      'the end of it',
      async () => {
        const read = statusSchema.parse(expectStatus(await visitor(cloud.origin).call('GET', `/v1/deletions/${code}`), 200).body);
        return read.state === 'done' ? read : undefined;
      },
      120_000,
    );

    const items = (await Promise.all(cloud.tables.names.map((name) => storedItems(cloud, name)))).flat();
    const traces = [userId, userId.slice(4), address, connectionId, accountId, media.id];
    expect(before.map((key) => key.split('/')[0])).toEqual(expect.arrayContaining(['exports', 'm']));
    expect(filesOf(journey)).toEqual([]);
    expect(items.filter((item) => traces.some((trace) => item.includes(trace)))).toEqual([]);
    expect(receipt.erased).toEqual(expect.arrayContaining([{ kind: 'export', count: 1 }]));
    expect(cloud.logs.lines().filter(({ text }) => /not authorized|AccessDenied/.test(text))).toEqual([]);
  });
});
