/** Deleting a draft, after asking. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { deletePost, type Stored } from '../api/calls.ts';
import { postQuery, postsKey } from '../api/queries.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { tell } from '../ui/toast.tsx';

/** `onDeleted` comes before the page is left: nothing may go on into a post that is gone. */
export function DeleteDraft({ stored, onDeleted }: { stored: Stored; onDeleted: () => void }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [isOpen, setIsOpen] = useState(false);
  const remove = useMutation({
    mutationFn: () => deletePost(stored.post.id),
    onSuccess: async () => {
      onDeleted();
      navigate('/posts');
      client.removeQueries({ queryKey: postQuery(stored.post.id).queryKey });
      await client.invalidateQueries({ queryKey: postsKey });
      tell('The draft is deleted.');
    },
  });
  return (
    <>
      <Button kind="quiet" icon={<Trash2 className="size-4" />} onClick={() => setIsOpen(true)}>
        Delete
      </Button>
      {isOpen ? (
        <Dialog title="Delete this draft?" onClose={() => setIsOpen(false)}>
          <p className="text-soft">What you wrote is gone for good. Nothing that is published changes.</p>
          {remove.isError ? <ProblemNotice error={remove.error} /> : null}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={() => setIsOpen(false)}>Keep it</Button>
            <Button kind="danger" isBusy={remove.isPending} onClick={() => remove.mutate()}>
              Delete the draft
            </Button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
