/** What a stranger sees: what Postora is, that it is by invitation, and the door. */
import { useQuery } from '@tanstack/react-query';
import { Check, Fingerprint, MessageCircleQuestion, ShieldCheck } from 'lucide-react';
import type { ComponentType } from 'react';
import { Link } from 'wouter';
import { meQuery } from '../api/queries.ts';
import { ButtonLink } from '../ui/button.tsx';
import { PublicShell } from '../ui/shell.tsx';

type Claim = { icon: ComponentType<{ className?: string }>; title: string; text: string };

const claims: readonly Claim[] = [
  {
    icon: Fingerprint,
    title: 'Only what you approved',
    text: 'Your yes is bound to the exact text. Change one letter and it has to be approved again, whoever changed it.',
  },
  {
    icon: ShieldCheck,
    title: 'Never twice',
    text: 'When a platform does not answer, Postora looks for your post, and asks you before anything is sent again.',
  },
  {
    icon: MessageCircleQuestion,
    title: 'Failures in plain words',
    text: 'You read what went wrong, who can mend it and whether trying again helps. Nothing gets lost in silence.',
  },
];

/** A picture of the main job, made of text; not for screen readers. */
function Sample() {
  const steps = ['You approved it', 'Threads has it ready', 'Published'];
  return (
    <div aria-hidden="true" className="w-full max-w-sm select-none rounded-card border border-line bg-card p-5 shadow-card">
      <div className="flex items-center gap-3">
        <span className="flex size-10 items-center justify-center rounded-full bg-warn-soft text-sm font-semibold text-warn">LH</span>
        <span className="leading-tight">
          <span className="block text-sm font-semibold">Lea Hofmann</span>
          <span className="block text-sm text-soft">@lea.bakes</span>
        </span>
        <span className="ml-auto font-mono text-xs text-soft">3f9a 27c1</span>
      </div>
      <p className="mt-4">Saturday’s loaves are in the oven. First come, first served from eight, and yes, there is rye again.</p>
      <ol className="mt-5 flex flex-col gap-2 border-t border-line pt-4 text-sm">
        {steps.map((step, index) => (
          <li key={step} className="flex items-center gap-2.5 text-soft">
            <span className="flex size-5 items-center justify-center rounded-full bg-good-soft text-good">
              <Check className="size-3" strokeWidth={3} />
            </span>
            {step}
            <span className="ml-auto tabular-nums text-xs">08:00:0{index * 3}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

export function FrontPage() {
  const { data: me } = useQuery({ ...meQuery, retry: false });
  const door = me ? (
    <ButtonLink to="/posts" kind="primary">
      Open your posts
    </ButtonLink>
  ) : (
    <ButtonLink to="/sign-in" kind="primary">
      Sign in
    </ButtonLink>
  );
  return (
    <PublicShell action={door}>
      <title>Postora: publish exactly what you approved</title>
      <div className="mx-auto w-full max-w-5xl">
        <div className="grid items-center gap-12 py-10 md:grid-cols-[1.15fr_1fr] md:py-20">
          <div>
            <p className="text-sm font-medium text-accent">Private beta, by invitation</p>
            <h1 className="mt-3 text-4xl font-semibold leading-[1.1] tracking-tight sm:text-5xl">Publish exactly what you approved.</h1>
            <p className="mt-5 max-w-lg text-lg text-soft">
              Postora takes a post from your first line to your Threads profile. A person says yes to every one of them, and it goes out
              once.
            </p>
            <p className="mt-8 max-w-lg text-sm text-soft">
              Invited? Open the link in your mail, or{' '}
              <Link to="/sign-in" className="font-medium text-accent underline underline-offset-4">
                sign in with your address
              </Link>
              . Without an invitation there is nothing to sign up for yet.
            </p>
          </div>
          <div className="flex justify-center md:justify-end">
            <Sample />
          </div>
        </div>
        <ul className="grid gap-8 border-t border-line py-10 md:grid-cols-3 md:py-14">
          {claims.map(({ icon: Icon, title, text }) => (
            <li key={title}>
              <Icon className="size-6 text-accent" />
              <h2 className="mt-3 font-semibold">{title}</h2>
              <p className="mt-1 text-soft">{text}</p>
            </li>
          ))}
        </ul>
      </div>
    </PublicShell>
  );
}
