/** One switched-on fault: which row of the table, for whom, how often. */
import * as z from 'zod';
import { callNames, type FaultName, faultRow, isFaultName } from './table.ts';

const nameSchema = z.custom<FaultName>(isFaultName, 'no such fault: GET /_control/fault-table lists them all');

export const faultSchema = z.object({
  id: z.string(),
  name: nameSchema,
  call: z.enum(callNames).nullable(),
  accountId: z.string().nullable(),
  /** How often it may still strike; `null` is always. */
  timesLeft: z.number().nullable(),
  /** Matching calls it lets pass first. */
  skip: z.number(),
  probability: z.number(),
  seed: z.number(),
  ms: z.number(),
  message: z.string(),
  /** Matching calls seen, and times it struck. */
  seen: z.number(),
  struck: z.number(),
});

export type Fault = z.infer<typeof faultSchema>;

/** How a fault is asked for, in the control API and in tests. */
export const newFaultSchema = z
  .strictObject({
    name: nameSchema,
    /** Only this call; else every call the row allows. */
    call: z.enum(callNames).optional(),
    /** Id or username; else every account. */
    account: z.string().optional(),
    times: z.int().min(1).optional(),
    skip: z.int().min(0).default(0),
    probability: z.number().min(0).max(1).default(1),
    seed: z.int().default(1),
    ms: z.int().min(0).optional(),
    message: z.string().max(200).optional(),
  })
  .refine((fault) => fault.call === undefined || faultRow(fault.name).calls.includes(fault.call), {
    error: 'this fault does not fit this call',
    path: ['call'],
  });

export type NewFault = z.input<typeof newFaultSchema>;

/** The same seed and the same calls give the same dice, whatever the machine. */
export function diceFor(seed: number, throwNumber: number): number {
  let n = (seed * 0x9e3779b1 + throwNumber * 0x6d2b79f5) | 0;
  n = Math.imul(n ^ (n >>> 15), n | 1);
  n ^= n + Math.imul(n ^ (n >>> 7), n | 61);
  return ((n ^ (n >>> 14)) >>> 0) / 4_294_967_296;
}
