/** A pretend server with one post, for tests of the draft: it takes times by the real rules. */
import type { PostView } from '../../lib/core/api.ts';
import { scheduleDraft, scheduleView as viewOf } from '../../lib/core/part-api.ts';
import { toSchedule } from '../../lib/core/schedule.ts';
import type { PostBody, Stored } from '../../web/src/api/calls.ts';
import { ApiProblem } from '../../web/src/api/problem.ts';
import type { Content } from '../../web/src/draft/content.ts';
import { type DraftApi, openDraft } from '../../web/src/draft/draft.ts';
import { localCopies } from '../../web/src/draft/local-copy.ts';
import { changePart } from '../../web/src/draft/parts.ts';
import { stored as storedPost } from './support.ts';

export const stored = (text: string, rev = 1, change: Partial<PostView> = {}): Stored =>
  storedPost({ text, hash: `hash of ${text}`, ...change }, rev);
const conflict = () => new ApiProblem(412, 'version_conflict', 'Changed meanwhile.');

export const text = (words: string) => (content: Content) => changePart(content, content.parts[0]!.key, { text: words });

/** As the server takes it, or refuses it. */
const scheduleView = (schedule: PostBody['schedule']) => (schedule ? viewOf(toSchedule(scheduleDraft(schedule), new Date())) : null);
/** A server with one post; `fail` makes the next writes fail. */
export function setUp(present?: Stored) {
  const kept = new Map<string, string>();
  const memory = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const server = { stored: present, creates: 0, bodies: [] as Partial<PostBody>[], failures: [] as (() => Promise<never>)[] };
  const write = async (body: Partial<PostBody>): Promise<Stored> => {
    server.bodies.push(body);
    const failure = server.failures.shift();
    if (failure) await failure();
    const view = { ...server.stored?.post };
    const replies = (body.replies ?? []).map(({ text }) => ({ text, media: [], options: {} }));
    const { text = view.text ?? '', options = view.options ?? {}, targets = view.targets ?? [] } = body;
    const rev = Number(server.stored?.etag.slice(1, -1) ?? 0) + 1;
    const schedule = body.schedule === undefined ? (view.schedule ?? null) : scheduleView(body.schedule);
    const next = stored(text, rev, {
      options,
      targets,
      schedule,
      replies: body.replies ? replies : (view.replies ?? []),
      media: view.media ?? [],
    });
    server.stored = next;
    return next;
  };
  const api: DraftApi = {
    create: (body) => {
      server.creates += 1;
      return write(body);
    },
    change: async (_, etag, body) => {
      if (etag !== server.stored?.etag) throw conflict();
      return write(body);
    },
    read: async () => server.stored!,
  };
  const copies = localCopies(memory, 'usr_1');
  const open = (from = present) => openDraft({ api, copies, stored: from, onStored: () => undefined, now: () => new Date() });
  return { server, copies, kept, open };
}
