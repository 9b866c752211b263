/** The first three steps, until the first post is out. */
import { Check } from 'lucide-react';
import type { ConnectionView, PostView } from '../../../lib/core/api.ts';
import { ButtonLink } from '../ui/button.tsx';
import { card } from '../ui/page.tsx';
import { mayApprove } from '../words/statuses.ts';

type Step = { title: string; text: string; isDone: boolean; action: { to: string; label: string } };

function stepsOf(connections: readonly ConnectionView[], posts: readonly PostView[]): Step[] {
  const ready = posts.find(mayApprove);
  return [
    {
      title: 'Connect a profile',
      text: 'The sandbox, which nobody but you sees, or your own at Threads. Postora never sees your password.',
      isDone: connections.length > 0,
      action: { to: '/connections', label: 'Connect' },
    },
    {
      title: 'Write a post',
      text: 'It is saved while you type, and nobody sees it.',
      isDone: posts.length > 0,
      action: { to: '/posts/new', label: 'Write' },
    },
    {
      title: 'Approve it',
      text: 'You see exactly what will go out. Your yes publishes it.',
      isDone: false,
      action: { to: ready ? `/posts/${ready.id}/review` : '/posts/new', label: 'Review' },
    },
  ];
}

function StepRow({ step, number, isNext }: { step: Step; number: number; isNext: boolean }) {
  const mark = step.isDone ? 'bg-good-soft text-good' : isNext ? 'bg-accent text-on-accent' : 'bg-sunken text-soft';
  return (
    <li className="flex items-start gap-4">
      <span className={`mt-0.5 flex size-7 shrink-0 items-center justify-center rounded-full text-sm font-semibold ${mark}`}>
        {step.isDone ? <Check className="size-4" strokeWidth={3} /> : number}
      </span>
      <div className="min-w-0 flex-1 sm:flex sm:items-center sm:justify-between sm:gap-4">
        <div>
          <h3 className="font-medium">
            {step.title}
            {step.isDone ? <span className="sr-only"> (done)</span> : null}
          </h3>
          {step.isDone ? null : <p className="text-sm text-soft">{step.text}</p>}
        </div>
        {isNext ? (
          <ButtonLink to={step.action.to} kind="primary" className="mt-2 sm:mt-0">
            {step.action.label}
          </ButtonLink>
        ) : null}
      </div>
    </li>
  );
}

export function Checklist({ connections, posts }: { connections: readonly ConnectionView[]; posts: readonly PostView[] }) {
  const steps = stepsOf(connections, posts);
  const next = steps.findIndex((step) => !step.isDone);
  return (
    <section aria-labelledby="first-steps" className={`${card} mb-6 p-5 sm:p-6`}>
      <h2 id="first-steps" className="font-semibold">
        Your first post in three steps
      </h2>
      <ol className="mt-4 flex flex-col gap-4">
        {steps.map((step, index) => (
          <StepRow key={step.title} step={step} number={index + 1} isNext={index === next} />
        ))}
      </ol>
    </section>
  );
}
