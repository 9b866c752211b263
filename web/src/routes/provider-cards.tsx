/** Which platforms there are, what each is for, and the button that connects it. */
import { AtSign, FlaskConical } from 'lucide-react';
import type { ConnectionView, ProviderView } from '../../../lib/core/api.ts';
import { Button } from '../ui/button.tsx';
import { card } from '../ui/page.tsx';
import { inOrder, isSingle, pitchOf } from '../words/providers.ts';

type ProviderCardsProps = {
  providers: readonly ProviderView[];
  connections: readonly ConnectionView[];
  isBusy: boolean;
  onConnect: (provider: string) => void;
};

type CardProps = { provider: ProviderView; isMain: boolean; isConnected: boolean; isBusy: boolean; onConnect: () => void };

function ProviderCard({ provider: { name, label }, isMain, isConnected, isBusy, onConnect }: CardProps) {
  const { text, hint } = pitchOf(name);
  const Icon = name === 'sandbox' ? FlaskConical : AtSign;
  return (
    <li className={`${card} flex flex-col gap-3 p-5`}>
      <div className="flex items-center gap-3">
        <span className="flex size-10 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent">
          <Icon className="size-5" />
        </span>
        <h3 className="flex-1 font-semibold">{label}</h3>
        {hint ? <span className="rounded-full bg-sunken px-2.5 py-0.5 text-xs font-medium text-soft">{hint}</span> : null}
      </div>
      <p className="flex-1 text-sm text-soft">{text}</p>
      <div>
        <Button kind={isMain ? 'primary' : 'plain'} isBusy={isBusy} onClick={onConnect}>
          {isConnected ? `Connect another ${label} profile` : `Connect ${label}`}
        </Button>
      </div>
    </li>
  );
}

export function ProviderCards({ providers, connections, isBusy, onConnect }: ProviderCardsProps) {
  const isFirstRun = connections.length === 0;
  const isConnected = (name: string): boolean => connections.some(({ provider }) => provider === name);
  const offered = inOrder(providers, isFirstRun).filter(({ name }) => !isSingle(name) || !isConnected(name));
  if (offered.length === 0) return null;
  return (
    <section aria-labelledby="connect-one" className="flex flex-col gap-3">
      <h2 id="connect-one" className="font-semibold">
        {isFirstRun ? 'Choose where to begin' : 'Connect another profile'}
      </h2>
      <ul className={`grid gap-4 ${offered.length > 1 ? 'sm:grid-cols-2' : ''}`}>
        {offered.map((provider, index) => (
          <ProviderCard
            key={provider.name}
            provider={provider}
            isMain={isFirstRun && index === 0}
            isConnected={isConnected(provider.name)}
            isBusy={isBusy}
            onConnect={() => onConnect(provider.name)}
          />
        ))}
      </ul>
    </section>
  );
}
