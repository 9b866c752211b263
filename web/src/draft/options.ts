/** Changing one option of a part: what is empty is left out, so that it never reaches the server. */
import type { OptionsView } from '../../../lib/core/api.ts';

export function withOption<Name extends keyof OptionsView>(options: OptionsView, name: Name, value: OptionsView[Name]): OptionsView {
  const next = { ...options };
  delete next[name];
  if (value !== undefined && value !== '') next[name] = value;
  return next;
}
