/** Which address shows which page, and which of them need a signed-in person. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect } from 'react';
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import type { MeView } from '../../lib/core/api.ts';
import { useKeepAlive } from './api/keep-alive.ts';
import { meAgainMs, meQuery } from './api/queries.ts';
import { forgetNext, rememberNext } from './browser/storage.ts';
import { stopEditors } from './draft/use-editor.ts';
import { ConfirmDeletionPage } from './routes/confirm-deletion.tsx';
import { ConnectionsPage } from './routes/connections.tsx';
import { FrontPage } from './routes/front.tsx';
import { InvitePage } from './routes/invite.tsx';
import { NotFoundPage } from './routes/not-found.tsx';
import { PostPage } from './routes/post.tsx';
import { PostsPage } from './routes/posts.tsx';
import { SandboxPage } from './routes/sandbox.tsx';
import { SettingsPage } from './routes/settings.tsx';
import { SignInPage } from './routes/sign-in.tsx';
import { ProblemNotice } from './ui/notice.tsx';
import { ConsoleShell, PublicShell } from './ui/shell.tsx';
import { Skeleton } from './ui/skeleton.tsx';

/** Keeps where the person wanted to go, then asks for signing in. */
function ToSignIn() {
  const [path] = useLocation();
  const search = useSearch();
  const wanted = search === '' ? path : `${path}?${search}`;
  useLayoutEffect(() => rememberNext(wanted), [wanted]);
  return <Redirect to="/sign-in" replace />;
}

function Console({ me }: { me: MeView }) {
  useKeepAlive();
  useEffect(forgetNext, []);
  useEffect(() => stopEditors, []);
  return (
    <ConsoleShell me={me}>
      <Switch>
        <Route path="/posts">
          <PostsPage />
        </Route>
        <Route path="/posts/:id/:view?">{({ id, view }) => <PostPage me={me} id={id} view={view} />}</Route>
        <Route path="/connections">
          <ConnectionsPage me={me} />
        </Route>
        <Route path="/sandbox/:id">{({ id }) => <SandboxPage id={id} />}</Route>
        <Route path="/settings">
          <SettingsPage me={me} />
        </Route>
      </Switch>
    </ConsoleShell>
  );
}

function SignedIn() {
  const me = useQuery({ ...meQuery, refetchInterval: meAgainMs });
  if (me.data) return <Console key={me.data.id} me={me.data} />;
  if (me.data === null) return <ToSignIn />;
  return (
    <PublicShell>
      <div className="mx-auto w-full max-w-2xl">
        {me.isError ? <ProblemNotice error={me.error} onRetry={() => void me.refetch()} /> : <Skeleton rows={2} />}
      </div>
    </PublicShell>
  );
}

export function App() {
  return (
    <Switch>
      <Route path="/" component={FrontPage} />
      <Route path="/sign-in" component={SignInPage} />
      <Route path="/invite" component={InvitePage} />
      <Route path="/delete" component={ConfirmDeletionPage} />
      <Route path={/^\/(?:posts(?:\/[^/]+(?:\/(?:edit|review))?)?|connections|settings|sandbox\/[^/]+)\/?$/} component={SignedIn} />
      <Route component={NotFoundPage} />
    </Switch>
  );
}
