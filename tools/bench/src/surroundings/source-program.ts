import { join } from 'node:path';
import { bareEnvironment, workspaceRoot } from './workspace';

/** How node runs one of this tool's programs, named from its src, compiled as the production builds are. */
export const sourceProgram = (source: string, ...args: readonly string[]) => ({
  args: [
    ...['-C', '@secureconnect/source', '-r', '@swc-node/register'],
    join(workspaceRoot, 'tools/bench/src', source),
    ...args,
  ],
  // The compiler takes the very settings of the builds, .swcrc, when this is set.
  env: { ...bareEnvironment(), SWCRC: 'true' },
});
