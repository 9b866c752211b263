import { describe, expect, it } from 'vitest';
import { portsFrom, readCommand } from '../../local/cli.ts';
import { parseEnv, realThreadsFrom } from '../../local/env-file.ts';
import { Stop } from '../../local/stop.ts';

describe(readCommand, () => {
  it('has defaults and takes flags', () => {
    expect(readCommand([])).toEqual({
      kind: 'start',
      port: 8400,
      isFresh: false,
      speed: 1,
      isVerbose: false,
      dataDir: '.postora',
      watches: true,
    });
    expect(readCommand(['--port', '0', '--fresh', '--speed', '60', '--verbose', '--no-watch'])).toMatchObject({
      port: 0,
      isFresh: true,
      speed: 60,
      isVerbose: true,
      watches: false,
    });
    expect(readCommand(['--help'])).toEqual({ kind: 'help' });
  });

  it.each([[['--prot', '1']], [['--port', 'x']], [['--port', '70000']], [['--speed', '0']], [['--speed', 'fast']], [['extra']]])(
    'refuses %j in one line',
    (args) => {
      expect(() => readCommand(args)).toThrow(Stop);
      expect(() => readCommand(args)).toThrow(/^[^\n]+$/);
    },
  );

  it('puts the other ports beside the console', () => {
    expect(portsFrom(8400)).toEqual({ console: 8400, mailbox: 8401, threads: 8402, api: 8403, gateway: 8404, smtp: 8405, media: 8406 });
    expect(Object.values(portsFrom(0))).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});

describe(parseEnv, () => {
  it('reads names, quotes and comments', () => {
    const values = parseEnv('# a comment\n\nA=1\nexport B="two words"\nC=\'x\'\nD=\n');

    expect(Object.fromEntries(values)).toEqual({ A: '1', B: 'two words', C: 'x', D: '' });
  });

  it.each(['A', '=1', 'A B=1', 'A="open'])('names the line that is broken: %s', (line) => {
    expect(() => parseEnv(`OK=1\n${line}`)).toThrow('.env line 2 is not NAME=value');
  });
});

describe(realThreadsFrom, () => {
  const all = { THREADS_APP_ID: '1', THREADS_APP_SECRET: 's', PUBLIC_URL: 'https://a.example/' };

  it('needs all three or none', () => {
    expect(realThreadsFrom(new Map(Object.entries(all)))).toEqual({ appId: '1', appSecret: 's', publicUrl: 'https://a.example' });
    expect(realThreadsFrom(new Map())).toBeUndefined();
    expect(() => realThreadsFrom(new Map(Object.entries({ ...all, PUBLIC_URL: '' })))).toThrow('PUBLIC_URL is missing');
    expect(() => realThreadsFrom(new Map(Object.entries({ ...all, PUBLIC_URL: 'http://a.example' })))).toThrow('must be an https address');
  });
});
