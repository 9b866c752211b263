/** Watches every stored step, every call to Threads and every post, and says when a promise was broken. It shares no code with the engine. */
import type { Item, TableName, Write } from '../../lib/core/ports.ts';
import type { Invocation } from './port-call.ts';
import type { Story } from './story.ts';
import type { Post, Request, ThreadsModel } from './threads-model.ts';

export type Findings = { duplicates: string[]; lost: string[]; stuck: string[]; violations: string[] };

export type Witness = {
  findings: Findings;
  /** Publications and deletions with something still to come by themselves. */
  open: () => number;
  deletionsDone: () => number;
  stateOf: (publicationKey: string) => string | undefined;
  /** Is its owner told that it may be out, and asked to look? */
  isAsked: (publicationKey: string) => boolean;
  /** Can everybody see the present part at the platform (or could, before it was taken down)? */
  isLive: (publicationKey: string) => boolean;
  /** The operator's stop was answered with success; the wish to resume begins. */
  onStopped: () => void;
  onResuming: () => void;
  onCommitted: (writes: readonly Write<TableName>[], by: Invocation) => void;
  onSending: (item: Item, by: Invocation) => void;
  onPost: (post: Post) => void;
  onBegin: (request: Request, by: Invocation) => void;
  onUnclear: (containerId: string) => void;
  /** A token opens this connection. */
  onConnected: (token: string, connectionId: string) => void;
  /** A disconnect was answered with success. */
  onDisconnected: (connectionId: string) => void;
  /** An approval was answered with success. */
  onApproved: (postId: string, targets: readonly string[]) => void;
  /** A content that exists, by its hash: its parts, in order. */
  onWritten: (hash: string, parts: readonly WrittenPart[]) => void;
  atTheEnd: () => void;
};

/** What readers see of one part. */
export type WrittenPart = { text: string; urls: readonly string[] };

type Seen = {
  key: string;
  /** Ids of the parts that are out, in order; the present part comes after them. */
  done: readonly string[];
  /** The present part is known to be out. */
  isPartOut: boolean;
  id: string;
  state: string;
  hash: string;
  approvalId: string;
  isDue: boolean;
  /** A publish call was refused in a way that leaves it open. */
  isLeftOpen: boolean;
  /** Milliseconds since 1970; 0 for a post of now. */
  publishAt: number;
  containerId: string | undefined;
  remoteId: string | undefined;
};

const ended = ['published', 'failed', 'held', 'unknown', 'canceled'];
/** Does it tell the owner that nothing is out? On hold after a publish call that leaves it open it does not, and so it must not be edited either. */
const saysNotOut = ({ state, isLeftOpen }: Seen): boolean => ['failed', 'canceled'].includes(state) || (state === 'held' && !isLeftOpen);
const mayBeOut = ({ state, isLeftOpen }: Seen): boolean =>
  ['sending', 'checking', 'published', 'unknown'].includes(state) || (state === 'held' && isLeftOpen);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function seen(item: Item): Seen {
  const memo = item['memo'];
  const containerId = typeof memo === 'object' && memo !== null && 'container_id' in memo ? text(memo.container_id) : undefined;
  const [id, state, hash, approvalId] = [text(item['id']), text(item['state']), text(item['hash']), text(item['approvalId'])];
  const remoteId = typeof item['remoteId'] === 'string' ? item['remoteId'] : undefined;
  const done = Array.isArray(item['done']) ? item['done'].map((part: { remoteId?: unknown }) => text(part.remoteId)) : [];
  return {
    key: item.sk,
    done,
    isPartOut: item['publishedAt'] !== undefined,
    id,
    state,
    hash,
    approvalId,
    isDue: item['dueAt'] !== undefined,
    isLeftOpen: Number(item['notYets']) > 0,
    publishAt: Date.parse(text(item['publishAt'])) || 0,
    containerId,
    remoteId,
  };
}

/** Clocks of functions differ from the true one by up to a quarter of a minute. */
const earlyMs = 16_000;
const connectionOf = (key: string): string => key.split('#')[1] ?? '';

/** Calls whose intent was stored before the stop may still begin. */
const stopGraceMs = 60_000;

export function witness(model: () => ThreadsModel, story: Story, now: () => number): Witness {
  const findings: Findings = { duplicates: [], lost: [], stuck: [], violations: [] };
  const present = new Map<string, Seen>();
  const owners = new Map<string, { key: string; id: string; hash: string; part: number }>();
  const live = new Map<string, Post[]>();
  const approvals = new Map<string, { postId: string; hash: string }>();
  const postHashes = new Map<string, string>();
  const written = new Map<string, readonly WrittenPart[]>();
  const unclear = new Set<string>();
  /** Parts for which a publish call has begun. */
  const called = new Set<string>();
  const tokens = new Map<string, string>();
  const disconnected = new Set<string>();
  /** Connections that their owner lets go, until they are gone. */
  const leaving = new Set<string>();
  const deletions = new Map<string, string>();
  const erased = new Set<string>();
  const promised = new Set<string>();
  let open = 0;
  let stoppedAt: number | undefined;

  const find = (kind: keyof Findings, what: string): void => {
    findings[kind].push(what);
    story.tell(() => `*** ${kind.toUpperCase()}: ${what}`);
  };
  const liveKey = (key: string, part: number): string => `${key} part ${part + 1}`;
  const postsOf = (key: string, part: number): Post[] => live.get(liveKey(key, part)) ?? [];
  const isAsWritten = (hash: string, part: number, { text: words, urls }: WrittenPart): boolean => {
    const wanted = written.get(hash)?.[part];
    return wanted !== undefined && wanted.text === words && wanted.urls.join(' ') === urls.join(' ');
  };

  /** An engine may not call open what it never tried. */
  function leftOpen(p: Seen): void {
    if (called.has(liveKey(p.key, p.done.length))) unclear.add(p.id);
    else find('violations', `${p.key} counts a refused publish call, but none was made`);
  }

  function checkState(p: Seen): void {
    const posts = postsOf(p.key, p.done.length);
    p.done.forEach((id, part) => {
      if (!postsOf(p.key, part).some((post) => post.id === id))
        find('lost', `${liveKey(p.key, part)} is shown as published, but it is not live`);
    });
    if (saysNotOut(p) && !p.isPartOut && posts.length > 0) find('violations', `${p.key} is shown as ${p.state}, but it is live`);
    if (p.state === 'unknown' && !unclear.has(p.id)) find('violations', `${p.key} became unknown although nothing was unclear`);
    if (p.state !== 'published') return;
    if (posts.length === 0) find('lost', `${p.key} is shown as published, but it is not live`);
    else if (p.remoteId !== undefined && !posts.some(({ id }) => id === p.remoteId))
      find('violations', `${p.key} is shown as post ${p.remoteId}, which is another one`);
  }

  function store(item: Item): void {
    const p = seen(item);
    const before = present.get(p.key);
    open += Number(p.isDue) - Number(before?.isDue ?? false);
    present.set(p.key, p);
    if (p.containerId !== undefined) owners.set(p.containerId, { key: p.key, id: p.id, hash: p.hash, part: p.done.length });
    if (before?.state !== p.state || before.remoteId !== p.remoteId || before.done.length !== p.done.length) checkState(p);
  }

  const publicationsOf = (postId: string): Seen[] => [...present.values()].filter(({ key }) => key.startsWith(`${postId}#`));

  function storePost(postId: string, hash: string): void {
    const isEdited = postHashes.has(postId) && postHashes.get(postId) !== hash;
    postHashes.set(postId, hash);
    const locked = isEdited ? publicationsOf(postId).find((p) => mayBeOut(p) || p.done.length > 0) : undefined;
    if (locked) find('violations', `${postId} was edited while ${locked.key} was ${locked.state}`);
  }

  function removePost(postId: string): void {
    postHashes.delete(postId);
    if (deletions.size === 0 && publicationsOf(postId).length > 0) find('violations', `${postId} was removed although it was approved`);
  }

  /** Only a deletion removes one; what becomes of it afterwards nobody is told. */
  function removePublication(key: string): void {
    const p = present.get(key);
    erased.add(key);
    if (!p?.isDue) return;
    open -= 1;
    present.set(key, { ...p, isDue: false });
  }

  /** From the moment in which it is called done nothing may be asked of the platform for anybody: there is one person. */
  function storeDeletion(item: Item): void {
    const state = text(item['state']);
    deletions.set(item.pk, state);
    if (state === 'done') for (const connection of tokens.values()) disconnected.add(connection);
  }

  /** From here on it is not listed any more, and so counts as disconnected, whoever has finished it. */
  function removeConnection(id: string): void {
    leaving.delete(id);
    disconnected.add(id);
  }

  function checkPublish(containerId: string): void {
    const isStopped = stoppedAt !== undefined && now() - stoppedAt > stopGraceMs;
    if (isStopped) find('violations', `publish call of ${containerId} although all publishing is stopped`);
    const owner = owners.get(containerId);
    const p = owner && present.get(owner.key);
    if (!p || p.containerId !== containerId || p.state !== 'sending') {
      find('violations', `publish call of ${containerId} without a stored intent`);
      return;
    }
    called.add(liveKey(p.key, p.done.length));
    const others = [...present.values()].filter(
      (one) => one !== p && one.state === 'sending' && connectionOf(one.key) === connectionOf(p.key),
    );
    if (others.length > 0) find('violations', `${p.key} is sent while ${others[0]?.key} is`);
    if (p.publishAt > now() + earlyMs) find('violations', `${p.key} is sent ${p.publishAt - now()} ms before its time`);
    const approval = approvals.get(p.approvalId);
    const postId = p.key.split('#')[0] ?? '';
    if (!approval || approval.hash !== p.hash || approval.postId !== postId)
      find('violations', `${p.key} is sent without an approval of it`);
    const container = model().containers.get(containerId);
    if (!container || !isAsWritten(p.hash, owner.part, container))
      find('violations', `${p.key} is sent with another content than was approved`);
    if (postHashes.get(postId) !== p.hash) find('violations', `${p.key} is sent although its post was edited`);
  }

  return {
    findings,
    open: () => open + leaving.size + [...deletions.values()].filter((state) => state !== 'done').length,
    deletionsDone: () => [...deletions.values()].filter((state) => state === 'done').length,
    stateOf: (key) => (erased.has(key) ? undefined : present.get(key)?.state),
    isAsked: (key) => {
      const p = erased.has(key) ? undefined : present.get(key);
      return p !== undefined && (p.state === 'unknown' || (p.state === 'held' && p.isLeftOpen));
    },
    isLive: (key) => postsOf(key, present.get(key)?.done.length ?? 0).length > 0,
    onStopped: () => {
      stoppedAt = now();
    },
    onResuming: () => {
      stoppedAt = undefined;
    },
    onCommitted: (writes) => {
      for (const write of writes) if (write.op === 'put' && write.item.kind === 'publication') store(write.item);
      for (const write of writes) {
        if (write.op === 'delete' && write.key.pk.startsWith('CONNECTIONS#')) removeConnection(write.key.sk);
        if (write.op === 'delete' && write.key.pk.startsWith('POSTS#')) removePost(write.key.sk);
        if (write.op === 'delete' && write.key.pk.startsWith('PUBLICATIONS#')) removePublication(write.key.sk);
        if (write.op !== 'put') continue;
        const { item } = write;
        if (item.kind === 'deletion') storeDeletion(item);
        if (item.kind === 'connection' && item['stoppedBy'] === 'disconnected') leaving.add(item.sk);
        if (item.kind === 'approval') approvals.set(text(item['id']), { postId: text(item['postId']), hash: text(item['hash']) });
        // A platform that handles a request twice may say "not yet" to the second: that is unclear, too.
        if (item.kind === 'publication' && Number(item['notYets']) > 0) leftOpen(seen(item));
        if (item.kind === 'post') storePost(item.sk, text(item['hash']));
      }
    },
    onSending: (item, by) => {
      by.onFault.add(() => unclear.add(text(item['id'])));
    },
    onPost: (post) => {
      const owner = owners.get(post.container.id);
      if (!owner) return find('violations', `post ${post.id} comes from a container that was never stored`);
      const key = liveKey(owner.key, owner.part);
      const posts = [...postsOf(owner.key, owner.part), post];
      live.set(key, posts);
      story.tell(() => `threads  post ${post.id} of ${key} is live`);
      if (posts.length > 1) find('duplicates', `${key} is live ${posts.length} times`);
      if (!isAsWritten(owner.hash, owner.part, post.container)) find('violations', `${key} is live with another content than was approved`);
      const isUnderParent = owner.part === 0 || postsOf(owner.key, owner.part - 1).some(({ id }) => id === post.container.replyTo);
      if (!isUnderParent) find('violations', `${key} does not answer the part before it`);
      const p = present.get(owner.key);
      if (p?.done.length === owner.part && saysNotOut(p)) find('violations', `${key} went live while shown as ${p.state}`);
    },
    onBegin: ({ bearer, path, fields }, by) => {
      const connection = tokens.get(bearer) ?? '';
      if (disconnected.has(connection))
        find('violations', `${by.name} calls ${path} for ${connection} after its disconnect was answered, or its deletion was called done`);
      if (fields['creation_id'] !== undefined) checkPublish(fields['creation_id']);
    },
    onUnclear: (containerId) => {
      const owner = owners.get(containerId);
      if (owner) unclear.add(owner.id);
    },
    onConnected: (token, connectionId) => {
      tokens.set(token, connectionId);
    },
    onDisconnected: (connectionId) => {
      disconnected.add(connectionId);
    },
    onApproved: (postId, targets) => {
      for (const target of targets) promised.add(`${postId}#${target}`);
    },
    onWritten: (hash, parts) => {
      written.set(hash, parts);
    },
    atTheEnd: () => {
      for (const key of promised) if (!present.has(key)) find('lost', `${key} was approved, but nothing of it is stored`);
      for (const id of leaving) find('stuck', `${id} never ended being disconnected`);
      for (const p of present.values()) {
        const posts = postsOf(p.key, p.done.length).length;
        if (!ended.includes(p.state)) find('stuck', `${p.key} never left ${p.state}`);
        if (saysNotOut(p) && !p.isPartOut && posts > 0) find('violations', `${p.key} ended as ${p.state}, but it is live`);
      }
    },
  };
}
