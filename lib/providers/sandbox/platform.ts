/** The pretend platform: what a real one offers over HTTP, as functions over Postora's own tables. It never opens a socket. */
import type { Content, Granted, Quota } from '../../core/provider.ts';
import { inWindow, type SandboxPost, sandboxQuotaTotal, sandboxQuotaWindowMs } from '../../core/sandbox.ts';
import { type Answer, authorize, exchange, ok, openToken, refused, renew, type SandboxPorts } from './access.ts';
import { create, publish, type Status, status } from './containers.ts';

export type Me = { accountId: string; scopes: readonly string[] };

/** One call is one request; those of a real platform look the same. */
export type SandboxPlatform = {
  authorize: (input: { accountId: string; redirectUri: string; scopes: readonly string[] }) => Promise<Answer<string>>;
  exchange: (input: { code: string; redirectUri: string }) => Promise<Answer<Granted>>;
  renew: (token: string) => Promise<Answer<Granted>>;
  me: (token: string) => Promise<Answer<Me>>;
  create: (token: string, content: Content) => Promise<Answer<string>>;
  status: (token: string, containerId: string) => Promise<Answer<Status>>;
  publish: (token: string, containerId: string) => Promise<Answer<string>>;
  post: (token: string, postId: string) => Promise<Answer<{ accountId: string; post: SandboxPost | undefined }>>;
  quota: (token: string) => Promise<Answer<Quota>>;
};

export function sandboxPlatform(ports: SandboxPorts): SandboxPlatform {
  const { store, now } = ports;
  /** Answers a question about the account that a token opens. */
  async function asked<T>(token: string, answer: (me: Me) => Promise<T>): Promise<Answer<T>> {
    const visitor = await openToken(ports, token);
    if (!visitor) return refused('reconnect_needed');
    return ok(await answer({ accountId: visitor.accountId, scopes: visitor.grant.scopes }));
  }
  return {
    authorize: (input) => authorize(ports, input),
    exchange: (input) => exchange(ports, input),
    renew: (token) => renew(ports, token),
    create: (token, content) => create(ports, token, content),
    status: (token, containerId) => status(ports, token, containerId),
    publish: (token, containerId) => publish(ports, token, containerId),
    me: (token) => asked(token, async (me) => me),
    post: (token, postId) => asked(token, async ({ accountId }) => ({ accountId, post: await store.post(accountId, postId) })),
    quota: (token) =>
      asked(token, async ({ accountId }) => ({
        used: inWindow(await store.quota(accountId), now()).length,
        total: sandboxQuotaTotal,
        windowMs: sandboxQuotaWindowMs,
      })),
  };
}
