import { EventEmitter, once } from 'node:events';
import autocannon from 'autocannon';
import { cpuTimeMs } from './cpu-time';
import { type LoadReport } from './load-report';

// A process of its own, so that the load and what measures it share no event loop with the benchmark:
//   node load-program.js <url> <pid of the server> <seconds> <connections> [<connections> …]
// Writes a JSON list with a report for each number of connections.
const [url = '', pid = '', seconds = '', ...connections] = process.argv.slice(2);

async function load(count: number): Promise<LoadReport> {
  const latencies: number[] = [];
  let failed = 0;
  const cpu = cpuTimeMs(Number(pid));
  const since = performance.now();
  const ended = new EventEmitter();
  const options = { url, connections: count, duration: Number(seconds), sampleInt: 100 };
  const run = autocannon(options, (error) => ended.emit(error ? 'error' : 'end', error));
  // Its own histogram counts whole milliseconds, more than what is measured here takes.
  run.on('response', (_client, status, _bytes, ms) => {
    latencies.push(ms);
    if (status !== 200) failed += 1;
  });
  run.on('reqError', () => (failed += 1));
  await once(ended, 'end');
  const took = performance.now() - since;
  const used = cpuTimeMs(Number(pid)) - cpu;
  latencies.sort((a, b) => a - b);
  const at = (part: number) => (latencies[Math.floor((latencies.length - 1) * part)] ?? NaN) * 1_000;
  return {
    requests: latencies.length,
    failed,
    perSecond: (latencies.length / took) * 1_000,
    cpuUs: (used / latencies.length) * 1_000,
    p50Us: at(0.5),
    p99Us: at(0.99),
  };
}

async function main(): Promise<void> {
  const reports: LoadReport[] = [];
  for (const count of connections) reports.push(await load(Number(count)));
  process.stdout.write(JSON.stringify(reports));
}

void main();
