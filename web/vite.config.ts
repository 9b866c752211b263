/** Builds the console into web/dist, the public pages beside it: no inline script or style, no data: URL, so that it runs under `default-src 'self'`. */
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { publicPagesPlugin } from './pages/plugin.ts';

export default defineConfig(({ mode }) => ({
  plugins: [react(), tailwindcss(), publicPagesPlugin(mode)],
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // light-dark() and nesting are left as written.
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
  },
}));
