/** A part of `npm run hostile` in every test run, and proof that its eyes are open: a planted mistake is found. */
import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { refusalCodes } from '../../lib/core/media-inspect/verdict.ts';
import { readCommand } from './command.ts';
import { checkLargeVideo } from './large-video.ts';
import { runUploads, type UploadTally } from './run-uploads.ts';
import { runUrls, type UrlTally } from './run-urls.ts';
import { socketsOpenedBy } from './socket-watch.ts';

describe(runUploads, () => {
  let tally: UploadTally;
  beforeAll(async () => {
    tally = await runUploads({ count: 3_000, seed: 1 });
  }, 60_000);

  it('T6.3 serves nothing that was not found fit, byte by byte, whatever happens around the check', () => {
    expect(tally.servedUnchecked).toEqual([]);
    expect(tally.uploads).toBe(3_000);
  });

  it('T6.3 crashes on no file', () => {
    expect(tally.crashes).toEqual([]);
  });

  it('T6.3 reads no file more than twice, and in few pieces', () => {
    expect(tally.mostBytesRead).toBeLessThanOrEqual(64 * 1024);
    expect(tally.mostReads).toBeLessThanOrEqual(64);
  });

  it('T6.3 takes true files and meets every reason to refuse one', () => {
    expect(tally.ends.get('ready')).toBeGreaterThan(200);
    expect([...tally.ends.keys()]).toEqual(expect.arrayContaining(['changed', ...refusalCodes]));
  });

  it('would see a store that publishes something else and denies it', async () => {
    const { servedUnchecked } = await runUploads({ count: 200, seed: 1, isStoreLying: true });

    expect(servedUnchecked.length).toBeGreaterThan(20);
  });
});

describe(runUrls, () => {
  let tally: UrlTally;
  beforeAll(async () => {
    tally = await runUrls({ count: 10_000, seed: 1 });
  }, 60_000);

  it('T6.3 opens no socket and asks for no name, for any address', () => {
    expect(tally.sockets).toBe(0);
    expect(tally.offList).toEqual([]);
    expect(tally.urls).toBe(10_000);
  });

  it('T6.3 takes only addresses that every program reads alike', () => {
    expect(tally.wronglyTaken).toEqual([]);
    expect(tally.crashes).toEqual([]);
    expect(tally.taken).toBeGreaterThan(200);
  });

  it('would see a socket, and a name that is looked up', async () => {
    const touch = (host: string) =>
      new Promise<void>((resolve) => {
        connect({ host, port: 1 }).on('error', () => resolve());
      });

    expect((await socketsOpenedBy(() => touch('127.0.0.1'))).sockets).toBeGreaterThan(0);
    expect((await socketsOpenedBy(() => touch('localhost'))).sockets).toBeGreaterThan(0);
  });
});

describe(checkLargeVideo, () => {
  it.each([false, true])('checks a video of 1 GB (index last: %s) by reading less than a megabyte of it', async (isIndexLast) => {
    const { outcome, readBytes, largestRead } = await checkLargeVideo({ isIndexLast });

    expect(outcome).toBe('ready');
    expect(readBytes).toBeLessThan(1_000_000);
    expect(largestRead).toBeLessThanOrEqual(64 * 1024);
  });
});

describe(readCommand, () => {
  it('says which flag is wrong', () => {
    expect(readCommand(['--count', '0'])).toEqual({ kind: 'wrong', why: '--count must be at least 1' });
    expect(readCommand(['--seed', 'x'])).toEqual({ kind: 'wrong', why: '--seed must be a number' });
    expect(readCommand(['--sed', '1'])).toMatchObject({ kind: 'wrong' });
    expect(readCommand(['--help'])).toEqual({ kind: 'help' });
    expect(readCommand([])).toEqual({ kind: 'run', count: 10_000, seed: 1 });
  });
});
