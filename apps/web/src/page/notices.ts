import { errorWords } from '../words/error-words';
import { make } from './element';

const shownMs = 7_000;

/** Says what happened: seen in a corner, and read out. */
export interface Notices {
  readonly element: HTMLElement;
  say(text: string): void;
  fail(error: unknown): void;
  /** Does it, and says what went wrong; undefined then. */
  attempt<T>(work: () => Promise<T>): Promise<T | undefined>;
}

/** Makes the corner where notices are shown. */
export function notices(): Notices {
  const element = make('div', {
    class: 'notices',
    attributes: { role: 'status', 'aria-live': 'polite' },
  });
  const show = (text: string, kind: string) => {
    // The same twice in a row is said once.
    if (element.lastElementChild?.textContent === text) return;
    const notice = make('div', { class: `notice ${kind}`, text });
    element.append(notice);
    setTimeout(() => notice.remove(), shownMs);
  };
  const fail = (error: unknown) => show(errorWords(error), 'failure');
  return {
    ...{ element, fail },
    say: (text) => show(text, 'news'),
    attempt: async (work) => {
      try {
        return await work();
      } catch (error) {
        fail(error);
        return undefined;
      }
    },
  };
}
