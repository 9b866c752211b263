/** Asks the operator function for an invite link. */
import * as z from 'zod';
import { operate } from './operate.ts';
import { Stop } from './stop.ts';

const answerSchema = z.looseObject({ invite_url: z.string() });

/** @throws {Stop} with the function's own words if it refuses. */
export async function inviteLink(running: Parameters<typeof operate>[0], address: string): Promise<string> {
  const answer = await operate(running, { command: 'invite', address });
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) throw new Stop(`The operator function made no link: ${JSON.stringify(answer)}`);
  return parsed.data.invite_url;
}
