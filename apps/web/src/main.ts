import { createClient, webStore } from '@secureconnect/client';
import { showHome } from './home-view';
import { modeBanner } from './mode/mode-banner';
import { make } from './page/element';
import { notices } from './page/notices';
import { signInView } from './sign-in/sign-in-view';

const client = createClient({
  baseUrl: location.origin,
  // Each tab is a device of its own, so that two people may be tried in two tabs.
  storage: webStore(sessionStorage),
});
const stage = make('div', { class: 'stage' });
const told = notices();
document.body.replaceChildren(modeBanner(client), stage, told.element);

let leaveHome = (): void => undefined;

/** Shows who is signed in her conversations, and whoever is not how to become so. */
async function show(): Promise<void> {
  leaveHome();
  leaveHome = () => undefined;
  const user = await client.auth.user();
  if (user) leaveHome = showHome({ client, user, stage, told });
  else stage.replaceChildren(signInView(client, told));
}

client.on('signed_in', () => void show());
client.on('signed_out', ({ reason }) => {
  if (reason !== 'logout') told.say('You were signed out here. Sign in to go on.');
  void show();
});
client.on('fault', ({ error }) => told.fail(error));
void show().catch((error: unknown) => told.fail(error));
