/** The connected profiles: how well they are, connecting one, letting one go. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { AtSign } from 'lucide-react';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { ConnectionView, MeView } from '../../../lib/core/api.ts';
import { authorize } from '../api/calls.ts';
import { ApiProblem } from '../api/problem.ts';
import { providersQuery, useConnections } from '../api/queries.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Notice, ProblemNotice } from '../ui/notice.tsx';
import { card, Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { connectProblem } from '../words/connecting.ts';
import { ConnectionCard } from './connection-card.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { Presence } from './presence.tsx';
import { ProviderCards } from './provider-cards.tsx';

function useConnect() {
  return useMutation({
    mutationFn: authorize,
    onSuccess: ({ authorize_url }) => window.location.assign(authorize_url),
  });
}

/** What the platform's answer led to; it stands in the address because the browser comes from elsewhere. */
function Arrival({ connections }: { connections: readonly ConnectionView[] }) {
  const query = new URLSearchParams(useSearch());
  const [, navigate] = useLocation();
  const problem = query.get('problem');
  const connected = connections.find(({ id }) => id === query.get('connected'));
  const close = <Button onClick={() => navigate('/connections', { replace: true })}>Got it</Button>;
  if (problem !== null) {
    const { sentence, remedy } = connectProblem(problem, query.get('ends_at'));
    return (
      <Notice tone="bad" role="alert" title={sentence} actions={close}>
        {remedy}
      </Notice>
    );
  }
  if (!connected) return null;
  return (
    <Notice
      tone="good"
      role="status"
      title={`@${connected.username} is connected`}
      actions={
        <>
          <ButtonLink to="/posts/new" kind="primary">
            Write a post
          </ButtonLink>
          {close}
        </>
      }
    >
      Nothing was posted, and nothing will be without your approval.
    </Notice>
  );
}

function NoConnections() {
  return (
    <div className={`${card} flex flex-col items-center gap-3 px-6 py-12 text-center`}>
      <span className="flex size-12 items-center justify-center rounded-full bg-accent-soft text-accent">
        <AtSign className="size-5" />
      </span>
      <p className="font-medium">No profile connected yet</p>
      <p className="max-w-sm text-sm text-soft">Connecting posts nothing, and you can disconnect at any time.</p>
    </div>
  );
}

/** Connecting asks for a fresh proof of presence; given in place, connecting goes on. */
function ConnectTrouble({ me, connect }: { me: MeView; connect: ReturnType<typeof useConnect> }) {
  const { error, variables } = connect;
  if (!error) return null;
  if (!(error instanceof ApiProblem) || error.code !== 'presence_proof_needed' || variables === undefined)
    return <ProblemNotice error={error} />;
  return (
    <Presence me={me} effect="you go to the platform to connect." onProven={() => connect.mutate(variables)} onGiveUp={connect.reset} />
  );
}

export function ConnectionsPage({ me }: { me: MeView }) {
  const connections = useConnections({ isFresh: true });
  const providers = useQuery(providersQuery);
  const connect = useConnect();
  const [leaving, setLeaving] = useState<ConnectionView>();
  const all = connections.data?.data;
  return (
    <Page title="Connections" intro="The profiles that Postora may publish to.">
      <div className="flex flex-col gap-4">
        {all ? <Arrival connections={all} /> : null}
        <ConnectTrouble me={me} connect={connect} />
        {providers.isError ? <ProblemNotice error={providers.error} onRetry={() => void providers.refetch()} /> : null}
        {connections.isError && !all ? <ProblemNotice error={connections.error} onRetry={() => void connections.refetch()} /> : null}
        {connections.isPending ? <Skeleton rows={2} /> : null}
        {all?.length === 0 ? <NoConnections /> : null}
        {all?.map((connection) => (
          <ConnectionCard
            key={connection.id}
            connection={connection}
            isBusy={connect.isPending || connect.isSuccess}
            onReconnect={() => connect.mutate(connection.provider)}
            onDisconnect={() => setLeaving(connection)}
          />
        ))}
        {all && providers.data ? (
          <ProviderCards
            providers={providers.data.data}
            connections={all}
            isBusy={connect.isPending || connect.isSuccess}
            onConnect={connect.mutate}
          />
        ) : null}
      </div>
      {leaving ? <DisconnectDialog me={me} connection={leaving} onClose={() => setLeaving(undefined)} /> : null}
    </Page>
  );
}
