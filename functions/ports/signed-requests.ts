/** Who says what a platform's servers say: their signature, checked with the secrets that we share with them. */
import { type SignedRequest, verifySignedRequest } from '../../lib/providers/threads/callbacks.ts';

export type ReadSignedRequest = (signed: string) => Promise<SignedRequest | undefined>;

export const signedRequests =
  (secrets: () => Promise<string[]>): ReadSignedRequest =>
  async (signed) =>
    verifySignedRequest(signed, await secrets());
