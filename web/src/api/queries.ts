/** What the console reads and keeps, by key; how often it looks again. */
import { MutationCache, QueryCache, QueryClient, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import * as api from './calls.ts';
import { leavingMs, listLookAgainMs, lookAgainMs, movingMs } from './look-again.ts';
import { toProblem } from './problem.ts';

/** Whoever is signed in hears within a minute that the operator has stopped publishing. */
export const meAgainMs = 60_000;
export const meQuery = queryOptions({ queryKey: ['me'], queryFn: api.me, staleTime: 60_000 });
/** Looks again while one is being disconnected. */
export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: api.connections,
  staleTime: 30_000,
  refetchInterval: ({ state }) => (state.data?.data.some((one) => one.state === 'disconnecting') ? leavingMs : false),
});
export const providersQuery = queryOptions({ queryKey: ['providers'], queryFn: api.providers, staleTime: Number.POSITIVE_INFINITY });
export const sessionsQuery = queryOptions({ queryKey: ['sessions'], queryFn: api.sessions });
/** Looks again while one is being made. */
export const exportsQuery = queryOptions({
  queryKey: ['exports'],
  queryFn: api.exports,
  refetchInterval: ({ state }) => (state.data?.data.some((made) => made.state === 'building') ? movingMs : false),
});
export const postQuery = (id: string) =>
  queryOptions({
    queryKey: ['post', id],
    queryFn: () => api.post(id),
    refetchInterval: ({ state }) => (state.data ? lookAgainMs(state.data.post, Date.now()) : false),
  });
/** Never changes once it is ready. */
export const mediaQuery = (id: string) =>
  queryOptions({ queryKey: ['media', id], queryFn: () => api.media(id), staleTime: Number.POSITIVE_INFINITY });
export const postsKey = ['posts'] as const;

/** Where people look how well they are, what was read before is not good enough: a post may have just met its connection's end. */
export const useConnections = ({ isFresh = false } = {}) => useQuery(isFresh ? { ...connectionsQuery, staleTime: 0 } : connectionsQuery);

/** No cursor yet. */
const firstPage = '';
export const usePosts = () =>
  useInfiniteQuery({
    queryKey: postsKey,
    queryFn: ({ pageParam }) => api.posts(pageParam),
    initialPageParam: firstPage,
    getNextPageParam: (page) => (page.has_more ? page.next_cursor : null),
    refetchInterval: ({ state }) => {
      const posts = state.data?.pages.flatMap((page) => page.data) ?? [];
      return listLookAgainMs(posts, Date.now());
    },
  });

/** Reads are repeated when that can help; writes never are. Any 401 means: nobody is signed in any more. */
export function newQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (toProblem(error).status === 401) client.setQueryData(meQuery.queryKey, null);
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        networkMode: 'always',
        retry: (count, error) => count < 2 && toProblem(error).isRetryable,
        retryDelay: (count) => 500 * 2 ** count,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  forgetOthers(client);
  return client;
}

/** When somebody else signs in here, nothing of the person before stays in memory. */
function forgetOthers(client: QueryClient): void {
  let owner: string | undefined;
  client.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'updated' || query.queryKey[0] !== meQuery.queryKey[0]) return;
    const id = client.getQueryData(meQuery.queryKey)?.id;
    if (id === owner) return;
    if (owner !== undefined) client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
    owner = id;
  });
}
