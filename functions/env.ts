/** The only reader of process.env in functions: each handler names what it needs and fails at start when one is missing. */
import * as z from 'zod/mini';
import { Unexpected } from '../lib/core/errors.ts';

const text = z.string().check(z.minLength(1));

const variables = {
  STAGE: text,
  PUBLIC_ORIGIN: z.url(),
  MEDIA_ORIGIN: z.url(),
  MAIN_TABLE: text,
  VAULT_TABLE: text,
  LEDGER_TABLE: text,
  PUBLISH_QUEUE_URL: z.url(),
  REFRESH_QUEUE_URL: z.url(),
  MAIL_QUEUE_URL: z.url(),
  MEDIA_QUEUE_URL: z.url(),
  EXPORT_QUEUE_URL: z.url(),
  ERASE_QUEUE_URL: z.url(),
  MEDIA_BUCKET: text,
  TOKEN_KEY_ARN: text,
  MAIL_FROM: text,
  HELP_ADDRESS: text,
  OPERATOR_ADDRESS: text,
  RAW_MAIL_BUCKET: text,
  MAIL_CONFIGURATION_SET: text,
  PARAMETER_PREFIX: text,
  THREADS_GRAPH_URL: z.url(),
  THREADS_AUTHORIZE_URL: z.url(),
} as const;

export type Variable = keyof typeof variables;

/** @throws when the function was deployed without it. */
export function env(name: Variable): string {
  const parsed = z.safeParse(variables[name], process.env[name]);
  if (!parsed.success) throw new Unexpected(`environment variable ${name} is missing or wrong`);
  return parsed.data;
}

/** The laptop's scaled clock: set by the stage `laptop` only, which infra enforces. */
export function clockSettings(): { speed: number; epochMs: number } | undefined {
  const { CLOCK_SPEED, CLOCK_EPOCH } = process.env;
  if (CLOCK_SPEED === undefined || CLOCK_EPOCH === undefined) return undefined;
  const speed = Number(CLOCK_SPEED);
  const epochMs = Number.isNaN(Number(CLOCK_EPOCH)) ? Date.parse(CLOCK_EPOCH) : Number(CLOCK_EPOCH);
  if (!(speed > 0) || Number.isNaN(epochMs)) throw new Unexpected('CLOCK_SPEED and CLOCK_EPOCH must be a positive number and an instant');
  return { speed, epochMs };
}

/** What Lambda gives every function to sign with, and where AWS is: at its own address unless the laptop says otherwise. */
export function awsSettings() {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN: sessionToken, AWS_REGION, AWS_ENDPOINT_URL: endpoint } = process.env;
  const parsed = z.safeParse(z.tuple([text, text, text]), [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION]);
  if (!parsed.success) throw new Unexpected('this process has no AWS credentials or region');
  const [accessKeyId, secretAccessKey, region] = parsed.data;
  return { region, endpoint, credentials: { accessKeyId, secretAccessKey, sessionToken } };
}
