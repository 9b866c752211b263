/** What the deploy command would put into SSM: generated once per laptop, the provider's app credentials at every start. */
import type { Ssm } from './ssm.ts';

export const parameterPrefix = '/postora/laptop';

export function provideParameters(ssm: Ssm, threads: { appId: string; appSecret: string }): void {
  ssm.generate(`${parameterPrefix}/origin-secret`, 'String');
  ssm.generate(`${parameterPrefix}/hash-key`, 'SecureString');
  ssm.set(`${parameterPrefix}/threads-app-id`, 'SecureString', threads.appId);
  ssm.set(`${parameterPrefix}/threads-app-secret`, 'SecureString', threads.appSecret);
}
