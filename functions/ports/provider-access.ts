/** The platforms, for connecting and staying connected alone. */
import type { ProviderAccess, ProviderName } from '../../lib/core/provider.ts';
import { providerAccess } from '../../lib/providers/access-registry.ts';
import type { DutyWith } from './given.ts';
import { type ProviderInput, providerConfig } from './provider-config.ts';

export const providerAccessPorts = (_: DutyWith<'providers'>, input: ProviderInput): Record<ProviderName, ProviderAccess> =>
  providerAccess(providerConfig(input));
