import { ClientError } from '@secureconnect/client';

/** What is said of what people meet; of all else the server's own sentence is shown, which is made for them as well. */
const words: Readonly<Record<string, string>> = {
  network: 'The server is not reached. Check your connection; it is tried again.',
  timeout: 'The server took too long. Try again in a moment.',
  invalid_credentials: 'That address and password do not belong together.',
  email_taken: 'Somebody has that address already. Sign in instead?',
  username_taken: 'Somebody has that name already. Choose another.',
  weak_password: 'That password is too easy to guess. Take a longer one.',
  not_found: 'There is nobody and nothing by that name.',
  already_in_call: 'You are in another call. Hang up there first.',
  signed_out: 'You are signed out.',
  no_webrtc: 'This browser cannot call.',
  outbox_full: 'Too much is waiting to be sent. Wait until the server is reached.',
};

const devices: Readonly<Record<string, string>> = {
  NotAllowedError: 'The browser did not allow it. Allow camera and microphone for this page.',
  NotFoundError: 'There is no camera or microphone here.',
  NotReadableError: 'Another program uses the camera or microphone.',
};

/** What went wrong, in a sentence for whoever uses the page. */
export function errorWords(error: unknown): string {
  if (error instanceof ClientError) return words[error.code] ?? error.message;
  if (error instanceof DOMException) return devices[error.name] ?? 'The browser could not do that.';
  return 'Something went wrong on this page. Reload it and try again.';
}
