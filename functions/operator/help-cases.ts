/** The operator's list of mails that no machine may decide: what is open, and what is settled. */
import * as z from 'zod/mini';
import type { Deps } from '../../lib/app/deps.ts';
import { caseIdSchema, type HelpCase } from '../../lib/core/help-mail.ts';

export const caseCommands = [
  z.strictObject({ command: z.literal('list_cases') }),
  /** Settled: the operator answered, or there was nothing to answer. */
  z.strictObject({ command: z.literal('close_case'), case_id: caseIdSchema }),
] as const;

type CaseView = { case_id: string; why: string; mail_id: string | null; received_at: string; answer_by: string };
export type CaseAnswer = { cases: CaseView[] } | { closed: string } | { error: string };

const viewOf = ({ id, why, mailId, receivedAt, answerBy }: HelpCase): CaseView => ({
  case_id: id,
  why,
  mail_id: mailId ?? null,
  received_at: receivedAt,
  answer_by: answerBy,
});

type Needs = Pick<Deps, 'helpMail' | 'commit'>;

/** What ends first comes first. */
export const listCases = async ({ helpMail }: Needs): Promise<CaseAnswer> => ({ cases: (await helpMail.cases()).map(viewOf) });

export async function closeCase({ helpMail, commit }: Needs, caseId: string): Promise<CaseAnswer> {
  if (!(await helpMail.case(caseId))) return { error: 'There is no open case with this id. The command list_cases shows all.' };
  await commit([helpMail.removeCase(caseId)]);
  return { closed: caseId };
}
