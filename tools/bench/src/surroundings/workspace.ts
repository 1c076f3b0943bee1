import { resolve } from 'node:path';

/** The root of the checkout. */
export const workspaceRoot = resolve(__dirname, '../../../..');

// What npm, nx and the door of the house put into the environment for themselves.
const ours = /^(npm_|NX_|SECURECONNECT_|INIT_CWD$|SWC_NODE_|NODE_OPTIONS$|JEST_)/;

/** The environment as the person set it, for tools. */
export function personsEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

/** An environment that is the same on every desk: what a person has exported must not change a figure. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, TZ } = process.env;
  return { PATH, HOME, TMPDIR, TZ };
}
