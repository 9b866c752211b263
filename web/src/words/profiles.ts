/** Where a profile can be looked at by the person it belongs to. */
import type { ConnectionView } from '../../../lib/core/api.ts';

type Where = Pick<ConnectionView, 'id' | 'username'>;

const addresses: Readonly<Record<string, (connection: Where) => string>> = {
  sandbox: ({ id }) => `/sandbox/${id}`,
  threads: ({ username }) => `https://www.threads.com/@${encodeURIComponent(username)}`,
};

/** A page of ours begins with a slash. Undefined for a platform that this console does not know yet. */
export const profileAddress = ({ provider, ...connection }: ConnectionView): string | undefined => addresses[provider]?.(connection);
