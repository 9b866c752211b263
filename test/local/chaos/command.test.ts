import { describe, expect, it } from 'vitest';
import { readCommand } from '../../../local/chaos/command.ts';
import { Stop } from '../../../local/stop.ts';

describe(readCommand, () => {
  it('has defaults, chooses a seed, and takes flags', () => {
    expect(readCommand([])).toEqual({ posts: 200, seed: expect.any(Number), speed: 20, minutes: 8 });
    expect(readCommand(['--posts', '25', '--seed', '0', '--speed', '30', '--minutes', '2.5'])).toEqual({
      posts: 25,
      seed: 0,
      speed: 30,
      minutes: 2.5,
    });
    expect(readCommand(['--help'])).toBe('help');
  });

  it.each([
    [['--pots', '1']],
    [['--posts', '0']],
    [['--posts', '1.5']],
    [['--posts', 'x']],
    [['--speed', '0']],
    [['--minutes', '0']],
    [['x']],
  ])('refuses %j in one line', (args) => {
    expect(() => readCommand(args)).toThrow(Stop);
    expect(() => readCommand(args)).toThrow(/^[^\n]+$/);
  });
});
