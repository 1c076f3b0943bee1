import { basename } from 'node:path';
import declaredStoreAccess from './declared-store-access.mjs';

// prettier-ignore
const roles = [
  'module', 'controller', 'gateway', 'guard', 'interceptor', 'filter', 'decorator', 'use-case', 'store', 'entity',
  'policy', 'error', 'constants', 'options', 'contract', 'service', 'adapter', 'pipe', 'indicator', 'migration',
  'settings', 'dto', 'port', 'factory', 'command', 'schema', 'strategy', 'spec',
].join('|');
const wellFormed = new RegExp(`^(main|index|[a-z0-9]+(-[a-z0-9]+)*(\\.(${roles}))*)\\.ts$`);
const vague = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'types', 'misc', 'shared']);

/** A file is named kebab-case.role.ts after what it holds; a room called "utils" is where names go to die. */
const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { bad: '{{name}}: name the file kebab-case.role.ts after what it holds.' },
  },
  create: (context) => ({
    Program(node) {
      const parts = context.filename.split('/');
      const name = basename(context.filename);
      const isVague = vague.has(name.split('.')[0]) || parts.some((part) => vague.has(part));
      if (!wellFormed.test(name) || isVague) context.report({ node, messageId: 'bad', data: { name } });
    },
  }),
};

export default { rules: { 'file-name': fileName, 'declared-store-access': declaredStoreAccess } };
