import { resolve } from 'node:path';

/** The root of the checkout. */
export const workspaceRoot = resolve(__dirname, '../../..');

/** Where the person stood when typing the command; npm moves away from there. */
export const calledFrom =
  process.env['INIT_CWD'] ?? process.env['SECURECONNECT_CALLED_FROM'] ?? process.cwd();
