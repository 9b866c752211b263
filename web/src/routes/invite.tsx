/** Accepting an invitation: makes the account, then a sign-in link comes by mail. */
import { useMutation } from '@tanstack/react-query';
import { acceptInvite } from '../api/calls.ts';
import { isWholeToken, useLinkToken } from '../browser/link-token.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { CardPage } from '../ui/page.tsx';
import { PublicShell } from '../ui/shell.tsx';
import { LinkSent } from './sign-in.tsx';

function Accept({ token }: { token: string }) {
  const accept = useMutation({ mutationFn: () => acceptInvite(token) });
  if (accept.isSuccess) {
    return (
      <CardPage key="sent" title="Your account is ready">
        <LinkSent address={accept.data.address} />
      </CardPage>
    );
  }
  return (
    <CardPage key="accept" title="You are invited">
      <p className="text-soft">
        Postora publishes your posts exactly as you approved them. Accepting makes an account for the address this invitation was mailed to.
      </p>
      <Button kind="primary" isBusy={accept.isPending} onClick={() => accept.mutate()}>
        Accept the invitation
      </Button>
      {accept.isError ? (
        <ProblemNotice error={accept.error} actions={<ButtonLink to="/sign-in">I have an account already</ButtonLink>} />
      ) : null}
    </CardPage>
  );
}

export function InvitePage() {
  const token = useLinkToken();
  return (
    <PublicShell>
      <div className="flex flex-1 items-start pt-6 sm:pt-16">
        {token !== null && isWholeToken(token) ? (
          <Accept token={token} />
        ) : (
          <CardPage title="Invitations come by mail">
            <p className="text-soft">Please open the link in your invitation again, all of it. If you have an account already, sign in.</p>
            <ButtonLink to="/sign-in" kind="primary">
              Sign in
            </ButtonLink>
          </CardPage>
        )}
      </div>
    </PublicShell>
  );
}
