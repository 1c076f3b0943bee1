import { isAbsolute, join, relative, resolve } from 'node:path';

/** The root of the checkout. */
export const workspaceRoot = resolve(__dirname, '../../..');

/** Where the person stood when typing the command; npm and nx both move away from there. */
export const calledFrom =
  process.env['INIT_CWD'] ?? process.env['SECURECONNECT_CALLED_FROM'] ?? process.cwd();

/** The built program of an app. */
export const builtApp = (app: string): string => join(workspaceRoot, 'dist/apps', app, 'main.js');

/** A path as it is best read: from the root of the checkout where it lies inside. */
export function readablePath(path: string): string {
  const inside = relative(workspaceRoot, path);
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside;
}

// What npm, nx and the door of the house put into the environment for themselves.
const ours = /^(npm_|NX_|SECURECONNECT_|INIT_CWD$|SWC_NODE_)/;

/** The environment as the person set it, for programs that are configured by it. */
export function personsEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}
