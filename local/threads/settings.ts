/** What can be set for the whole simulator while it runs; most rows answer an open question of the fact sheet. */
import * as z from 'zod';

export const settingsSchema = z.strictObject({
  /** Q1, the same creation_id twice: a second post (the most dangerous reading), the first id again, or 24/4279009. */
  doublePublish: z.enum(['second_post', 'same_id', 'error']),
  /** Q4, how the 500 characters are counted. `observed` fits every report: emoji and typographic marks as UTF-8 bytes. */
  textCounting: z.enum(['observed', 'code_points', 'utf8_bytes']),
  /** Q9, whether a refresh hands out a new string; the old one then works for one more hour. */
  refreshAnswer: z.enum(['new_string', 'same_string']),
  /** Simulated time a container stays IN_PROGRESS. */
  readyDelayMs: z.int().min(0),
  /** Posts per rolling 24 h. doc [overview] */
  postQuota: z.int().min(0),
  /** Replies per rolling 24 h. doc [overview] */
  replyQuota: z.int().min(0),
});

export type Settings = z.infer<typeof settingsSchema>;
export const settingsPatchSchema = settingsSchema.partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

export const defaultSettings: Settings = {
  doublePublish: 'second_post',
  textCounting: 'observed',
  refreshAnswer: 'new_string',
  readyDelayMs: 1000,
  postQuota: 250,
  replyQuota: 1000,
};
