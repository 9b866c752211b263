/** The posts of the sandbox, page by page. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ListView } from '../../../lib/core/api.ts';
import type { SandboxThreadView } from '../../../lib/core/sandbox-api.ts';
import { call } from './client.ts';

const firstPage = '';

/** `id` is that of the connection or, as in the address of a post, of its account at the sandbox. */
const threads = (id: string, after: string) =>
  call<ListView<SandboxThreadView>>('GET', `/v1/sandbox/${encodeURIComponent(id)}/posts${after === '' ? '' : `?after=${after}`}`);

export const useSandbox = (id: string) =>
  useInfiniteQuery({
    queryKey: ['sandbox', id],
    queryFn: ({ pageParam }) => threads(id, pageParam),
    initialPageParam: firstPage,
    getNextPageParam: (page) => (page.has_more ? page.next_cursor : null),
  });
