/** Builds one audit line as a write; the use case commits it together with what it tells of. */
import type { Event } from '../core/event.ts';
import { newId } from '../core/ids.ts';
import type { Write } from '../core/ports.ts';
import type { Deps } from './deps.ts';

export const eventWrite = (
  deps: Pick<Deps, 'now' | 'randomBytes' | 'events'>,
  userId: string,
  type: Event['type'],
  about: Event['about'],
): Write => deps.events.record({ id: newId('evt', deps), userId, type, at: deps.now().toISOString(), about });
