import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { builtConsole } from '../browser/built-console.ts';

const budgetBytes = 180_000;

describe('the built console', () => {
  it('loads at most 180 kB of JavaScript (gzip), and nothing inline or from elsewhere', async () => {
    const dist = await builtConsole();

    const page = await readFile(join(dist, 'index.html'), 'utf8');
    const scripts = (await readdir(dist, { recursive: true })).filter((name) => name.endsWith('.js'));
    const sizes = await Promise.all(scripts.map(async (name) => gzipSync(await readFile(join(dist, name)), { level: 9 }).length));
    const total = sizes.reduce((sum, size) => sum + size, 0);

    process.stdout.write(`console: ${(total / 1000).toFixed(1)} kB of JavaScript (gzip), budget ${budgetBytes / 1000} kB\n`);
    expect(total).toBeLessThanOrEqual(budgetBytes);
    expect(page).not.toMatch(/<script(?![^>]*\ssrc="\/)|<style|\sstyle=|\son\w+=|https?:\/\//);
  });
});
