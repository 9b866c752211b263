/** A labelled one-line input with its own error sentence; `isInvalid` alone where the sentence stands beside it. */
import { type ComponentProps, useId } from 'react';

type FieldProps = Omit<ComponentProps<'input'>, 'id' | 'aria-describedby'> & {
  label: string;
  hint?: string;
  error?: string | undefined;
  isInvalid?: boolean;
  /** The id of a sentence beside it. */
  describedBy?: string;
};

export function Field({ label, hint, error, isInvalid = error !== undefined, describedBy, ...rest }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        {...rest}
        id={id}
        aria-invalid={isInvalid || undefined}
        aria-describedby={note === undefined ? describedBy : noteId}
        className="min-h-11 w-full min-w-0 rounded-lg border border-edge bg-card px-3 text-base placeholder:text-soft aria-invalid:border-bad"
      />
      {note === undefined ? null : (
        <p id={noteId} className={`text-sm ${error === undefined ? 'text-soft' : 'text-bad'}`}>
          {note}
        </p>
      )}
    </div>
  );
}
