/** The command line of the simulator: its flags, and the options they stand for. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { readSettings, type SettingName, type SettingsPatch } from './settings.ts';
import type { ThreadsOptions } from './start.ts';

export const usage = `Threads simulator

  node local/threads/main.ts [flags]

  --port N              port on 127.0.0.1 (9000; 0 lets the system choose)
  --data DIR            folder of the store (none: memory)
  --speed N             simulated seconds per real second (1)
  --clock-epoch T       real instant from which the clock is scaled, ISO 8601 or milliseconds (the start)
  --public-url URL      address in permalinks and picture URLs (own address)
  --app-id ID           the registered app (1234567890)
  --app-secret SECRET   its secret (threads-simulator-secret)
  --redirect-uri URI    a registered redirect URI, byte for byte; repeat for more
  --allow-http          redirect URIs and media may be on this machine, by http
  --deauthorize-url URL     called when a user removes the app
  --data-deletion-url URL   called when a user asks for deletion
  --double-publish M    second_post, same_id or error: what a second publish of one container does (second_post)
  --text-counting M     observed, code_points or utf8_bytes: how the 500 characters are counted (observed)
  --refresh-answer M    new_string or same_string (new_string)
  --ready-delay MS      simulated time a text container stays IN_PROGRESS (1000)
  --setting NAME=VALUE  any other setting, by the name it has in /_control/settings; repeat for more
  --with-parent         stop when the parent process goes away
  --help                this text
`;

const flags = {
  port: { type: 'string', default: '9000' },
  data: { type: 'string' },
  speed: { type: 'string', default: '1' },
  'clock-epoch': { type: 'string' },
  'public-url': { type: 'string' },
  'app-id': { type: 'string' },
  'app-secret': { type: 'string' },
  'redirect-uri': { type: 'string', multiple: true },
  'allow-http': { type: 'boolean', default: false },
  'double-publish': { type: 'string' },
  'text-counting': { type: 'string' },
  'refresh-answer': { type: 'string' },
  'ready-delay': { type: 'string' },
  'deauthorize-url': { type: 'string' },
  'data-deletion-url': { type: 'string' },
  setting: { type: 'string', multiple: true },
  'with-parent': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const instant = z.string().transform((value, context) => {
  const ms = /^\d+$/.test(value) ? Number(value) : Date.parse(value);
  if (Number.isNaN(ms)) context.addIssue('--clock-epoch must be ISO 8601 or milliseconds');
  return ms;
});

const numbersSchema = z.object({
  port: z.coerce.number().int().min(0).max(65_535),
  speed: z.coerce.number().positive(),
  'clock-epoch': instant.optional(),
  'public-url': z.url().optional(),
});

export type Command = { kind: 'help' } | { kind: 'start'; withParent: boolean; options: ThreadsOptions };

/** Leaves out what was not given, so that the defaults and a stored setting hold. */
function given<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> };
function given(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Flags that stand for a setting of their own. */
const settingFlags = {
  'double-publish': 'doublePublish',
  'text-counting': 'textCounting',
  'refresh-answer': 'refreshAnswer',
  'ready-delay': 'readyDelayMs',
  'deauthorize-url': 'deauthorizeUrl',
  'data-deletion-url': 'dataDeletionUrl',
} as const satisfies Record<string, SettingName>;

type Values = { [K in keyof typeof settingFlags]?: string | undefined } & { setting?: string[] | undefined };

/** @throws {ZodError} for an unknown name or a bad value */
function settingsIn(values: Values): SettingsPatch {
  const named = Object.entries(settingFlags).flatMap(([flag, name]): [string, string][] => {
    const text = Object.entries(values).find(([key]) => key === flag)?.[1];
    return typeof text === 'string' ? [[name, text]] : [];
  });
  const others = (values.setting ?? []).map((text): [string, string] => {
    const [name = '', ...rest] = text.split('=');
    return [name, rest.join('=')];
  });
  return readSettings([...named, ...others]);
}

/** @throws {TypeError} for an unknown flag, `ZodError` for a bad value */
export function readCommand(args: readonly string[]): Command {
  const { values } = parseArgs({ args: [...args], options: flags, strict: true });
  if (values.help) return { kind: 'help' };
  const numbers = numbersSchema.parse(values);
  const options = given({
    port: numbers.port,
    dataDir: values.data,
    speed: numbers.speed,
    clockEpochMs: numbers['clock-epoch'],
    publicUrl: numbers['public-url'],
    appId: values['app-id'],
    appSecret: values['app-secret'],
    redirectUris: values['redirect-uri'],
    allowHttp: values['allow-http'],
    settings: settingsIn(values),
  });
  return { kind: 'start', withParent: values['with-parent'], options };
}
