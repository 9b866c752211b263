/** Watches every stored step, every call to Threads and every post, and says when a promise was broken. It shares no code with the engine. */
import type { Item, Write } from '../../lib/core/ports.ts';
import type { Invocation } from './port-call.ts';
import type { Story } from './story.ts';
import type { Post, Request, ThreadsModel } from './threads-model.ts';

export type Findings = { duplicates: string[]; lost: string[]; violations: string[] };

export type Witness = {
  findings: Findings;
  /** Publications with something still to come by itself. */
  open: () => number;
  stateOf: (publicationKey: string) => string | undefined;
  onCommitted: (writes: readonly Write[], by: Invocation) => void;
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
  /** A content that exists, by its hash. */
  onWritten: (hash: string, text: string) => void;
  atTheEnd: () => void;
};

type Seen = {
  key: string;
  id: string;
  state: string;
  hash: string;
  approvalId: string;
  isDue: boolean;
  containerId: string | undefined;
  remoteId: string | undefined;
};

const ended = ['published', 'failed', 'held', 'unknown', 'canceled'];
/** States that tell the owner: nothing is out. */
const saysNotOut = ['failed', 'held', 'canceled'];
/** States in which a post may be out, so that it cannot be edited. */
const mayBeOut = ['sending', 'checking', 'published', 'unknown'];
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function seen(item: Item): Seen {
  const memo = item['memo'];
  const containerId = typeof memo === 'object' && memo !== null && 'container_id' in memo ? text(memo.container_id) : undefined;
  const [id, state, hash, approvalId] = [text(item['id']), text(item['state']), text(item['hash']), text(item['approvalId'])];
  const remoteId = typeof item['remoteId'] === 'string' ? item['remoteId'] : undefined;
  return { key: item.sk, id, state, hash, approvalId, isDue: item['dueAt'] !== undefined, containerId, remoteId };
}

export function witness(model: () => ThreadsModel, story: Story): Witness {
  const findings: Findings = { duplicates: [], lost: [], violations: [] };
  const present = new Map<string, Seen>();
  const owners = new Map<string, { key: string; id: string; hash: string }>();
  const live = new Map<string, Post[]>();
  const approvals = new Map<string, { postId: string; hash: string }>();
  const postHashes = new Map<string, string>();
  const texts = new Map<string, string>();
  const unclear = new Set<string>();
  const tokens = new Map<string, string>();
  const disconnected = new Set<string>();
  const promised = new Set<string>();
  let open = 0;

  const find = (kind: keyof Findings, what: string): void => {
    findings[kind].push(what);
    story.tell(() => `*** ${kind.toUpperCase()}: ${what}`);
  };
  const postsOf = (key: string): Post[] => live.get(key) ?? [];

  function checkState(p: Seen): void {
    const posts = postsOf(p.key);
    if (saysNotOut.includes(p.state) && posts.length > 0) find('violations', `${p.key} is shown as ${p.state}, but it is live`);
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
    if (p.containerId !== undefined) owners.set(p.containerId, { key: p.key, id: p.id, hash: p.hash });
    if (before?.state !== p.state || before.remoteId !== p.remoteId) checkState(p);
  }

  const publicationsOf = (postId: string): Seen[] => [...present.values()].filter(({ key }) => key.startsWith(`${postId}#`));

  function storePost(postId: string, hash: string): void {
    const isEdited = postHashes.has(postId) && postHashes.get(postId) !== hash;
    postHashes.set(postId, hash);
    const locked = isEdited ? publicationsOf(postId).find(({ state }) => mayBeOut.includes(state)) : undefined;
    if (locked) find('violations', `${postId} was edited while ${locked.key} was ${locked.state}`);
  }

  function removePost(postId: string): void {
    postHashes.delete(postId);
    if (publicationsOf(postId).length > 0) find('violations', `${postId} was removed although it was approved`);
  }

  function checkPublish(containerId: string): void {
    const owner = owners.get(containerId);
    const p = owner && present.get(owner.key);
    if (!p || p.containerId !== containerId || p.state !== 'sending') {
      find('violations', `publish call of ${containerId} without a stored intent`);
      return;
    }
    const approval = approvals.get(p.approvalId);
    const postId = p.key.split('#')[0] ?? '';
    if (!approval || approval.hash !== p.hash || approval.postId !== postId)
      find('violations', `${p.key} is sent without an approval of it`);
    if (texts.get(p.hash) !== model().containers.get(containerId)?.text)
      find('violations', `${p.key} is sent with another text than was approved`);
    if (postHashes.get(postId) !== p.hash) find('violations', `${p.key} is sent although its post was edited`);
  }

  return {
    findings,
    open: () => open,
    stateOf: (key) => present.get(key)?.state,
    onCommitted: (writes) => {
      for (const write of writes) if (write.op === 'put' && write.item.kind === 'publication') store(write.item);
      for (const write of writes) {
        if (write.op === 'delete' && write.key.pk.startsWith('POSTS#')) removePost(write.key.sk);
        if (write.op !== 'put') continue;
        const { item } = write;
        if (item.kind === 'approval') approvals.set(text(item['id']), { postId: text(item['postId']), hash: text(item['hash']) });
        // A platform that handles a request twice may say "not yet" to the second: that is unclear, too.
        if (item.kind === 'publication' && Number(item['notYets']) > 0) unclear.add(text(item['id']));
        if (item.kind === 'post') storePost(item.sk, text(item['hash']));
      }
    },
    onSending: (item, by) => {
      by.onFault.add(() => unclear.add(text(item['id'])));
    },
    onPost: (post) => {
      const owner = owners.get(post.container.id);
      if (!owner) return find('violations', `post ${post.id} comes from a container that was never stored`);
      const posts = [...postsOf(owner.key), post];
      live.set(owner.key, posts);
      story.tell(() => `threads  post ${post.id} of ${owner.key} is live`);
      if (posts.length > 1) find('duplicates', `${owner.key} is live ${posts.length} times`);
      if (texts.get(owner.hash) !== post.text) find('violations', `${owner.key} is live with another text than was approved`);
      const state = present.get(owner.key)?.state ?? '';
      if (saysNotOut.includes(state)) find('violations', `${owner.key} went live while shown as ${state}`);
    },
    onBegin: ({ bearer, path, fields }, by) => {
      const connection = tokens.get(bearer) ?? '';
      if (disconnected.has(connection)) find('violations', `${by.name} calls ${path} for ${connection} after its disconnect was answered`);
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
    onWritten: (hash, written) => {
      texts.set(hash, written);
    },
    atTheEnd: () => {
      for (const key of promised) if (!present.has(key)) find('lost', `${key} was approved, but nothing of it is stored`);
      for (const p of present.values()) {
        const posts = postsOf(p.key).length;
        if (!ended.includes(p.state)) find('lost', `${p.key} is stuck in ${p.state}`);
        if (saysNotOut.includes(p.state) && posts > 0) find('violations', `${p.key} ended as ${p.state}, but it is live`);
      }
    },
  };
}
