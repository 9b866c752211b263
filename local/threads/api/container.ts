/** A container's status over time, and GET /v1.0/{container-id}. doc [troubleshooting] */
import { json } from '../reply.ts';
import type { Container } from '../state.ts';
import type { DataCall } from './data-call.ts';
import { GraphError } from './errors.ts';
import { type FieldTable, fieldReader } from './fields.ts';

export const lifeMs = 24 * 3_600_000;

export type Times = Pick<Container, 'createdAt' | 'readyAt' | 'expiresAt' | 'statusFrom' | 'publishableFrom'>;
export type ContainerStatus = 'IN_PROGRESS' | 'FINISHED' | 'PUBLISHED' | 'ERROR' | 'EXPIRED';

export function statusOf(container: Container, now: number): ContainerStatus {
  const isPublished = container.postIds.length > 0;
  if (isPublished) return now >= (container.publishedShownAt ?? 0) ? 'PUBLISHED' : 'FINISHED';
  if (now < container.readyAt || container.downloadingFrom !== null) return 'IN_PROGRESS';
  if (container.errorMessage !== null) return 'ERROR';
  return now >= (container.expiresAt ?? container.createdAt + lifeMs) ? 'EXPIRED' : 'FINISHED';
}

const containerFields = (now: number): FieldTable<Container> => ({
  id: ({ id }) => id,
  status: (container) => statusOf(container, now),
  error_message: (container) => (statusOf(container, now) === 'ERROR' ? container.errorMessage : undefined),
});

export const statusCall = (container: Container): DataCall => ({
  name: 'status',
  scopes: ['threads_basic'],
  params: ['fields'],
  run({ world, params }) {
    const now = world.clock.now();
    if (container.statusFrom === null || now < container.statusFrom) {
      throw new GraphError(container.isCarouselItem ? 'childrenInvalid' : 'mediaNotFound', container.id); // seen idx:70284731946
    }
    return json(fieldReader(containerFields(now), params.get('fields'), 'id')(container));
  },
});
