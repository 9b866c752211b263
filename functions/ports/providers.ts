/** The platforms, whole. */
import type { Provider, ProviderName } from '../../lib/core/provider.ts';
import { providers } from '../../lib/providers/registry.ts';
import type { DutyWith } from './given.ts';
import { type ProviderInput, providerConfig } from './provider-config.ts';

export const providerPorts = (_: DutyWith<'providers'>, input: ProviderInput): Record<ProviderName, Provider> =>
  providers(providerConfig(input));
