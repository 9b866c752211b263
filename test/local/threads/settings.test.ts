/** Settings as they are stored, and as they are written in forms and flags. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  defaultSettings,
  isSettingName,
  kindOfSetting,
  readSettings,
  type SettingName,
  savedSettingsSchema,
} from '../../../local/threads/settings.ts';

const readme = readFileSync(new URL('../../../local/threads/README.md', import.meta.url), 'utf8');

describe('defaultSettings', () => {
  it.each(Object.entries(defaultSettings))('has %s in the README, with its values', (name, value) => {
    const row = readme.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${name}\``)) ?? '';
    const field = isSettingName(name) ? kindOfSetting(name) : undefined;
    const values =
      field?.kind === 'choice'
        ? [value, ...field.values.filter((other) => other !== value)].map((one) => `\`${one}\``)
        : [value === '' ? 'empty' : value];

    expect(row).toContain(values.join(', '));
  });
});

describe('savedSettingsSchema', () => {
  it('reads settings that an older simulator stored', () => {
    const saved = savedSettingsSchema.parse({ doublePublish: 'error', readyDelayMs: 7 });

    expect(saved).toEqual({ ...defaultSettings, doublePublish: 'error', readyDelayMs: 7 });
  });
});

describe(kindOfSetting, () => {
  it.each<[SettingName, object]>([
    ['imageFailure', { kind: 'choice', values: ['refuse', 'error_status'] }],
    ['videoReadyDelayMs', { kind: 'number' }],
    ['callbackTimes', { kind: 'number' }],
    ['deauthorizeUrl', { kind: 'text' }],
  ])('%s: %j', (name, kind) => {
    expect(kindOfSetting(name)).toEqual(kind);
  });
});

describe(readSettings, () => {
  it('turns text into values', () => {
    const patch = readSettings([
      ['deleteQuota', '5'],
      ['editLists', 'accept'],
      ['dataDeletionUrl', ''],
    ]);

    expect(patch).toEqual({ deleteQuota: 5, editLists: 'accept', dataDeletionUrl: '' });
  });

  it.each([
    ['deleteQuota', ''],
    ['deleteQuota', 'many'],
    ['editLists', 'perhaps'],
    ['deauthorizeUrl', 'here'],
    ['colour', 'red'],
  ])('refuses %s=%s', (name, text) => {
    expect(() => readSettings([[name, text]])).toThrow();
  });
});
