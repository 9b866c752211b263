/** A message in the page: what is the case, what to do; for failures also the request id, to be told to whoever helps. */
import type { ReactNode } from 'react';
import { toProblem } from '../api/problem.ts';
import type { Tone } from '../words/statuses.ts';
import { Button } from './button.tsx';
import { ToneIcon } from './chip.tsx';
import { CopyButton } from './copy-button.tsx';

const frames = {
  quiet: 'border-line bg-card',
  waiting: 'border-accent/30 bg-accent-soft',
  moving: 'border-accent/30 bg-accent-soft',
  good: 'border-good/30 bg-good-soft',
  warn: 'border-warn/30 bg-warn-soft',
  bad: 'border-bad/30 bg-bad-soft',
} as const satisfies Record<Tone, string>;
const colors = {
  quiet: 'text-soft',
  waiting: 'text-accent',
  moving: 'text-accent',
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
} as const satisfies Record<Tone, string>;

type NoticeProps = { tone: Tone; title: string; children?: ReactNode; actions?: ReactNode; role?: 'alert' | 'status' };

export function Notice({ tone, title, children, actions, role }: NoticeProps) {
  return (
    <div role={role} className={`flex gap-3 rounded-card border px-4 py-3.5 ${frames[tone]}`}>
      <span className={`mt-0.5 ${colors[tone]}`}>
        <ToneIcon tone={tone} className="size-4.5" />
      </span>
      <div className="min-w-0 flex-1 text-sm">
        <p className="font-medium text-ink">{title}</p>
        {children ? <div className="mt-0.5 text-ink/80">{children}</div> : null}
        {actions ? <div className="mt-3 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}

function RequestId({ id }: { id: string }) {
  return (
    <p className="mt-2 flex flex-wrap items-center gap-x-2 text-xs text-soft">
      <span>
        Request <code className="as-written font-mono">{id}</code>
      </span>
      <CopyButton text={id} label="Copy" />
    </p>
  );
}

function waitWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  return `Try again in about ${Math.ceil(seconds / 60)} minutes.`;
}

type ProblemNoticeProps = { error: unknown; title?: string; onRetry?: () => void; actions?: ReactNode };

/** Any failure as a sentence, its findings, what to do, and its request id. */
export function ProblemNotice({ error, title, onRetry, actions }: ProblemNoticeProps) {
  const { message, details } = toProblem(error);
  const findings = details.findings ?? [];
  return (
    <Notice
      tone="bad"
      role="alert"
      title={title ?? message}
      actions={
        onRetry || actions ? (
          <>
            {onRetry ? <Button onClick={onRetry}>Try again</Button> : null}
            {actions}
          </>
        ) : null
      }
    >
      {title === undefined ? null : <p>{message}</p>}
      {details.remediation === undefined ? null : <p>{details.remediation}</p>}
      {details.retryAfterMs === undefined ? null : <p>{waitWords(details.retryAfterMs)}</p>}
      {findings.length === 0 ? null : (
        <ul className="mt-1 list-disc pl-5">
          {findings.map((finding) => (
            <li key={finding.pointer + finding.code}>
              {finding.detail} {finding.remediation}
            </li>
          ))}
        </ul>
      )}
      {details.requestId === undefined ? null : <RequestId id={details.requestId} />}
    </Notice>
  );
}
