/** A connection as one line: initials, name, where. */
import { useQuery } from '@tanstack/react-query';
import type { ConnectionView } from '../../../lib/core/api.ts';
import { providersQuery } from '../api/queries.ts';
import { Avatar } from '../ui/avatar.tsx';

/** How a provider is called in front of people. */
export function usePlatformLabel(): (provider: string) => string {
  const { data } = useQuery(providersQuery);
  return (provider) => data?.data.find(({ name }) => name === provider)?.label ?? provider.charAt(0).toUpperCase() + provider.slice(1);
}

export function Who({ connection, platform }: { connection: ConnectionView; platform: string }) {
  return (
    <span className="flex min-w-0 items-center gap-3">
      <Avatar of={connection} />
      <span className="min-w-0 leading-tight">
        <span className="block truncate text-sm font-semibold">{connection.name || connection.username}</span>
        <span className="block truncate text-sm text-soft">
          @{connection.username} on {platform}
        </span>
      </span>
    </span>
  );
}
