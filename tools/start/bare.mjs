#!/usr/bin/env node
// The door of the house. It runs in a bare clone, so it stands on Node's builtins alone: it checks Node, installs
// what is missing and hands over to the TypeScript that does the work.
import { complaintAboutNode } from './bare/node-version.mjs';
import { ensureInstalled } from './bare/install.mjs';
import { buildServices } from './bare/build-services.mjs';
import { handOver } from './bare/hand-over.mjs';

const programsOfChaos = {
  redis: 'libs/redis/src/chaos/run-chaos.contract.ts',
  cache: 'libs/cache/src/chaos/run-cache-chaos.contract.ts',
  jobs: 'libs/jobs/src/soak/run-jobs-chaos.contract.ts',
  auth: 'apps/auth-e2e/src/histories/run-auth-histories.contract.ts',
  gateway: 'apps/gateway-e2e/src/run-gateway-chaos.contract.ts',
  chat: 'apps/chat-e2e/src/histories/run-chat-chaos.contract.ts',
};

/** Those that break whole services run them as they are built; the others run from source. */
const runServices = ['auth', 'gateway', 'chat'];
const asksForHelp = (args) => args.includes('--help') || args.includes('-h');

async function chaos(args) {
  const [what, rest] = programsOfChaos[args[0]] ? [args[0], args.slice(1)] : ['redis', args];
  const isBuilt = runServices.includes(what) && !asksForHelp(rest);
  const code = isBuilt ? await buildServices() : 0;
  return code === 0 ? handOver(programsOfChaos[what], rest) : code;
}

const tools = {
  bench: (args) => handOver('tools/bench/src/main.ts', args),
  chaos,
  drill: (args) => handOver('tools/drill/src/main.ts', args),
  policies: (args) => handOver('tools/house/src/policies/print-policies.ts', args),
  docs: (args) => handOver('tools/house/src/main.ts', args.length > 0 ? args : ['write']),
};
const [verb = 'help', ...rest] = process.argv.slice(2);

async function main() {
  const complaint = complaintAboutNode(process.versions.node);
  if (complaint) return fail(complaint);
  const missing = await ensureInstalled();
  if (missing) return fail(missing);
  if (verb === 'install') return 0;
  return tools[verb] ? tools[verb](rest) : handOver('tools/start/src/main.ts', [verb, ...rest]);
}

function fail(sentence) {
  console.error(sentence);
  return 1;
}

process.exitCode = await main();
