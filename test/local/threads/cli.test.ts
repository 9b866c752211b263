/** The command line flags. */
import { describe, expect, it } from 'vitest';
import { readCommand, usage } from '../../../local/threads/cli.ts';

describe(readCommand, () => {
  it('has defaults', () => {
    const command = readCommand([]);

    expect(command).toEqual({ kind: 'start', withParent: false, options: { port: 9000, speed: 1, allowHttp: false, settings: {} } });
  });

  it('reads every flag', () => {
    const args = [
      '--port=0',
      '--data=/tmp/x',
      '--speed=60',
      '--clock-epoch=2026-03-01T00:00:00Z',
      '--public-url=http://threads.localhost',
      '--app-id=7',
      '--app-secret=s',
      '--redirect-uri=http://a',
      '--redirect-uri=http://b',
      '--allow-http',
      '--double-publish=error',
      '--text-counting=utf8_bytes',
      '--refresh-answer=same_string',
      '--ready-delay=5',
      '--deauthorize-url=http://localhost/gone',
      '--data-deletion-url=http://localhost/deletion',
      '--setting=editLists=accept',
      '--setting=videoReadyDelayMs=0',
      '--with-parent',
    ];

    const command = readCommand(args);

    expect(command).toEqual({
      kind: 'start',
      withParent: true,
      options: {
        port: 0,
        dataDir: '/tmp/x',
        speed: 60,
        clockEpochMs: Date.parse('2026-03-01T00:00:00Z'),
        publicUrl: 'http://threads.localhost',
        appId: '7',
        appSecret: 's',
        redirectUris: ['http://a', 'http://b'],
        allowHttp: true,
        settings: {
          doublePublish: 'error',
          textCounting: 'utf8_bytes',
          refreshAnswer: 'same_string',
          readyDelayMs: 5,
          deauthorizeUrl: 'http://localhost/gone',
          dataDeletionUrl: 'http://localhost/deletion',
          editLists: 'accept',
          videoReadyDelayMs: 0,
        },
      },
    });
  });

  it('takes the epoch in milliseconds', () => {
    expect(readCommand(['--clock-epoch', '1700000000000'])).toMatchObject({ options: { clockEpochMs: 1_700_000_000_000 } });
  });

  it.each([
    ['--colour=red'],
    ['--port=x'],
    ['--speed=0'],
    ['--clock-epoch=soon'],
    ['--double-publish=perhaps'],
    ['--ready-delay=-1'],
    ['--deauthorize-url=here'],
    ['--setting=colour=red'],
    ['--setting=editLists'],
    ['extra'],
  ])('refuses %s', (flag) => {
    expect(() => readCommand([flag])).toThrow();
  });

  it('explains every flag', () => {
    expect(readCommand(['--help'])).toEqual({ kind: 'help' });
    for (const flag of [
      'port',
      'data',
      'speed',
      'clock-epoch',
      'app-id',
      'app-secret',
      'redirect-uri',
      'allow-http',
      'with-parent',
      'deauthorize-url',
      'data-deletion-url',
      'setting',
    ]) {
      expect(usage).toContain(`--${flag}`);
    }
  });
});
