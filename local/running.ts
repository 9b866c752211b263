/** `cloud.json`: how other commands on this machine find the laptop cloud that runs, and who they are to it. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { operatorFunction } from './callers.ts';
import type { Cloud } from './cloud.ts';

const runningSchema = z.object({
  pid: z.int(),
  origin: z.string(),
  mailboxUrl: z.string(),
  threadsUrl: z.string().optional(),
  apiUrl: z.string(),
  gatewayUrl: z.string(),
  smtpPort: z.int(),
  region: z.string(),
  operatorFunction: z.string(),
  operator: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});
export type Running = z.infer<typeof runningSchema>;

const file = (dataDir: string) => join(dataDir, 'cloud.json');

export function writeRunning(dataDir: string, cloud: Cloud): void {
  const { origin, mailboxUrl, threadsUrl, apiUrl, gatewayUrl, smtpPort, region } = cloud;
  const running: Running = {
    pid: process.pid,
    origin,
    mailboxUrl,
    threadsUrl,
    apiUrl,
    gatewayUrl,
    smtpPort,
    region,
    operatorFunction,
    operator: cloud.credentials.operator,
  };
  writeFileSync(file(dataDir), `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 });
}

export const forgetRunning = (dataDir: string) => rmSync(file(dataDir), { force: true });

/** The cloud that runs on this folder, if its process is alive. */
export function readRunning(dataDir: string): Running | undefined {
  if (!existsSync(file(dataDir))) return undefined;
  const parsed = runningSchema.safeParse(JSON.parse(readFileSync(file(dataDir), 'utf8')));
  return parsed.success && isAlive(parsed.data.pid) ? parsed.data : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}
