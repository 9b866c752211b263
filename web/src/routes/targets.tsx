/** Choosing where a post goes. */
import { Check } from 'lucide-react';
import type { ConnectionView } from '../../../lib/core/api.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { healthOf } from '../words/connecting.ts';

function Target({ connection, isChosen, onToggle }: { connection: ConnectionView; isChosen: boolean; onToggle: () => void }) {
  const health = healthOf(connection, Date.now());
  return (
    <label
      className={`relative flex min-w-0 items-center gap-3 rounded-card border p-3 pr-4 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${isChosen ? 'border-accent bg-accent-soft' : 'border-line bg-card hover:bg-sunken'}`}
    >
      <input type="checkbox" className="peer sr-only" checked={isChosen} onChange={onToggle} />
      <Avatar of={connection} />
      <span className="min-w-0 flex-1 leading-tight">
        <span className="block truncate text-sm font-medium">{connection.name || connection.username}</span>
        <span className="block truncate text-sm text-soft">@{connection.username}</span>
        {health.tone === 'bad' || health.tone === 'moving' ? <span className="block text-sm text-bad">{health.label}</span> : null}
      </span>
      <span
        aria-hidden="true"
        className={`flex size-5 shrink-0 items-center justify-center rounded-md border ${isChosen ? 'border-accent bg-accent text-on-accent' : 'border-edge bg-card'}`}
      >
        {isChosen ? <Check className="size-3.5" strokeWidth={3} /> : null}
      </span>
    </label>
  );
}

type TargetsProps = { connections: readonly ConnectionView[]; chosen: readonly string[]; onChange: (targets: string[]) => void };

export function Targets({ connections, chosen, onChange }: TargetsProps) {
  const missing = chosen.filter((id) => !connections.some((connection) => connection.id === id));
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-2 text-sm font-medium">Goes to</legend>
      {connections.length === 0 ? (
        <Notice tone="quiet" title="No connection yet" actions={<ButtonLink to="/connections">Connect a profile</ButtonLink>}>
          You can write now and connect later; what you write is kept.
        </Notice>
      ) : (
        <div className="grid gap-3 sm:grid-cols-2">
          {connections.map((connection) => (
            <Target
              key={connection.id}
              connection={connection}
              isChosen={chosen.includes(connection.id)}
              onToggle={() =>
                onChange(chosen.includes(connection.id) ? chosen.filter((id) => id !== connection.id) : [...chosen, connection.id])
              }
            />
          ))}
        </div>
      )}
      {missing.length > 0 ? (
        <Notice
          tone="warn"
          title="A profile this post was meant for is not connected any more"
          actions={
            <button
              type="button"
              className="min-h-6 text-sm font-medium underline underline-offset-4"
              onClick={() => onChange(chosen.filter((id) => !missing.includes(id)))}
            >
              Take it off this post
            </button>
          }
        />
      ) : null}
    </fieldset>
  );
}
