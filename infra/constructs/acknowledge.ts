/** Accepts one cdk-nag finding on one construct, with the reason written down. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** @throws {Error} when the reason is too short to be one (T8.1 asks for 40 characters). */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  if (reason.length < 40) throw new Error(`Say why ${id} is accepted on ${construct.node.path}, in 40 characters or more.`);
  Validations.of(construct).acknowledge({ id, reason });
}
