/** Puts the public pages beside the console when it is built, in the words of whoever runs the stage. */
import type { Plugin } from 'vite';
import { parseStageName, refusePlaceholders, stageSettings } from '../../infra/stage.ts';
import { publicPages } from './render.ts';

/** A build that names no stage is for this machine. */
const stageOf = (mode: string) => parseStageName(mode === 'production' || mode === 'development' ? 'laptop' : mode);

/** `mode` is the stage: `npm run build -- --mode beta`. @throws {Error} when that stage still has placeholders. */
export function publicPagesPlugin(mode: string): Plugin {
  const settings = stageSettings(stageOf(mode));
  return {
    name: 'postora-public-pages',
    apply: 'build',
    buildStart: () => {
      if (settings.isDeployable) refusePlaceholders(settings);
    },
    generateBundle() {
      for (const [fileName, source] of Object.entries(publicPages({ name: settings.operatorName, contact: settings.helpAddress })))
        this.emitFile({ type: 'asset', fileName, source });
    },
  };
}
