/** What can be set for the whole simulator while it runs; most rows answer an open question of the fact sheet. */
import * as z from 'zod';

const count = z.int().min(0);
const addressOrNone = z.union([z.literal(''), z.url({ protocol: /^https?$/ })]);

export const settingsSchema = z.strictObject({
  /** Q1, the same creation_id twice: a second post (the most dangerous reading), the first id again, or 24/4279009. */
  doublePublish: z.enum(['second_post', 'same_id', 'error']),
  /** Q4, how the 500 characters are counted. `observed` fits every report: emoji and typographic marks as UTF-8 bytes. */
  textCounting: z.enum(['observed', 'code_points', 'utf8_bytes']),
  /** Q9, whether a refresh hands out a new string; the old one then works for one more hour. */
  refreshAnswer: z.enum(['new_string', 'same_string']),
  /** Q10, a refresh for a private profile: the grant ends all the same, is extended, or the refresh is refused. */
  privateRefresh: z.enum(['keeps_grant_end', 'extends_grant', 'refused']),
  /** A poll, GIF, attachment or entity list of the wrong shape: refused, or ignored as Threads does. seen [mcp-log] */
  malformedObjects: z.enum(['refuse', 'ignore']),
  /** An image that cannot be downloaded: 1/2207052 when the container is made, or status ERROR/UNKNOWN. seen both [postiz-1364] */
  imageFailure: z.enum(['refuse', 'error_status']),
  /** Q17, what is asked of the media host before the GET. */
  mediaProbe: z.enum(['none', 'head', 'range']),
  /** Edit lists that change something: refused, as the docs say, or accepted. doc [posts] */
  editLists: z.enum(['refuse', 'accept']),
  /** Whether a link attachment must answer 200 at that moment. seen idx:71635537131 */
  linkCheck: z.enum(['none', 'fetch']),
  /** Simulated time a container stays IN_PROGRESS, by type. */
  readyDelayMs: count,
  imageReadyDelayMs: count,
  videoReadyDelayMs: count,
  carouselReadyDelayMs: count,
  /** Real time after which a media host is given up. */
  mediaTimeoutMs: z.int().min(1),
  /** Posts, replies and deletions per rolling 24 h. doc [overview], [delete] */
  postQuota: count,
  replyQuota: count,
  deleteQuota: count,
  /** The figure in the `x-app-usage` header of data calls; 0 leaves the header out. */
  appUsagePercent: count,
  /** The callback URLs of the app's dashboard; empty: none. */
  deauthorizeUrl: addressOrNone,
  dataDeletionUrl: addressOrNone,
  /** How a signed call is written, Q11 to Q13: each of these was seen or is to be expected. */
  callbackPadding: z.enum(['unpadded', 'padded']),
  callbackUserId: z.enum(['string', 'number', 'zero']),
  callbackSecret: z.enum(['app', 'wrong']),
  callbackAlgorithm: z.enum(['HMAC-SHA256', 'hmac-sha256', 'none']),
  callbackExpires: z.enum(['present', 'past', 'missing']),
  /** How often the same signed call is sent. */
  callbackTimes: z.int().min(1).max(10),
});

export type Settings = z.infer<typeof settingsSchema>;
export type SettingName = keyof Settings;
export const settingsPatchSchema = settingsSchema.partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

export const defaultSettings: Settings = {
  doublePublish: 'second_post',
  textCounting: 'observed',
  refreshAnswer: 'new_string',
  privateRefresh: 'keeps_grant_end',
  malformedObjects: 'refuse',
  imageFailure: 'refuse',
  mediaProbe: 'none',
  editLists: 'refuse',
  linkCheck: 'none',
  readyDelayMs: 1000,
  imageReadyDelayMs: 2000,
  videoReadyDelayMs: 25_000,
  carouselReadyDelayMs: 2000,
  mediaTimeoutMs: 20_000,
  postQuota: 250,
  replyQuota: 1000,
  deleteQuota: 100,
  appUsagePercent: 0,
  deauthorizeUrl: '',
  dataDeletionUrl: '',
  callbackPadding: 'unpadded',
  callbackUserId: 'string',
  callbackSecret: 'app',
  callbackAlgorithm: 'HMAC-SHA256',
  callbackExpires: 'present',
  callbackTimes: 1,
};

/** As stored; a setting that a newer simulator added takes its default. */
export const savedSettingsSchema = settingsPatchSchema.transform(
  (saved): Settings => settingsSchema.parse({ ...defaultSettings, ...saved }),
);

/** How one setting is written in a form or a flag: a choice, a number or an address. */
export function kindOfSetting(name: SettingName): { kind: 'choice'; values: readonly string[] } | { kind: 'number' | 'text' } {
  const schema = settingsSchema.shape[name];
  if (schema instanceof z.ZodEnum) return { kind: 'choice', values: schema.options };
  return { kind: schema instanceof z.ZodNumber ? 'number' : 'text' };
}

export const isSettingName = (name: string): name is SettingName => Object.hasOwn(settingsSchema.shape, name);

/** Text from a form or a flag as settings. @throws {ZodError} */
export function readSettings(texts: Iterable<readonly [name: string, text: string]>): SettingsPatch {
  const values = [...texts].map(([name, text]) => {
    const isNumber = isSettingName(name) && kindOfSetting(name).kind === 'number';
    return [name, isNumber && text.trim() !== '' ? Number(text) : text];
  });
  return settingsPatchSchema.parse(Object.fromEntries(values));
}
