import { Board } from './board/board';
import { ask, type SignedIn } from './live/ask';
import { followStatus } from './live/status-feed';
import { button, make } from './page/element';
import { closedView, signInView } from './sign-in/sign-in-view';

function show(view: HTMLElement): void {
  document.body.replaceChildren(view);
  view.querySelector('input')?.focus();
}

const showSignIn = (note: string): void => show(signInView(note, showBoard));

/** The board, for as long as the session lasts. */
function showBoard({ name }: SignedIn): void {
  const out = button('Sign out', () => {
    stop();
    ask('DELETE', '/operator/session').then(
      () => showSignIn(''),
      (error: Error) => showSignIn(`You may still be signed in: ${error.message}`),
    );
  });
  const bar = make(
    'nav',
    { class: 'bar' },
    make('strong', { text: 'SecureConnect' }),
    make('span', { class: 'quiet', text: `operators · ${name ?? ''}` }),
    out,
  );
  const board = new Board(bar);
  show(board.element);
  const stop = followStatus({
    status: (status) => board.show(status),
    silent: (since) => board.showOld(since),
    signedOut: () => showSignIn('You were signed out: sign in to go on.'),
  });
}

async function begin(): Promise<void> {
  try {
    const session = await ask<SignedIn>('GET', '/operator/session');
    if (!session.is_open) show(closedView());
    else if (session.name === null) showSignIn('');
    else showBoard(session);
  } catch (error) {
    showSignIn(`The gateway does not answer: ${(error as Error).message}`);
  }
}

void begin();
