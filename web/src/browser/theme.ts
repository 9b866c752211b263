/** Light, dark or as the system says. public/theme.js applies the choice before the first paint. */
import { memory } from './storage.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'postora.theme';

export function chosenTheme(): Theme {
  const kept = memory.getItem(key);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') {
    memory.removeItem(key);
    delete document.documentElement.dataset['theme'];
    return;
  }
  memory.setItem(key, theme);
  document.documentElement.dataset['theme'] = theme;
}
