/** How far an upload is, what stopped it, and the way on. */
import type { Upload, UploadState } from '../media/uploads.ts';
import { Button } from '../ui/button.tsx';
import { ToneIcon } from '../ui/chip.tsx';

const percent = (share: number): number => Math.round(share * 100);

type Words = { words: string; share?: number };

const wordsOf = (state: UploadState): Words => {
  switch (state.kind) {
    case 'waiting':
      return { words: 'Waits for the others', share: 0 };
    case 'reading':
      return { words: 'Reading the file', share: state.share };
    case 'sending':
      return { words: 'Uploading', share: state.share };
    case 'checking':
      return { words: 'Being checked' };
    case 'ready':
      return { words: 'Here' };
    case 'refused':
      return { words: state.sentence };
    case 'failed':
      return { words: `${state.problem.message} ${state.problem.details.remediation ?? ''}` };
  }
};

export function UploadProgress({ upload: { file, state }, onRetry }: { upload: Upload; onRetry: () => void }) {
  const { words, share } = wordsOf(state);
  const isTrouble = state.kind === 'refused' || state.kind === 'failed';
  return (
    <div className="flex flex-col gap-1.5">
      <p className="truncate text-sm font-medium" title={file.name}>
        {file.name}
      </p>
      <div role="status" className={`text-sm ${isTrouble ? 'flex gap-2 text-bad' : 'text-soft'}`}>
        {isTrouble ? <ToneIcon tone="bad" className="mt-0.75 size-3.5" /> : null}
        <span>{words}</span>
      </div>
      {isTrouble ? null : (
        <progress
          aria-label={`Upload of ${file.name}`}
          max={100}
          {...(share === undefined ? {} : { value: percent(share) })}
          className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-sunken accent-accent [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-[width]"
        />
      )}
      {state.kind === 'failed' ? (
        <div>
          <Button onClick={onRetry}>
            Try again<span className="sr-only"> with {file.name}</span>
          </Button>
        </div>
      ) : null}
    </div>
  );
}
