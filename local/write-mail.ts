/** A mail to the help address of a laptop cloud, signed as its domain would sign it. For `npm run mail`, the tour and the journeys. */
import { createTransport } from 'nodemailer';
import { stageSettings } from '../infra/stage.ts';
import type { PretendDomains } from './pretend-domains.ts';

export const laptopHelpAddress = stageSettings('laptop').helpAddress;

type Written = { from: string; subject: string; text: string; headers?: Record<string, string> };

/** @throws when the laptop's SMTP server does not take it. */
export async function writeMail(to: { smtpPort: number; domains: PretendDomains }, { from, ...mail }: Written): Promise<void> {
  const dkim = to.domains.signing(from.slice(from.lastIndexOf('@') + 1));
  const transport = createTransport({ host: '127.0.0.1', port: to.smtpPort, ...(dkim ? { dkim } : {}) });
  await transport.sendMail({ ...mail, from, to: laptopHelpAddress });
}
