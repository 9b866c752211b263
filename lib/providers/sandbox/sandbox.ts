/** The sandbox behind the provider port: a platform that Postora plays itself, as strict as a real one. What it refuses and keeps: docs/providers/sandbox.md. */
import type { Provider } from '../../core/provider.ts';
import { sandboxAccess } from './connecting.ts';
import { ask } from './line.ts';
import type { SandboxPlatform } from './platform.ts';
import { find, prepare, send } from './publishing.ts';

export type SandboxConfig = {
  platform: SandboxPlatform;
  /** Where the page that shows the posts lives. */
  publicOrigin: string;
};

export function sandbox({ platform, publicOrigin }: SandboxConfig): Provider {
  return {
    ...sandboxAccess(platform),
    prepare: (token, { content, memo }) => prepare(platform, token, content, memo),
    send: (token, memo) => send(platform, token, memo),
    find: (token, input) => find(platform, token, input),
    quota: async (token) => {
      const answer = await ask(() => platform.quota(token));
      return answer.kind === 'ok' ? answer.value : undefined;
    },
    readBack: async (token, remoteId, { text }) => {
      const answer = await ask(() => platform.post(token, remoteId));
      if (answer.kind !== 'ok') return { kind: 'unclear' };
      const { accountId, post } = answer.value;
      if (!post) return { kind: 'gone' };
      const permalink = `${publicOrigin}/sandbox/${accountId}#${post.id}`;
      return { kind: 'shown', permalink, isSameText: post.text === text, itemCount: post.media.length };
    },
  };
}
