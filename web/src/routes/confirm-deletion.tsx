/** Where the link in a mail about deleting leads: what will happen, and the button. Opening it changes nothing. */
import { useMutation } from '@tanstack/react-query';
import { confirmDeletion } from '../api/calls.ts';
import { isWholeToken, useLinkToken } from '../browser/link-token.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { CardPage } from '../ui/page.tsx';
import { PublicShell } from '../ui/shell.tsx';
import { showStatus } from './delete-everything.tsx';
import { DeletionConsequences } from './deletion-consequences.tsx';

function Confirm({ token }: { token: string }) {
  const confirm = useMutation({ mutationFn: () => confirmDeletion(token), onSuccess: showStatus });
  return (
    <CardPage key="confirm" title="Delete everything?">
      <p className="text-soft">Somebody asked us by mail to delete the Postora account of this address.</p>
      <DeletionConsequences />
      <p className="text-sm text-soft">If that was not you, close this page: nothing is deleted.</p>
      <div className="flex flex-wrap gap-2">
        <Button kind="danger" isBusy={confirm.isPending || confirm.isSuccess} onClick={() => confirm.mutate()}>
          Delete everything
        </Button>
        <ButtonLink to="/">Keep everything</ButtonLink>
      </div>
      {confirm.isError ? <ProblemNotice error={confirm.error} /> : null}
    </CardPage>
  );
}

export function ConfirmDeletionPage() {
  const token = useLinkToken();
  return (
    <PublicShell>
      <div className="flex flex-1 items-start pt-6 sm:pt-16">
        {token !== null && isWholeToken(token) ? (
          <Confirm token={token} />
        ) : (
          <CardPage title="The link is not complete">
            <p className="text-soft">
              Please open the link in our mail again, all of it. If you can sign in, you can delete everything in the settings.
            </p>
            <ButtonLink to="/settings" kind="primary">
              Settings
            </ButtonLink>
          </CardPage>
        )}
      </div>
    </PublicShell>
  );
}
