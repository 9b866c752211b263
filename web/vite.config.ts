/** Builds the console into web/dist: no inline script or style, no data: URL, so that it runs under `default-src 'self'`. */
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // light-dark() and nesting are left as written.
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
  },
});
