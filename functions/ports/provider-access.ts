/** The platforms, for connecting and staying connected alone. */
import type { ProviderAccess, ProviderName } from '../../lib/core/provider.ts';
import { providerAccess } from '../../lib/providers/access-registry.ts';
import { type ProviderInput, providerConfig } from './provider-config.ts';

export const providerAccessPorts = (input: ProviderInput): Record<ProviderName, ProviderAccess> => providerAccess(providerConfig(input));
