/** Signing in by a mailed link: ask for it here, open it in this browser, press the button. Opening alone uses nothing up. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MailCheck } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Redirect, useLocation } from 'wouter';
import { askForLink, redeemLink } from '../api/calls.ts';
import { meQuery } from '../api/queries.ts';
import { dropLinkToken, isWholeToken, useLinkToken } from '../browser/link-token.ts';
import { tellOtherTabs } from '../browser/other-tabs.ts';
import { nextPath } from '../browser/storage.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { CardPage } from '../ui/page.tsx';
import { PublicShell } from '../ui/shell.tsx';

const lookMs = 2000;

/** "Look into your mailbox". Once the link was used in another tab, this one goes on by itself. */
export function LinkSent({ address, onAgain }: { address: string; onAgain?: () => void }) {
  const { data: me } = useQuery({ ...meQuery, staleTime: 0, refetchInterval: lookMs, refetchIntervalInBackground: true });
  if (me) return <Redirect to={nextPath()} replace />;
  return (
    <>
      <p>
        If <strong className="as-written font-medium">{address}</strong> is known here, a sign-in link is on its way.
      </p>
      <p className="text-soft">
        Open it in <strong className="font-medium text-ink">this browser</strong>. It works once, for ten minutes. This page then goes on by
        itself.
      </p>
      <p className="text-sm text-soft">
        No mail after a few minutes? Look among the unwanted ones. On a browser that is new to us, only so many links a day are sent to one
        address.
      </p>
      {onAgain ? (
        <Button kind="quiet" onClick={onAgain} className="-ml-4 self-start">
          Use another address
        </Button>
      ) : null}
    </>
  );
}

function AddressForm() {
  const [address, setAddress] = useState('');
  const [error, setError] = useState<string>();
  const ask = useMutation({ mutationFn: askForLink });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isAddress = /^\S+@\S+$/.test(address.trim());
    setError(isAddress ? undefined : 'Please write one e-mail address, such as name@example.com.');
    if (isAddress) ask.mutate(address.trim());
  };
  if (ask.isSuccess) {
    return (
      <CardPage key="sent" title="Look into your mailbox">
        <LinkSent address={address.trim()} onAgain={ask.reset} />
      </CardPage>
    );
  }
  return (
    <CardPage key="ask" title="Sign in">
      <p className="text-soft">There is no password. We mail you a link that signs you in.</p>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field
          label="E-mail address"
          type="email"
          name="address"
          autoComplete="email"
          inputMode="email"
          value={address}
          error={error}
          onChange={(event) => setAddress(event.target.value)}
        />
        <Button kind="primary" type="submit" isBusy={ask.isPending} icon={<MailCheck className="size-4" />}>
          Send me a link
        </Button>
      </form>
      {ask.isError ? <ProblemNotice error={ask.error} /> : null}
      <p className="text-sm text-soft">Postora is in a private beta: only invited people have an account.</p>
    </CardPage>
  );
}

function BrokenLink({ error }: { error: unknown }) {
  return (
    <ProblemNotice
      error={error}
      actions={
        <Button kind="primary" onClick={dropLinkToken}>
          Ask for a new link
        </Button>
      }
    />
  );
}

function ConfirmLink({ token }: { token: string }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const { data: me } = useQuery({ ...meQuery, retry: false });
  const [wasSignedIn, setWasSignedIn] = useState(false);
  const redeem = useMutation({
    mutationFn: () => redeemLink(token),
    onMutate: () => setWasSignedIn(Boolean(me)),
    onSuccess: (next) => {
      client.setQueryData(meQuery.queryKey, next);
      tellOtherTabs();
      if (wasSignedIn || me) return;
      dropLinkToken();
      navigate(nextPath(), { replace: true });
    },
  });
  if (redeem.isSuccess && wasSignedIn) {
    return (
      <CardPage key="done" title="Thank you">
        <p className="text-soft">It is confirmed that it is you. The tab that asked for it goes on by itself; you can close this one.</p>
        <ButtonLink to="/posts">Open your posts here</ButtonLink>
      </CardPage>
    );
  }
  return (
    <CardPage key="confirm" title={me ? 'Is it you?' : 'Welcome back'}>
      <p className="text-soft">
        {me ? 'Press the button to confirm, then go back to the tab where you were.' : 'Press the button to sign in on this browser.'}
      </p>
      {redeem.isError ? (
        <BrokenLink error={redeem.error} />
      ) : (
        <Button kind="primary" isBusy={redeem.isPending} onClick={() => redeem.mutate()}>
          {me ? 'Yes, it is me' : 'Sign in'}
        </Button>
      )}
    </CardPage>
  );
}

function TornLink() {
  return (
    <CardPage title="This link is not complete">
      <p className="text-soft">Part of it was lost on the way. Copy the whole link out of the mail, or ask for a new one.</p>
      <Button kind="primary" onClick={dropLinkToken}>
        Ask for a new link
      </Button>
    </CardPage>
  );
}

export function SignInPage() {
  const token = useLinkToken();
  const { data: me } = useQuery({ ...meQuery, retry: false });
  const [isAsking] = useState(token === null);
  if (token === null && isAsking && me) return <Redirect to={nextPath()} replace />;
  return (
    <PublicShell>
      <div className="flex flex-1 items-start pt-6 sm:pt-16">
        {token === null ? <AddressForm /> : isWholeToken(token) ? <ConfirmLink token={token} /> : <TornLink />}
      </div>
    </PublicShell>
  );
}
