/** Two projects: `unit` is what `npm run check` runs in seconds; `all` adds whatever starts processes, browsers or synth. */
import { defineConfig } from 'vitest/config';

const slow = [
  'test/local/**',
  'test/infra/**',
  'test/journeys/**',
  'test/browser/**',
  'test/web/**',
  'test/store/**',
  'test/sim/**',
  'test/house/**',
];

export default defineConfig({
  test: {
    // All cores: the default leaves one of two idle, and much of what the slow ones do is to wait.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: slow,
          setupFiles: ['test/support/unit-clock.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'system', include: slow.map((glob) => `${glob}/*.test.ts`), testTimeout: 240_000, hookTimeout: 240_000 } },
    ],
  },
});
