/**
 * Bugs that publishers of the field have had, as changes to our own source. The simulator must find each of them, or it proves nothing.
 * `was` has to stand in the file exactly once: a plant that no longer fits is an error, not a success.
 */
import type { Edit } from '../support/plant.ts';

export type Plant = readonly Edit[];

export const plants = {
  retries_publish_on_time_out: [
    {
      file: 'lib/providers/threads/send.ts',
      was: "if (!refusal) return { kind: 'unknown'",
      becomes:
        "if (!refusal && answer.trouble.sent === 'maybe') return send(graph, token, memo);\n  if (!refusal) return { kind: 'unknown'",
    },
  ],
  prepares_anew_after_an_unclear_answer: [
    {
      file: 'lib/core/outcomes.ts',
      was: "case 'unknown':\n      return checking(p, at.now, 0);",
      becomes: "case 'unknown':\n      return startOver(p, at.now, 2_000);",
    },
  ],
  resends_after_an_unclear_answer: [
    {
      file: 'lib/core/outcomes.ts',
      was: "if (p.ifUnclear !== 'send_again' || p.isSentAgain) return undefined;",
      becomes: 'if (p.isSentAgain) return undefined;',
    },
  ],
  releases_the_lease_by_name: [
    {
      file: 'lib/store/lease-store.ts',
      was: 'condition: { equals: { holder, rev } },',
      becomes: 'condition: { equals: { holder } },',
    },
  ],
  believes_code_10: [
    {
      file: 'lib/providers/threads/refusals.ts',
      was: '{ code: 10, subcodes: [4279067], toStatus: 499,',
      becomes: '{ code: 10, subcodes: [undefined, 4279067], toStatus: 599,',
    },
  ],
  believes_that_blocked_means_not_out: [
    {
      file: 'lib/providers/threads/refusals.ts',
      was: '{ code: 10, subcodes: [4279067]',
      becomes:
        "{ code: 4, subcodes: [2207051], toStatus: 499, refusal: { failure: 'account_restricted', again: false } },\n  { code: 10, subcodes: [4279067]",
    },
  ],
  believes_an_absence_at_once: [
    {
      file: 'lib/providers/threads/find.ts',
      was: 'absenceIsTrueAfterMs = 600_000',
      becomes: 'absenceIsTrueAfterMs = 0',
    },
  ],
  takes_the_newest_post_for_ours: [
    {
      file: 'lib/providers/threads/match.ts',
      was: "sameOr('other', isSameText(content.text, text ?? ''))",
      becomes: "sameOr('other', isSameText(content.text, text ?? '') || text !== undefined)",
    },
  ],
  stores_no_intent: [
    {
      file: 'lib/app/send-publication.ts',
      was: '    deps.publications.replace(intent),\n',
      becomes: '',
    },
  ],
  skips_the_hash_check: [
    {
      file: 'lib/app/advance-publication.ts',
      was: "if (hash !== p.hash && !isSearched && !p.isUnclear) return pauseUnlessOut(p, now, () => held(p, now, 'content_changed'));",
      becomes: '',
    },
    {
      file: 'lib/app/send-publication.ts',
      was: '    deps.posts.checkHash(p.userId, p.postId, p.hash, notApproved()),\n',
      becomes: '',
    },
  ],
  answers_a_disconnect_at_once: [
    {
      file: 'lib/app/disconnect.ts',
      was: 'return isBusy && busyUntil > deps.now() ? busyUntil : undefined;',
      becomes: 'return undefined;',
    },
  ],
  forgets_to_finish_disconnecting: [
    {
      file: 'lib/app/stop-connection.ts',
      was: '  if (isFinishedByTimer) stopped.dueAt = busyUntil;\n',
      becomes: '',
    },
  ],
  ignores_the_operator: [
    {
      file: 'lib/app/send-publication.ts',
      was: '    deps.stops.checkAbsent(),\n',
      becomes: '',
    },
  ],
  takes_the_lease_from_whoever_sends: [
    {
      file: 'lib/app/send-publication.ts',
      was: "if (holder?.id === lease.holder && holder.state === 'sending') throw leaseBusy();",
      becomes: '',
    },
  ],
  overwrites_what_moved: [
    {
      file: 'lib/store/publication-store.ts',
      was: '    condition: { equals: { rev: p.rev - 1 } },\n',
      becomes: '',
    },
  ],
  edits_what_is_being_sent: [
    {
      file: 'lib/app/write-post.ts',
      was: ', ...(isChanged ? asSeen(deps, post, publications) : [])',
      becomes: '',
    },
  ],
  moves_the_marks_first: [
    {
      file: 'lib/core/timer.ts',
      was: 'minute <= settledMinute(now) && minute === emptyThrough + 1',
      becomes: 'minute === emptyThrough + 1',
    },
  ],
  drops_out_of_the_timer: [
    {
      file: 'lib/core/publication-moves.ts',
      was: "dueAt: inMs(now, recheckMs),\n    drop: ['holdReason'],",
      becomes: "drop: ['holdReason', 'dueAt'],",
    },
  ],
  sends_before_its_time: [
    {
      file: 'lib/core/publication-moves.ts',
      was: 'dueAt: latest(inMs(now, waitMs), p.publishAt)',
      becomes: 'dueAt: inMs(now, waitMs)',
    },
    {
      file: 'lib/core/next-step.ts',
      was: "step.kind === 'send' && p.publishAt !== undefined ? Date.parse(p.publishAt) : 0",
      becomes: '0',
    },
  ],
  sends_mail_rows_without_a_right: [
    {
      file: 'functions/duties.ts',
      was: "      { on: 'mail-queue', actions: ['SendMessage'] },\n    ],\n  },\n  mailer: {",
      becomes: '    ],\n  },\n  mailer: {',
    },
  ],
  casts_no_second_net: [
    {
      file: 'lib/core/timer.ts',
      was: 'const reopenedHours = 24;',
      becomes: 'const reopenedHours = 0;',
    },
  ],
  begins_a_chain_anew: [
    {
      file: 'lib/core/publication-moves.ts',
      was: 'done: previous?.done ?? []',
      becomes: 'done: []',
    },
  ],
  answers_the_first_part_always: [
    {
      file: 'lib/app/publish-work.ts',
      was: 'p.done[i - 1]?.remoteId',
      becomes: 'p.done[0]?.remoteId',
    },
  ],
} as const satisfies Record<string, Plant>;
export type PlantName = keyof typeof plants;
