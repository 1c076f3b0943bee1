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
  operations: 'tools/chaos/src/matrix/main.ts',
  alerts: 'tools/chaos/src/alerts/main.ts',
};

/** The whole system, where no part of it is named. */
const stormOverAll = 'tools/chaos/src/main.ts';
/** Those that break whole services run them as they are built; the others run from source. */
const runServices = ['auth', 'gateway', 'chat', 'operations', 'alerts'];
const runsNothing = (args) =>
  args.some((arg) => arg === '--help' || arg === '-h' || /^--judge(=|$)/.test(arg));

async function chaos(args) {
  const part = programsOfChaos[args[0]];
  const needsServices = (!part || runServices.includes(args[0])) && !runsNothing(args);
  const code = needsServices ? await buildServices() : 0;
  if (code !== 0) return part ? code : 2;
  return part ? handOver(part, args.slice(1)) : handOver(stormOverAll, args);
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
