/** The pretend platform: what a real one offers over HTTP, as functions over Postora's own tables. It never opens a socket. */
import type { Content, Quota } from '../../core/provider.ts';
import { inWindow, type SandboxPost, sandboxQuotaTotal, sandboxQuotaWindowMs } from '../../core/sandbox.ts';
import { type AccessPlatform, type Answer, accessPlatform, asked, type SandboxPorts } from './access.ts';
import { create, publish, type Status, status } from './containers.ts';

export type SandboxPlatform = AccessPlatform & {
  create: (token: string, content: Content) => Promise<Answer<string>>;
  status: (token: string, containerId: string) => Promise<Answer<Status>>;
  publish: (token: string, containerId: string) => Promise<Answer<string>>;
  post: (token: string, postId: string) => Promise<Answer<{ accountId: string; post: SandboxPost | undefined }>>;
  quota: (token: string) => Promise<Answer<Quota>>;
};

export function sandboxPlatform(ports: SandboxPorts): SandboxPlatform {
  const { store, now } = ports;
  return {
    ...accessPlatform(ports),
    create: (token, content) => create(ports, token, content),
    status: (token, containerId) => status(ports, token, containerId),
    publish: (token, containerId) => publish(ports, token, containerId),
    post: (token, postId) => asked(ports, token, async ({ accountId }) => ({ accountId, post: await store.post(accountId, postId) })),
    quota: (token) =>
      asked(ports, token, async ({ accountId }) => ({
        used: inWindow(await store.quota(accountId), now()).length,
        total: sandboxQuotaTotal,
        windowMs: sandboxQuotaWindowMs,
      })),
  };
}
