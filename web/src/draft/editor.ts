/**
 * An open editor: a draft and the files on their way into it. Left while files are under way it goes on by itself, and whoever comes back
 * finds it as it is. Knows nothing of React.
 */
import { attachArrived, isUnderWay } from '../media/attach.ts';
import type { Uploads } from '../media/uploads.ts';
import type { Draft } from './draft.ts';

export type Editor = {
  draft: Draft;
  uploads: Uploads;
  /** Called with the id that a new post got; set by whoever shows the editor. */
  onCreated: ((id: string) => void) | undefined;
};

/** The post is not stored yet. */
export const newId = 'new';
const idOf = ({ draft }: Editor): string => draft.state().stored?.post.id ?? newId;

const isBusy = ({ uploads }: Editor): boolean => [...uploads.state().values()].some(isUnderWay);
/** Files that wait for the person: refused, or to be tried again. */
const isStuck = ({ uploads }: Editor): boolean => [...uploads.state().values()].some(({ state }) => state.kind !== 'ready');

/** Puts in what has arrived since. */
export function takeArrivals({ draft, uploads }: Editor): void {
  const { content } = draft.state();
  if (attachArrived(content, uploads.state()) !== content) draft.edit((present) => attachArrived(present, uploads.state()));
}

export type LeftEditors = {
  /** The editor of this post that was left, if it is still at work or waits for the person. */
  find: (id: string) => Editor | undefined;
  /** Somebody shows it (again). */
  show: (editor: Editor) => void;
  leave: (editor: Editor) => void;
  /** Stops everything, for when somebody signs out. */
  stopAll: () => void;
  isBusy: () => boolean;
};

type Outcome = 'added' | 'stuck';

/** `onOver` is told once the last file of an editor that was left has arrived, or waits for the person. */
export function leftEditors(onOver: (outcome: Outcome) => void): LeftEditors {
  /** With what ends the listening to each. */
  const left = new Map<Editor, () => void>();

  const show = (editor: Editor): void => {
    left.get(editor)?.();
    left.delete(editor);
  };
  const goOn = (editor: Editor): void => {
    takeArrivals(editor);
    if (isBusy(editor)) return;
    show(editor);
    void editor.draft.flush();
    const outcome = isStuck(editor) ? 'stuck' : 'added';
    if (outcome === 'stuck') left.set(editor, () => undefined);
    onOver(outcome);
  };

  return {
    find: (id) => [...left.keys()].find((editor) => idOf(editor) === id),
    show,
    leave: (editor) => {
      void editor.draft.flush();
      const end = isBusy(editor) ? editor.uploads.subscribe(() => goOn(editor)) : () => undefined;
      if (isBusy(editor) || isStuck(editor)) left.set(editor, end);
    },
    stopAll: () => {
      for (const editor of [...left.keys()]) {
        show(editor);
        editor.uploads.close();
      }
    },
    isBusy: () => [...left.keys()].some(isBusy),
  };
}
