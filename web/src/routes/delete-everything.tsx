/** Deleting everything: an offer to take it all along, the consequences, a typed word, and then the public status page. */
import { useMutation } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { MeView } from '../../../lib/core/api.ts';
import { deleteEverything } from '../api/calls.ts';
import { toProblem } from '../api/problem.ts';
import { forgetEverything } from '../browser/storage.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { card } from '../ui/page.tsx';
import { DeletionConsequences } from './deletion-consequences.tsx';
import { Presence } from './presence.tsx';

const word = 'delete';

/** Nothing stays in this browser either; the status page needs no sign-in. */
export function showStatus({ code }: { code: string }): void {
  forgetEverything();
  window.location.assign(`/deletion/${code}`);
}

type AskedProps = { me: MeView; onClose: () => void };

function DeleteDialog({ me, onClose }: AskedProps) {
  const [typed, setTyped] = useState('');
  const [isTold, setIsTold] = useState(false);
  const remove = useMutation({ mutationFn: deleteEverything, onSuccess: showStatus });
  const isTyped = typed.trim().toLowerCase() === word;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTold(!isTyped);
    if (isTyped) remove.mutate();
  };
  const exportFirst = () => {
    onClose();
    window.location.hash = 'export';
  };
  const isProofNeeded = remove.isError && toProblem(remove.error).code === 'presence_proof_needed';
  return (
    <Dialog title="Delete everything?" onClose={onClose}>
      <DeletionConsequences />
      <div className="flex flex-wrap items-center gap-3 text-sm">
        <p>Would you like a copy first?</p>
        <Button onClick={exportFirst}>Export your data</Button>
      </div>
      {isProofNeeded ? (
        <Presence me={me} effect="everything is deleted." onProven={() => remove.mutate()} onGiveUp={remove.reset} />
      ) : (
        <form className="flex flex-col gap-4" onSubmit={submit} noValidate>
          <Field
            label={`Type “${word}” to confirm`}
            value={typed}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            error={isTold && !isTyped ? `Please type the word “${word}”.` : undefined}
            onChange={(event) => setTyped(event.target.value)}
          />
          {remove.isError ? <ProblemNotice error={remove.error} /> : null}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>Keep everything</Button>
            <Button kind="danger" type="submit" isBusy={remove.isPending || remove.isSuccess}>
              Delete everything
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

export function DeleteEverything({ me }: { me: MeView }) {
  const [isAsked, setIsAsked] = useState(false);
  return (
    <section aria-labelledby="delete-everything" className={`${card} flex flex-col gap-3 p-5`}>
      <h2 id="delete-everything" className="font-semibold">
        Delete everything
      </h2>
      <p className="text-sm text-soft">
        Erases your account and everything that belongs to it, at once and for good. You get an address where you can watch it, and that
        says what was erased.
      </p>
      <Button kind="danger" icon={<Trash2 className="size-4" />} className="self-start" onClick={() => setIsAsked(true)}>
        Delete everything …
      </Button>
      {isAsked ? <DeleteDialog me={me} onClose={() => setIsAsked(false)} /> : null}
    </section>
  );
}
